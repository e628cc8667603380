package org.diracgrid.diracos.build;

import java.nio.file.Path;
import java.util.Optional;

/** Runs the routines of a package. Implementations are safe for use by several threads. */
public interface RoutineRunner {

  /** Before the build. */
  String PRE = "pre";

  /** In place of the build. */
  String INSTEAD = "instead";

  /** After the build. */
  String POST = "post";

  /**
   * Runs a routine to its end; what it says goes to {@link BuildJob#log}.
   *
   * @param phase {@link #PRE}, {@link #INSTEAD} or {@link #POST}
   * @param buildroot root directory that the package is built in; empty if there is none at that
   *     time
   * @return what went wrong; empty if the routine succeeded
   * @throws org.diracgrid.diracos.problem.DiracosException if it cannot be started, or the thread
   *     is interrupted meanwhile
   */
  Optional<BuildOutcome.Failure> run(
      Path routine, String phase, BuildJob job, Optional<Path> buildroot);
}
