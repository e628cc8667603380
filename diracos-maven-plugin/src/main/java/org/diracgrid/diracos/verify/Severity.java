package org.diracgrid.diracos.verify;

import java.util.Locale;

/** How much a finding weighs; the heaviest first. */
public enum Severity {
  /** The bundle must not ship. */
  ERROR,
  /** Told in the log; the bundle may ship. */
  WARNING,
  /** Only in the reports. */
  INFO,
  /** Not looked for at all. */
  IGNORE;

  /** As {@code diracos.json} has it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a word of {@code diracos.json}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Severity parse(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
