package org.diracgrid.diracos.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * What of a configuration is built.
 *
 * @param scope how far to go
 * @param only the builds that are asked for; none: all
 * @param from the build to start from, in the order of the plan
 * @param dependents whether what depends on {@code only} is built again as well
 */
public record RebuildRequest(
    Scope scope, List<String> only, Optional<String> from, boolean dependents) {

  /** Copies. */
  public RebuildRequest {
    only = List.copyOf(only);
  }

  /** Whether builds are to be done and none is left out by its name. */
  boolean isForAll() {
    return scope != Scope.PLAN && only.isEmpty() && from.isEmpty();
  }

  /** How far to go. */
  public enum Scope {
    /** Tells what would be done; builds nothing. */
    PLAN,
    /** The bootstrap alone. */
    BOOTSTRAP,
    /** Everything. */
    ALL
  }
}
