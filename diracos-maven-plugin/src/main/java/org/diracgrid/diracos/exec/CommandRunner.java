package org.diracgrid.diracos.exec;

/** Runs commands. Implementations are safe for use by several threads. */
public interface CommandRunner {

  /**
   * Runs a command to its end, or until its time is over. A status other than 0 is a result, not a
   * failure.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-EXEC-01 if the program is not there,
   *     -02 if it cannot be started, -03 if the thread is interrupted meanwhile: the process is
   *     stopped then
   */
  CommandResult run(Command command);
}
