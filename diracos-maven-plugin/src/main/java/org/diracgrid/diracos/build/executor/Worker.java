package org.diracgrid.diracos.build.executor;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * Does one job in a process of its own, on any machine that sees the job's directory: {@code java
 * -cp <class path> <main class> <job directory> <attempt>}.
 *
 * <p>Ends with 0 if the job has an outcome, be it a failure; with 1 if what stopped it would stop
 * other jobs, too ({@code problems.json}); with 3 if it was stopped from outside; with 2 if it was
 * called wrongly. At {@code SIGTERM} it ends what it started, and leaves no outcome.
 */
public final class Worker {

  private static final int DONE = 0;
  private static final int STOPPED_ALL = 1;
  private static final int USAGE = 2;
  private static final int STOPPED = 3;

  private final BuilderFactory builders;
  private final PrintStream log;

  /**
   * A worker.
   *
   * @param builders makes the builder that the job names
   * @param log where it tells what it does
   */
  public Worker(BuilderFactory builders, PrintStream log) {
    this.builders = builders;
    this.log = log;
  }

  /**
   * Does the job.
   *
   * @return the exit status
   */
  public int run(List<String> arguments) {
    if (arguments.size() != 2 || !arguments.get(1).matches("[0-9]{1,9}")) {
      log.println("usage: <job directory> <attempt>");
      return USAGE;
    }
    try {
      JobDirectory directory = JobDirectory.read(Path.of(arguments.get(0)));
      return run(directory, Integer.parseInt(arguments.get(1)));
    } catch (DiracosException e) {
      log.println(e.getMessage());
      return STOPPED_ALL;
    }
  }

  private int run(JobDirectory directory, int attempt) {
    String name = directory.job().name();
    if (directory.attempt() != attempt) {
      log.println(name + ": attempt " + attempt + " does not count any more");
      return STOPPED;
    }
    if (directory.outcome().isPresent()) {
      log.println(name + ": is done already");
      return DONE;
    }
    try {
      directory.clear();
      log.println(name + ": attempt " + attempt);
      BuildOutcome outcome = new JobRun(directory, attempt).run(builders.of(directory.job()));
      log.println(name + ": " + outcome.status());
      return outcome.status() == BuildOutcome.Status.CANCELLED ? STOPPED : DONE;
    } catch (DiracosException e) {
      if (directory.attempt() == attempt) {
        directory.stop(e.problems());
      }
      throw e;
    }
  }
}
