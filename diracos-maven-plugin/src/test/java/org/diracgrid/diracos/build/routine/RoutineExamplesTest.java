package org.diracgrid.diracos.build.routine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.build.RoutineRunner;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.testing.BuildJobs;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The routines shown in {@code docs/routines.md} work: they are taken from there, found in a
 * directory and run. In place of mock there is a script that writes down what it is asked for and
 * builds with the host's rpmbuild.
 */
@Timeout(120)
class RoutineExamplesTest {

  private static final Pattern EXAMPLE =
      Pattern.compile("```(?:sh|python)\n(#![^\n]*\n# ([^ \n]+)\n.*?)```", Pattern.DOTALL);

  private static final String MOCK =
      """
      #!/bin/bash
      set -eu
      echo "$*" >>"$(dirname "$0")/mock.calls"
      while [ $# -gt 0 ]; do
        case $1 in
          -r | --spec | --sources) eval "${1##*-}=\\$2"; shift ;;
          --resultdir=*) result=${1#*=} ;;
          --buildsrpm) what=-bs ;;
          --rebuild) what=--rebuild ;;
          --remove | --scrub=*) exit 0 ;;
          *) package=$1 ;;
        esac
        shift
      done
      mkdir -p "$result"
      set -- --define "_topdir $PWD/top" --define "_srcrpmdir $result" --define "_rpmdir $result" \
        --define "_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm"
      if [ "$what" = -bs ]; then
        exec rpmbuild -bs "$@" --define "_sourcedir $PWD/$sources" "$spec"
      fi
      exec rpmbuild --rebuild "$@" "$package"
      """;

  @TempDir Path top;

  private RoutineFinder finder;

  @BeforeEach
  void writeExamples() throws IOException {
    Path directory = Files.createDirectory(top.resolve("routines"));
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("../docs/routines.md"), UTF_8));
    while (example.find()) {
      program(directory.resolve(example.group(2)), example.group(1));
    }
    List<String> builds =
        List.of(
            "davix", "gdb", "globus-gridftp-server", "xrootd", "glite-ce-cream-cli", "example-of");
    finder = RoutineFinder.of(directory, builds, builds);
    program(Files.createDirectory(top.resolve("bin")).resolve("mock"), MOCK);
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Optional<BuildOutcome.Failure> run(
      String name, String phase, Path source, String configuration, Optional<Path> buildroot)
      throws IOException {
    Path directory = Files.createDirectories(top.resolve("job-" + name));
    RoutineFiles files = finder.find(name);
    BuildJob job =
        BuildJobs.job(
            directory,
            name,
            source,
            files,
            configuration,
            Optional.of(new MockSettings("el6", Optional.empty(), Optional.empty(), true)),
            Duration.ofMinutes(1));
    List<Path> routines =
        switch (phase) {
          case RoutineRunner.PRE -> files.before();
          case RoutineRunner.INSTEAD -> files.instead();
          default -> files.after();
        };
    assertThat(routines).hasSize(1);
    String path = top.resolve("bin") + ":" + System.getenv("PATH");
    return new ProgramRoutines(new ProcessRunner(), Map.of("PATH", path, "HOME", top.toString()))
        .run(routines.get(0), phase, job, buildroot);
  }

  private String log(String name) throws IOException {
    return Files.readString(top.resolve("job-" + name).resolve("build.log"), UTF_8);
  }

  private List<String> mockCalls() throws IOException {
    return Files.readAllLines(top.resolve("bin").resolve("mock.calls"), UTF_8);
  }

  @Test
  void theFrameOfAnOldModuleRuns() throws IOException {
    Oracles.require("python3");

    assertThat(
            run(
                "example-of",
                RoutineRunner.INSTEAD,
                top,
                "{\"name\": \"x\", \"src\": \"y\"}",
                Optional.empty()))
        .as("it builds nothing")
        .isPresent();
    assertThat(log("example-of")).contains("building x from y", "ended with status 0");
  }

  @Test
  void davixPutsAToolIntoTheBuildroot() throws IOException {
    Oracles.require("python3");
    Path installer =
        Files.writeString(
            top.resolve("cmake-installer.sh"),
            "test \"$1\" = --skip-license && mkdir -p \"${2#--prefix=}\" &&"
                + " echo >\"${2#--prefix=}/cmake\"\n");
    Path buildroot = Files.createDirectory(top.resolve("build root"));
    String configuration = "{\"cmakeInstaller\": \"" + installer + "\"}";

    assertThat(run("davix", RoutineRunner.PRE, top, configuration, Optional.of(buildroot)))
        .as(() -> read("davix"))
        .isEmpty();
    assertThat(buildroot.resolve("usr/cmake")).exists();

    assertThat(run("davix", RoutineRunner.PRE, top, configuration, Optional.empty())).isPresent();
    assertThat(log("davix")).contains("there is no buildroot to put CMake into");
  }

  @Test
  void gdbAndGlobusTidyMock() throws IOException {
    assertThat(run("gdb", RoutineRunner.POST, top, "{}", Optional.empty())).isEmpty();
    assertThat(run("globus-gridftp-server", RoutineRunner.PRE, top, "{}", Optional.empty()))
        .isEmpty();

    assertThat(mockCalls())
        .containsExactly(
            "-r el6 --remove gdb",
            "-r el6 --scrub=root-cache",
            "-r el6 --scrub=root-cache --scrub=chroot");
  }

  @Test
  void xrootdIsBuiltOfAChangedArchive() throws IOException {
    buildsAChangedArchive("xrootd");
  }

  @Test
  void gliteIsBuiltOfAChangedArchiveByPython() throws IOException {
    buildsAChangedArchive("glite-ce-cream-cli");
  }

  private void buildsAChangedArchive(String name) throws IOException {
    Oracles.require("rpmbuild", "rpm2cpio", "cpio", "patch", "tar", "python3", "rpm");
    Path source = sourcePackage(name);
    String configuration = "{\"patchDir\": \"" + top + "\"}";

    assertThat(run(name, RoutineRunner.INSTEAD, source, configuration, Optional.empty()))
        .as(() -> read(name))
        .isEmpty();

    Path results = top.resolve("job-" + name).resolve("result");
    try (Stream<Path> files = Files.list(results)) {
      Path built =
          files.filter(f -> f.toString().endsWith(".noarch.rpm")).findFirst().orElseThrow();
      assertThat(
              new String(
                  Oracles.bash(top, "rpm2cpio \"$1\" | cpio -i --to-stdout", built.toString()),
                  UTF_8))
          .isEqualTo("patched\n");
    }
  }

  private Path sourcePackage(String name) throws IOException {
    Files.writeString(
        top.resolve(name + ".spec"),
        """
        Name: %s
        Version: 1
        Release: 1
        Summary: test
        License: MIT
        Source0: %1$s.tar.gz
        BuildArch: noarch
        %%description
        test
        %%prep
        %%setup -q -c
        %%install
        install -D -m 644 greeting %%{buildroot}/usr/share/greeting
        %%files
        /usr/share/greeting
        """
            .formatted(name));
    Files.writeString(
        top.resolve("archive-of-" + name + ".diff"),
        "--- a/greeting\n+++ b/greeting\n@@ -1 +1 @@\n-original\n+patched\n");
    Oracles.bash(
        top,
        "echo original >greeting; tar czf $1.tar.gz greeting; rpmbuild -bs"
            + " --define \"_sourcedir $PWD\" --define \"_srcrpmdir $PWD\" $1.spec",
        name);
    return top.resolve(name + "-1-1.src.rpm");
  }

  private String read(String name) {
    try {
      return log(name);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
