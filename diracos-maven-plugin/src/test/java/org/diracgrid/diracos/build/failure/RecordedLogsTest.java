package org.diracgrid.diracos.build.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.testing.BuildJobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs in the words of programs that this machine may not have. */
class RecordedLogsTest {

  @TempDir Path directory;

  private Diagnosis read(String resource, String ending) throws IOException {
    Path log = directory.resolve("build.log");
    try (InputStream in =
        Objects.requireNonNull(RecordedLogsTest.class.getResourceAsStream(resource), resource)) {
      Files.write(log, in.readAllBytes());
    }
    return diagnose(log, "rpmbuild", ending);
  }

  private Diagnosis diagnose(Path log, String step, String ending) {
    BuildOutcome outcome =
        BuildOutcome.failed(
            new BuildOutcome.Failure(step, List.of("rpmbuild", "--rebuild"), ending),
            new TreeMap<>());
    return Diagnosis.of(BuildJobs.job(directory, "x"), outcome, log, WhoProvides.NOBODY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "yum-python-abi | python-abi | rpm-python-4.8.0-59.el6.x86_64 (base) was made for another Python: it needs libpython2.6.so.1.0()(64bit), python(abi) = 2.6",
        "dnf-python-abi | python-abi | python3-example-1.2-3.el8.noarch was made for another Python: it needs python(abi) = 3.6",
        "dnf-no-provider | build-requires | the buildroot lacks example-devel >= 2",
        "mock-yum-missing | build-requires | the buildroot lacks example-static",
        "oom-cc1plus | out-of-memory | there was not enough memory: cc1plus",
        "oom-old-gcc | out-of-memory | there was not enough memory: 65536 bytes",
        "oom-slurm | out-of-memory | there was not enough memory",
        "disk-full | disk-full | there is no space left for what the build writes: a.o",
        "meson | undeclared-dependency | the build uses what its BuildRequires do not name: pkgconfig module example-2.0",
        "autoconf | undeclared-dependency | the build uses what its BuildRequires do not name: pkgconfig module example",
        "old-gcc-header | undeclared-dependency | the build uses what its BuildRequires do not name: header example.h",
        "clang-lld | undeclared-dependency | the build uses what its BuildRequires do not name: header example/a.hpp, library example",
        "pip-network | network | the build wants to reach the network, which it has not",
        "checksum | checksum | a file is not the one that was meant",
        "damaged-package | checksum | a file is not the one that was meant: error: unpacking of archive failed on file /usr/bin/x;5f: cpio: Digest mismatch",
        "no-architecture | architecture | the package is not made for x86_64",
        "shared-library | undeclared-dependency | the build uses what its BuildRequires do not name: shared library libexample.so.1",
        "no-namespaces | sandbox | this machine does not allow the sandbox of the build: No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces.",
        "wants-then-fails | compiler | the compiler does not accept a source: unknown type name 'y'",
      })
  void isRecognised(String log, String kind, String what) throws IOException {
    Diagnosis found = read(log + ".log", "status 1");

    assertThat(found.causes()).as(found.toString()).isNotEmpty();
    assertThat(found.causes().get(0).kind()).as(found.toString()).hasToString(kind);
    assertThat(found.causes().get(0).problem().what()).isEqualTo(what);
  }

  @Test
  void anotherPythonSaysWhichPackageAndWhatToDo() throws IOException {
    Problem problem = read("yum-python-abi.log", "status 30").causes().get(0).problem();

    assertThat(problem.fix())
        .contains(
            "build rpm-python in a package group before this build, made with our Python, in version"
                + " 4.8.0-59.el6 or newer",
            "\"excludePackages\": [\"rpm-python\"]");
    assertThat(problem.where()).endsWith("build.log:8");
    assertThat(problem.because())
        .contains("python(abi) = 2.6, needed by rpm-python-4.8.0-59.el6.x86_64 (base): ");
  }

  @Test
  void whatTheRunnerSaysCountsWithoutALog() {
    Path log = directory.resolve("none.log");

    Diagnosis late = diagnose(log, "rpmbuild", "no end in 5400 s");
    assertThat(late.causes().get(0).kind()).isEqualTo(CauseKind.TIME_LIMIT);
    assertThat(late.causes().get(0).problem().what()).endsWith(": 90 min");
    assertThat(late.command()).isEqualTo("rpmbuild --rebuild");
    assertThat(late.last()).containsExactly(new LogLine(0, "there is no log"));

    assertThat(diagnose(log, "rpmbuild", "signal 9 (SIGKILL)").causes().get(0).kind())
        .isEqualTo(CauseKind.OUT_OF_MEMORY);
    assertThat(diagnose(log, "rpmbuild", "status 137").causes().get(0).kind())
        .isEqualTo(CauseKind.OUT_OF_MEMORY);
    assertThat(diagnose(log, "rpmbuild", "status 1").causes()).isEmpty();
    assertThat(diagnose(log, "routine pre-x.sh", "status 3").causes().get(0).problem().what())
        .isEqualTo("the routine pre-x.sh failed: status 3");
  }

  @Test
  void whatTheResolverSaysIsUnderstood() {
    Problem problem =
        new Problem(
            "DOS-RESOLVE-01",
            "nothing provides python(abi) = 3.9",
            "needed by gdb-headless-10.2-13.el9.x86_64 (repo base)",
            "",
            "-");

    Diagnosis found = diagnose(directory.resolve("none"), "buildroot", problem.toString());

    assertThat(found.causes()).hasSize(1);
    assertThat(found.causes().get(0).problem().what())
        .isEqualTo(
            "gdb-headless-10.2-13.el9.x86_64 (repo base) was made for another Python: it needs"
                + " python(abi) = 3.9");
    assertThat(found.causes().get(0).problem().fix())
        .contains("build gdb-headless in", "version 10.2-13.el9 or newer");
  }

  @Test
  void aTimeOutExplainsTheRestOfTheLog() throws IOException {
    Diagnosis found = read("old-gcc-header.log", "no end in 60 s");

    assertThat(found.causes())
        .extracting(Cause::kind)
        .containsExactly(CauseKind.TIME_LIMIT, CauseKind.UNDECLARED_DEPENDENCY);
  }

  @Test
  void aFailureInTestsComesBeforeWhatTestsProvoke() throws IOException {
    Path log = directory.resolve("build.log");
    String many = "ok\n".repeat(100);
    Files.writeString(
        log,
        "Executing(%check): /bin/sh -e /var/tmp/rpm-tmp.a\n+ make check\n"
            + "cat: write error: No space left on device\n"
            + many
            + "FAIL: a\nmake: *** [Makefile:2: check] Error 1\n"
            + "error: Bad exit status from /var/tmp/rpm-tmp.a (%check)\n");

    assertThat(diagnose(log, "rpmbuild", "status 1").causes())
        .extracting(Cause::kind)
        .containsExactly(CauseKind.TESTS, CauseKind.DISK_FULL);
  }

  @Test
  void onlyFailuresAreDiagnosed() {
    assertThatThrownBy(
            () ->
                Diagnosis.of(
                    BuildJobs.job(directory, "x"),
                    BuildOutcome.built(List.of(), new TreeMap<>()),
                    directory.resolve("none"),
                    WhoProvides.NOBODY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyCauseHasItsPlaceInTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("../docs/rebuild-failures.md"), UTF_8);
    assertThat(Stream.of(CauseKind.values()))
        .allMatch(kind -> page.contains("\n## " + kind + "\n") && page.contains(kind.code()));
  }
}
