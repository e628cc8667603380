package org.diracgrid.diracos.exec;

import java.util.Optional;

/** What is said to a program while it runs, and heard of it. */
public interface Dialogue {

  /**
   * What comes next on its standard input; asked on a thread of its own, where it may wait.
   *
   * @return empty if nothing comes any more
   * @throws InterruptedException if the thread is, which ends the input
   */
  Optional<String> next() throws InterruptedException;

  /** A line of its standard output, without its end; called on a thread of its own. */
  void heard(String line);
}
