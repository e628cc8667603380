package org.diracgrid.diracos.resolve;

/** Which of several candidates to take. Candidates are packages of the index. */
interface Policy {

  /** The candidates worth taking, whatever else is decided; never none. */
  int[] best(int[] candidates);

  /** Of the best those that packages in the closure recommend; all, where none is recommended. */
  int[] favoured(int[] best, Decisions decisions);

  /** The same candidates, the one to take first. */
  int[] ordered(int[] favoured, Decisions decisions);
}
