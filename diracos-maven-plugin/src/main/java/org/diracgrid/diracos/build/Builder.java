package org.diracgrid.diracos.build;

import java.nio.file.Path;

/** Does jobs. Implementations are safe for use by several threads. */
public interface Builder {

  /**
   * Does a job: runs its routines, makes its buildroot, builds. Whatever comes of the build is an
   * outcome; packages are in {@link BuildJob#results} and what programs said is in {@link
   * BuildJob#log} afterwards. Nothing else is left behind, save kept buildroots.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException for what is no fault of the source
   *     package and would hit any other job, too: a program that is not there, a disk that cannot
   *     be written
   */
  BuildOutcome build(BuildJob job);

  /**
   * Makes a source package of a directory.
   *
   * @return the SRPM
   * @throws org.diracgrid.diracos.problem.DiracosException if the spec cannot be read, or a source
   *     is missing
   */
  Path makeSourcePackage(SourceJob job);
}
