package org.diracgrid.diracos.resolve;

import java.util.Map;
import java.util.Set;

/** Finds who ships a file that primary metadata does not list; asked only when that is needed. */
@FunctionalInterface
public interface FileOwners {

  /**
   * The packages, by their number in the index, that ship each of {@code paths}, hidden ones
   * included; a path that nobody ships may be absent.
   */
  Map<String, int[]> find(Set<String> paths);
}
