package org.diracgrid.diracos.build.executor;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.Builder;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** One attempt at a job: what a worker does on a cluster, and a thread on this machine. */
final class JobRun {

  private final JobDirectory directory;
  private final int attempt;

  /**
   * An attempt.
   *
   * @param attempt its number, as {@link JobDirectory#begin} gave it
   */
  JobRun(JobDirectory directory, int attempt) {
    this.directory = directory;
    this.attempt = attempt;
  }

  /**
   * Builds and says so in the job's directory. What was stopped from outside says nothing there, so
   * that nobody takes it for an end of the build: a process that is killed beneath the builder
   * looks like one that failed.
   *
   * @return what came of it
   * @throws DiracosException as the builder does
   */
  BuildOutcome run(Builder builder) {
    AtomicFile.directory(directory.job().results());
    BuildOutcome outcome;
    try {
      outcome = builder.build(directory.job());
    } catch (DiracosException e) {
      if (isStopping()) {
        return BuildOutcome.cancelled(new TreeMap<>());
      }
      throw e;
    }
    if (isStopping() || directory.attempt() != attempt) {
      return BuildOutcome.cancelled(outcome.phases());
    }
    if (outcome.status() != BuildOutcome.Status.CANCELLED) {
      check(outcome);
      directory.end(outcome);
    }
    return outcome;
  }

  private void check(BuildOutcome outcome) {
    List<Path> strangers =
        outcome.packages().stream()
            .filter(file -> !file.startsWith(directory.job().results()))
            .toList();
    if (!strangers.isEmpty()) {
      throw DiracosException.internal(
          Problem.of(
              "DOS-EXECUTOR-03",
              "a builder put packages where they do not belong: " + strangers,
              directory.job().results().toString(),
              "report this"),
          null);
    }
  }

  /** Whether the thread was interrupted, or the JVM is ending. */
  static boolean isStopping() {
    if (Thread.currentThread().isInterrupted()) {
      return true;
    }
    Thread probe = new Thread(() -> {}, "diracos-probe");
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      // The JVM says so.
      return true;
    }
  }
}
