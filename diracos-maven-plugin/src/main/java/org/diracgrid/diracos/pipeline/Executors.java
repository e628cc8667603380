package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.diracgrid.diracos.build.Executor;
import org.diracgrid.diracos.build.executor.BatchExecutor;
import org.diracgrid.diracos.build.executor.BatchSettings;
import org.diracgrid.diracos.build.executor.LocalExecutor;
import org.diracgrid.diracos.build.executor.Room;
import org.diracgrid.diracos.build.executor.Slurm;
import org.diracgrid.diracos.build.executor.SlurmSettings;
import org.diracgrid.diracos.build.executor.WorkerCommand;
import org.diracgrid.diracos.config.BuildOptions;
import org.diracgrid.diracos.config.RpmBuildSpec;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.path.AtomicFile;

/** Where the builds of a run are done. */
final class Executors {

  private static final long WORKER_HEAP = 256L << 20;

  private final Run run;
  private final JobPlaces places;
  private final Map<String, String> host;
  private final Builders builders;
  private final Room room;

  Executors(Run run, JobPlaces places, Map<String, String> host) {
    this.run = run;
    this.places = places;
    this.host = host;
    this.builders = Builders.of(host, run.environment().threads());
    this.room = new Room(run.environment().threads(), memory());
  }

  /** What the machine has; where it does not tell, what this process may use. */
  private static long memory() {
    Path file = Path.of("/proc/meminfo");
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
        if (line.startsWith("MemTotal:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
        }
      }
    } catch (NoSuchFileException e) {
      return Runtime.getRuntime().maxMemory();
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
    return Runtime.getRuntime().maxMemory();
  }

  Builders builders() {
    return builders;
  }

  /** How many processes a build may run that does not say it. */
  int parallel() {
    RpmBuildSpec spec = run.spec().rpmBuild();
    return spec.cluster() ? 1 : Math.max(1, room.cores() / slots());
  }

  private int slots() {
    RpmBuildSpec spec = run.spec().rpmBuild();
    BuildOptions options = spec.options();
    OptionalLong parallel = options.parallel();
    return room.slots(spec.slots(), (int) parallel.orElse(1), options.memory());
  }

  /** Opens the one that the configuration asks for. */
  Executor open() {
    RpmBuildSpec spec = run.spec().rpmBuild();
    if (!spec.cluster()) {
      return new LocalExecutor(builders, room, slots());
    }
    RpmBuildSpec.Slurm slurm = spec.slurm();
    SlurmSettings settings =
        new SlurmSettings(slurm.partition(), slurm.account(), slurm.qos(), slurm.options());
    Path directory = places.root();
    String user = System.getProperty("user.name", "");
    return BatchExecutor.of(
        new Slurm(new ProcessRunner(), settings, user, directory, host),
        new Slurm(ProcessRunner.atShutdown(), settings, user, directory, host),
        WorkerCommand.ofThisJvm(BuildWorker.class, places.shared(), WORKER_HEAP),
        BatchSettings.usual(slurm.maxJobs()),
        directory,
        run.progress());
  }
}
