package org.diracgrid.diracos.resolve;

import java.util.List;

/**
 * Where the closure ends.
 *
 * @param packages names or globs of the packages that the host provides
 */
public record Boundary(Policy policy, List<String> packages) {

  /** How the boundary cuts. */
  public enum Policy {
    /** A requirement that a boundary package meets is cut; all else is followed to its end. */
    EDGE,
    /**
     * DIRACOS v1's walk: per root, breadth first over all providers, ending with the first level
     * that holds a boundary package. It loses what lies deeper; kept for old configurations.
     */
    LEVEL
  }

  /** Copies the list. */
  public Boundary {
    packages = List.copyOf(packages);
  }
}
