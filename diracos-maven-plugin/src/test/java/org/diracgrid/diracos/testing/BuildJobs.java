package org.diracgrid.diracos.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.build.RoutineFiles;

/** Jobs for tests. */
public final class BuildJobs {

  private BuildJobs() {}

  /** A job of one package. */
  public static BuildJob job(
      Path directory,
      String name,
      Path source,
      RoutineFiles routines,
      String configuration,
      Optional<MockSettings> mock,
      Duration limit) {
    BuildSettings settings =
        new BuildSettings(
            "x86_64",
            new TreeMap<>(),
            List.of(),
            List.of(),
            OptionalLong.of(1_600_000_000L),
            "build.invalid",
            2,
            OptionalLong.empty(),
            limit);
    return new BuildJob(
        "001-" + name,
        name,
        directory.toAbsolutePath(),
        mock.isPresent() ? BuilderKind.MOCK : BuilderKind.CHROOT,
        source.toAbsolutePath(),
        List.of(),
        directory.resolve("roots").toAbsolutePath(),
        settings,
        routines,
        configuration,
        mock);
  }

  /** A job without routines of the built-in builder. */
  public static BuildJob job(Path directory, String name) {
    return job(
        directory,
        name,
        directory.resolve(name + ".src.rpm"),
        RoutineFiles.NONE,
        "{}",
        Optional.empty(),
        Duration.ofMinutes(90));
  }
}
