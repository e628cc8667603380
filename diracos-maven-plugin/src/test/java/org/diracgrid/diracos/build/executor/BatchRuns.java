package org.diracgrid.diracos.build.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.progress.LogProgress;
import org.diracgrid.diracos.progress.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a batch system that stands for Slurm. */
@Timeout(60)
abstract class BatchRuns {

  @TempDir Path work;
  final FakeBatch batch = new FakeBatch();
  final List<String> told = new ArrayList<>();
  final List<String> warned = new ArrayList<>();
  Jobs jobs;
  BatchExecutor executor;

  @BeforeEach
  void open() {
    jobs = new Jobs(work);
    executor = executor(3);
  }

  @AfterEach
  void close() {
    executor.close();
  }

  BatchExecutor executor(int maxJobs) {
    Progress progress =
        LogProgress.lines(
            new LogProgress.Log() {
              @Override
              public void info(String line) {
                told.add(line);
              }

              @Override
              public void warn(String line) {
                warned.add(line);
              }
            },
            () -> 0L);
    return new BatchExecutor(
        batch,
        batch,
        new WorkerCommand(Path.of("/java"), List.of("-Xmx1"), List.of(Path.of("/jar")), "Main"),
        BatchSettings.usual(maxJobs),
        work,
        batch,
        progress);
  }

  /** A run that was killed: the file lock goes, all else stays. */
  void again() {
    batch.away = true;
    List<BatchSystem.Listed> left = List.copyOf(batch.jobs.values());
    executor.close();
    batch.away = false;
    left.forEach(job -> batch.jobs.put(job.id(), job));
    warned.clear();
    told.clear();
    executor = executor(3);
  }

  BuildJob job(String name) {
    return jobs.job(name, "true");
  }

  static BuildOutcome built() {
    return BuildOutcome.built(List.of(), new TreeMap<>());
  }

  /** What a worker does. */
  static void end(BuildJob job) {
    new JobDirectory(job).end(built());
  }

  BuildOutcome next() {
    return executor.next().outcome();
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
