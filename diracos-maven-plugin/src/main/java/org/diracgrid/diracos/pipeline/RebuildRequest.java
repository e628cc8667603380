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
 * @param optional whether a configuration that lists nothing to build is none of its concern
 */
public record RebuildRequest(
    Scope scope, List<String> only, Optional<String> from, boolean dependents, boolean optional) {

  /** Copies. */
  public RebuildRequest {
    only = List.copyOf(only);
  }

  /** Everything, or the bootstrap alone. */
  public static RebuildRequest of(Scope scope) {
    return new RebuildRequest(scope, List.of(), Optional.empty(), false, false);
  }

  /** The same, for a caller that does not know whether anything is to be built. */
  public RebuildRequest ifListed() {
    return new RebuildRequest(scope, only, from, dependents, true);
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
