package org.diracgrid.diracos.build.executor;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildSettings;

/**
 * What a batch system is asked for, for a job.
 *
 * @param system name of the batch system
 */
record BatchRequests(String system, BatchRun run, WorkerCommand worker, BatchSettings settings) {

  /** For an attempt. */
  BatchSystem.Request of(BuildJob job, int attempt) {
    BuildSettings build = job.settings();
    OptionalLong memory =
        build.memory().isPresent()
            ? OptionalLong.of(build.memory().getAsLong() + settings.overhead())
            : OptionalLong.empty();
    return new BatchSystem.Request(
        run.name(job, attempt),
        job.directory(),
        output(job),
        worker.words(job.directory(), attempt),
        build.parallel(),
        memory,
        build.limit().plus(settings.slack()));
  }

  private Path output(BuildJob job) {
    return job.directory().resolve(system + ".log");
  }
}
