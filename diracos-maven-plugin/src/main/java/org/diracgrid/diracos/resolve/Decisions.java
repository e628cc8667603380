package org.diracgrid.diracos.resolve;

/** What is decided so far, for a policy to look at. */
interface Decisions {

  /** Whether package {@code p} is in the closure. */
  boolean chosen(int p);

  /** How many packages were decided, in or out. */
  int size();

  /** The package that was decided in as number {@code i}; -1 if that one was decided out. */
  int chosenAt(int i);

  /** Grows whenever something decided was taken back. */
  int undone();
}
