package org.diracgrid.diracos.config;

import java.util.List;

/**
 * Where following dependencies stops.
 *
 * @param packages names and globs of what the host provides; empty: no boundary
 */
public record BoundarySpec(Policy policy, List<String> packages) {

  /** How the boundary cuts. */
  public enum Policy {
    /** An edge into a boundary package is cut; every other edge is followed. */
    EDGE,
    /** DIRACOS v1: the walk from a root ends with the first level that holds a boundary package. */
    LEVEL
  }

  /** Copies. */
  public BoundarySpec {
    packages = List.copyOf(packages);
  }

  /** Part of what a lock answers: another text would make all frozen locks stale. */
  @Override
  public String toString() {
    return "BoundarySpec[policy=" + policy + ", packages=" + packages + "]";
  }
}
