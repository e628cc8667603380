package org.diracgrid.diracos.build.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.RoutineFiles;

/** Jobs whose configuration is the shell script that {@link ShellBuilder} runs. */
final class Jobs {

  private final Path work;
  private OptionalLong memory = OptionalLong.empty();
  private int parallel = 1;

  Jobs(Path work) {
    this.work = work;
  }

  Jobs withMemory(long bytes) {
    memory = OptionalLong.of(bytes);
    return this;
  }

  Jobs withParallel(int processes) {
    parallel = processes;
    return this;
  }

  BuildJob job(String name, String script) {
    Path source = work.resolve(name + ".src.rpm");
    try {
      Files.createDirectories(work);
      if (!Files.exists(source)) {
        Files.writeString(source, "source of " + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildJob(
        name,
        name,
        work.resolve("jobs").resolve(name),
        BuilderKind.CHROOT,
        source,
        List.of(),
        work.resolve("buildroots"),
        new BuildSettings(
            "x86_64",
            new TreeMap<>(),
            List.of(),
            List.of(),
            OptionalLong.empty(),
            "localhost",
            parallel,
            memory,
            Duration.ofMinutes(10)),
        RoutineFiles.NONE,
        script,
        Optional.empty());
  }
}
