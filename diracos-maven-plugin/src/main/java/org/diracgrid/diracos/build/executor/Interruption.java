package org.diracgrid.diracos.build.executor;

import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What is said when a run is interrupted while it waits for builds. */
final class Interruption {

  private Interruption() {}

  static DiracosException of(InterruptedException cause) {
    return DiracosException.of(
        Problem.of(
            "DOS-EXECUTOR-04",
            "the run was interrupted while it waited for builds",
            "",
            "run it again: what is finished is not done again"),
        cause);
  }
}
