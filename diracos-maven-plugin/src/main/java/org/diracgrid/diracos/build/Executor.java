package org.diracgrid.diracos.build;

/**
 * Has jobs done, several at a time. Used by one thread. A job that is lost (its node died, the
 * batch system forgot it) is done again by the executor itself, a bounded number of times.
 */
public interface Executor extends AutoCloseable {

  /**
   * A job that has ended.
   *
   * @param job as submitted
   */
  record Finished(BuildJob job, BuildOutcome outcome) {}

  /** How many jobs it makes sense to have submitted at a time; at least 1. */
  int slots();

  /** Takes a job and returns at once. */
  void submit(BuildJob job);

  /**
   * Waits for any of the submitted jobs to end.
   *
   * @throws IllegalStateException if none is under way
   * @throws org.diracgrid.diracos.problem.DiracosException for what would hit any other job, too,
   *     and if the thread is interrupted
   */
  Finished next();

  /** Cancels what is under way and waits until it has ended: no process, no batch job is left. */
  @Override
  void close();
}
