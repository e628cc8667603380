package org.diracgrid.diracos.pipeline;

import java.util.Locale;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What a run does about the lock: {@code -Ddiracos.lock}. */
enum LockMode {
  /** Made anew where configuration or repositories are not those that it answers. */
  AUTO,
  /** Taken as it is; a run that it does not answer fails. */
  FROZEN,
  /** Made anew, whatever is there. */
  UPDATE;

  /** The property that says which. */
  static final String PROPERTY = "diracos.lock";

  /**
   * Reads the property's value.
   *
   * @throws DiracosException DOS-LOCK-04 for another word
   */
  static LockMode of(String text) {
    for (LockMode mode : values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text.strip().toLowerCase(Locale.ROOT))) {
        return mode;
      }
    }
    throw DiracosException.of(
        Problem.of(
            "DOS-LOCK-04",
            "'" + text + "' is no way to treat the lock",
            "-D" + PROPERTY,
            "say frozen (take it as it is), update (make it anew) or auto (as needed)"));
  }
}
