package org.diracgrid.diracos.verify;

/** Looks at a subject under some of the checks. Changes nothing. */
interface Inspection {

  /**
   * Looks, and tells what it finds in the order of the paths.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException if the subject cannot be read; what is
   *     wrong with the subject itself is a finding
   */
  void inspect(Subject subject, Contract contract, Findings findings);
}
