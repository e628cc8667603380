package org.diracgrid.diracos.build.routine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.build.RoutineRunner;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.testing.BuildJobs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes of the host's {@code /bin/sh}. */
@Timeout(60)
class ProgramRoutinesTest {

  private static final String CONFIGURATION =
      "{\"a\": {\"repo\": \"/wrong\"}, \"repo\": \"/r\", \"text\": \"grüße\"}";

  @TempDir Path top;

  private Path directory;
  private RoutineRunner routines;

  @BeforeEach
  void makeJobDirectory() throws IOException {
    directory = Files.createDirectory(top.resolve("a job"));
    routines =
        new ProgramRoutines(
            new ProcessRunner(),
            Map.of("PATH", "/usr/bin:/bin", "HOME", "/h", "SECRET", "s", "no_proxy", "x"));
  }

  private Path script(String name, String text) throws IOException {
    Path file = Files.writeString(top.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private BuildJob job(RoutineFiles files, Duration limit) {
    return BuildJobs.job(
        directory, "zlib", top.resolve("z.src.rpm"), files, CONFIGURATION, Optional.empty(), limit);
  }

  private Optional<BuildOutcome.Failure> run(Path routine, String phase) {
    return routines.run(
        routine, phase, job(RoutineFiles.NONE, Duration.ofMinutes(1)), Optional.empty());
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("build.log"), UTF_8);
  }

  @Test
  void itReadsTheConfigurationAndWhatItSaysIsLogged() throws IOException {
    Files.writeString(directory.resolve("build.log"), "before\n");
    Path routine = script("pre zlib.sh", "#!/bin/sh\ncat\necho\necho err >&2\nread x || pwd -P\n");

    assertThat(run(routine, RoutineRunner.PRE)).isEmpty();

    assertThat(log())
        .isEqualTo(
            "before\n== routine pre zlib.sh (pre) starts\n"
                + CONFIGURATION
                + "\nerr\n"
                + directory.toRealPath().resolve("work")
                + "\n== routine pre zlib.sh ended with status 0\n");
  }

  @Test
  void theEnvironmentIsExactlyTheDocumentedOne() throws IOException {
    Path routine = script("r.sh", "#!/usr/bin/env -S sh\nenv\n");
    BuildJob job =
        BuildJobs.job(
            directory,
            "zlib",
            top.resolve("z.src.rpm"),
            RoutineFiles.NONE,
            CONFIGURATION,
            Optional.of(
                new MockSettings("/m.cfg", Optional.of(Path.of("/root")), Optional.empty(), true)),
            Duration.ofMinutes(1));

    assertThat(routines.run(routine, RoutineRunner.POST, job, Optional.of(Path.of("/b r"))))
        .isEmpty();

    Map<String, String> seen =
        log()
            .lines()
            .filter(line -> line.contains("=") && !line.startsWith("=="))
            .map(line -> line.split("=", 2))
            .filter(pair -> !List.of("PWD", "OLDPWD", "SHLVL", "_").contains(pair[0]))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    Map<String, String> wanted = new TreeMap<>();
    wanted.put("PATH", "/usr/bin:/bin");
    wanted.put("HOME", "/h");
    wanted.put("no_proxy", "x");
    wanted.put("LC_ALL", "C.UTF-8");
    wanted.put("DIRACOS_NAME", "zlib");
    wanted.put("DIRACOS_PHASE", "post");
    wanted.put("DIRACOS_SRPM", top.resolve("z.src.rpm").toString());
    wanted.put("DIRACOS_JOB", directory.toString());
    wanted.put("DIRACOS_RESULT", directory.resolve("result").toString());
    wanted.put("DIRACOS_LOG", directory.resolve("build.log").toString());
    wanted.put("DIRACOS_BUILDER", "mock");
    wanted.put("DIRACOS_ARCH", "x86_64");
    wanted.put("DIRACOS_PARALLEL", "2");
    wanted.put("DIRACOS_BUILDROOT", "/b r");
    wanted.put("DIRACOS_REPO", "/r");
    wanted.put("DIRACOS_MOCK_CONFIG", "/m.cfg");
    wanted.put("DIRACOS_MOCK_ROOT", "/root");
    wanted.put("SOURCE_DATE_EPOCH", "1600000000");
    assertThat(seen).isEqualTo(wanted);
    String documented = Files.readString(Path.of("../docs/routines.md"), UTF_8);
    assertThat(wanted.keySet()).allMatch(name -> documented.contains("`" + name + "`"));
  }

  @Test
  void whatIsNotThereIsNotSet() throws IOException {
    Path routine = script("r.sh", "#!/bin/sh\nenv\n");

    assertThat(run(routine, RoutineRunner.PRE)).isEmpty();

    assertThat(log()).doesNotContain("BUILDROOT", "MOCK", "SECRET");
  }

  @Test
  void aStatusIsAFailureAndIsKept() throws IOException {
    Path routine = script("r.sh", "#!/bin/sh\necho no such thing\nexit 3\n");

    assertThat(run(routine, RoutineRunner.PRE))
        .contains(
            new BuildOutcome.Failure("routine r.sh", List.of(routine.toString()), "status 3"));
    assertThat(log()).endsWith("no such thing\n== routine r.sh ended with status 3\n");
  }

  @Test
  void aRoutineThatDoesNotEndIsStoppedWithAllThatItStarted() throws IOException {
    Path routine = script("r.sh", "#!/bin/sh\n(sleep 3; echo late) &\nsleep 60\n");
    BuildJob job = job(RoutineFiles.NONE, Duration.ofMillis(500));

    Optional<BuildOutcome.Failure> failure =
        routines.run(routine, RoutineRunner.POST, job, Optional.empty());

    assertThat(failure.orElseThrow().ending()).isEqualTo("no end in 0 s");
    assertThat(log()).doesNotContain("late");
  }

  @Test
  void aSignalIsNamed() throws IOException {
    Path routine = script("r.sh", "#!/bin/sh\nkill -9 $$\n");

    assertThat(run(routine, RoutineRunner.PRE).orElseThrow().ending())
        .isEqualTo("signal 9 (SIGKILL)");
  }

  @Test
  void whatReplacesABuildLeavesABinaryPackage() throws IOException {
    Path idle = script("r.sh", "#!/bin/sh\n:\n");
    Path source = script("s.sh", "#!/bin/sh\necho > \"$DIRACOS_RESULT/z-1-1.src.rpm\"\n");
    Path both = script("t.sh", "#!/bin/sh\necho > \"$DIRACOS_RESULT/z-1-1.x86_64.rpm\"\n");

    assertThat(run(idle, RoutineRunner.INSTEAD).orElseThrow().ending())
        .isEqualTo("it left no binary package in " + directory.resolve("result"));
    assertThat(run(source, RoutineRunner.INSTEAD)).isPresent();
    assertThat(run(source, RoutineRunner.PRE)).isEmpty();
    assertThat(run(both, RoutineRunner.INSTEAD)).isEmpty();
  }

  @Test
  void ofSeveralOnlyTheLastHasToLeaveOne() throws IOException {
    Path first = script("r.sh", "#!/bin/sh\necho > part\n");
    Path last = script("s.sh", "#!/bin/sh\nmv part \"$DIRACOS_RESULT/z-1-1.x86_64.rpm\"\n");
    RoutineFiles files = new RoutineFiles(List.of(), List.of(first, last), List.of());
    BuildJob job = job(files, Duration.ofMinutes(1));

    assertThat(routines.run(first, RoutineRunner.INSTEAD, job, Optional.empty())).isEmpty();
    assertThat(routines.run(last, RoutineRunner.INSTEAD, job, Optional.empty())).isEmpty();
  }

  @Test
  void anInterpreterThatIsNotThereIsNamed() throws IOException {
    Path routine = script("r.py", "#!/usr/bin/python2.6 -s\n");

    assertThat(run(routine, RoutineRunner.PRE).orElseThrow().ending())
        .isEqualTo("its interpreter /usr/bin/python2.6 is not on this machine");
    assertThat(log()).contains("== routine r.py: its interpreter /usr/bin/python2.6");
  }

  @Test
  void aRoutineThatIsNotOnThisMachineIsAFailure() throws IOException {
    assertThat(run(top.resolve("gone.sh"), RoutineRunner.PRE).orElseThrow().ending())
        .startsWith("it cannot be read on this machine: java.nio.file.NoSuchFileException");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNoFaultOfTheRoutine() throws IOException {
    Files.writeString(directory.resolve("work"), "in the way");
    Path routine = script("r.sh", "#!/bin/sh\n");

    assertThatThrownBy(() -> run(routine, RoutineRunner.PRE))
        .hasMessageStartingWith("DOS-ROUTINE-08");
  }
}
