package org.diracgrid.diracos.build.mock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome.Failure;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.build.RoutineRunner;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds by a program that stands for mock. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class MockBuilds {

  @TempDir Path directory;
  FakeMock mock;
  Path config;
  final List<String> ran = new ArrayList<>();
  Optional<Failure> routineFails = Optional.empty();

  final RoutineRunner routines =
      (routine, phase, job, buildroot) -> {
        ran.add(phase + " " + routine.getFileName());
        return routineFails;
      };

  @BeforeEach
  void install() throws IOException {
    mock = new FakeMock(directory.resolve("mock"));
    mock.leaves("zlib-1.3-1.src.rpm");
    mock.leaves("zlib-1.3-1.x86_64.rpm");
    config = Files.writeString(directory.resolve("epel-6.cfg"), "config_opts['root'] = 'epel-6'\n");
  }

  MockBuilder builder() {
    return new MockBuilder(new ProcessRunner(), routines, MockBuilder.PROGRAM, mock.host());
  }

  static BuildSettings settings(Duration limit) {
    return new BuildSettings(
        "x86_64",
        new TreeMap<>(Map.of("dist", ".el6")),
        List.of("ssl"),
        List.of("docs", "x11"),
        OptionalLong.of(1),
        "builder",
        2,
        OptionalLong.empty(),
        limit);
  }

  BuildJob job() {
    return job(Duration.ofMinutes(1), true, RoutineFiles.NONE, "{}", List.of());
  }

  BuildJob job(
      Duration limit,
      boolean clean,
      RoutineFiles routineFiles,
      String configuration,
      List<BuildrootPackage> buildroot) {
    return new BuildJob(
        "zlib-1",
        "zlib",
        directory.resolve("job"),
        BuilderKind.MOCK,
        directory.resolve("zlib-1.3-1.src.rpm"),
        buildroot,
        directory.resolve("buildroots"),
        settings(limit),
        routineFiles,
        configuration,
        Optional.of(
            new MockSettings(
                config.toString(),
                Optional.of(directory.resolve("lib/epel-6")),
                Optional.of(directory.resolve("repo")),
                clean)));
  }

  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
