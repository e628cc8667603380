package org.diracgrid.diracos.build.failure;

import java.util.List;

/**
 * What a log tells of a failure.
 *
 * @param section the part of the spec that was at work last, such as {@code %build}; empty if none
 * @param command the last command of that part that its shell told; empty if none
 * @param targets what make or ninja could not make, innermost first
 * @param hints lines that rules know, of that part and what followed, in order
 * @param patch the patch that was applied last, and its file; may be empty
 * @param last the last lines that are not blank
 * @param end number of the line where the part ended
 */
record Evidence(
    String section,
    String command,
    List<LogLine> targets,
    List<Hint> hints,
    String patch,
    List<LogLine> last,
    long end) {

  /** How far from the end a program may have said what stopped the build. */
  private static final int NEAR = 40;

  /** Copies. */
  Evidence {
    targets = List.copyOf(targets);
    hints = List.copyOf(hints);
    last = List.copyOf(last);
  }

  /** Whether something is said shortly before the end of the part, or behind it. */
  boolean isNearEnd(Hint hint) {
    return hint.line().number() == 0 || hint.latest() >= end - NEAR;
  }
}
