package org.diracgrid.diracos.verify;

import java.util.Objects;
import org.diracgrid.diracos.problem.Problem;

/**
 * One broken promise.
 *
 * @param severity as the configuration has it for the check
 */
public record Finding(Check check, Severity severity, Problem problem) {

  /** Validates. */
  public Finding {
    Objects.requireNonNull(check);
    Objects.requireNonNull(problem);
    if (severity == Severity.IGNORE) {
      throw new IllegalArgumentException("what is ignored is no finding");
    }
  }
}
