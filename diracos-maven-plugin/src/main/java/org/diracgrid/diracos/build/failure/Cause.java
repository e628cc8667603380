package org.diracgrid.diracos.build.failure;

import java.util.List;
import org.diracgrid.diracos.problem.Problem;

/**
 * A known cause of a failure.
 *
 * @param kind which
 * @param problem what happened, where in the log, and what to do
 * @param wants what is missing, if that is the cause
 */
public record Cause(CauseKind kind, Problem problem, List<Want> wants) {

  /**
   * Something that is missing.
   *
   * @param name as the log has it: {@code zlib-devel >= 1.2}, {@code header zlib.h}
   * @param providers packages that provide it, best first; none if nobody is known to
   */
  public record Want(String name, List<String> providers) {

    /** Copies. */
    public Want {
      providers = List.copyOf(providers);
    }
  }

  /** Copies. */
  public Cause {
    wants = List.copyOf(wants);
  }
}
