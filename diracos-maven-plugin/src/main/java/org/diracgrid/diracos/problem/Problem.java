package org.diracgrid.diracos.problem;

import java.util.Objects;

/**
 * One thing that is wrong, in the words a release manager can act on.
 *
 * <p>Printed as
 *
 * <pre>
 * DOS-RESOLVE-01 nothing provides libfoo.so.1()(64bit)
 *   needed by gfal2-2.21-1.x86_64 (repo base)
 *   because   diracos.json:41 gfal2-all -&gt; gfal2
 *   fix       add its provider to "manualDependencies", or build it in a packageGroup
 * </pre>
 *
 * @param code stable identifier, {@code DOS-<AREA>-<NN>}; documented in {@code docs/errors.md}
 * @param what the fact itself, in one line, without a trailing period
 * @param where the file, line, package or address it was met at; empty if there is none
 * @param because the chain of reasons; empty if {@code what} says it all
 * @param fix what the user can do; never empty
 */
public record Problem(String code, String what, String where, String because, String fix) {

  /** Validates that nothing is null and that the problem can be acted on. */
  public Problem {
    Objects.requireNonNull(code);
    Objects.requireNonNull(what);
    Objects.requireNonNull(where);
    Objects.requireNonNull(because);
    if (fix.isBlank()) {
      throw new IllegalArgumentException(code + " gives no fix");
    }
  }

  /** A problem whose reason is plain from {@code what}. */
  public static Problem of(String code, String what, String where, String fix) {
    return new Problem(code, what, where, "", fix);
  }

  /** The problem as a small indented block, without a trailing newline. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(code).append(' ').append(what);
    line(text, "where     ", where);
    line(text, "because   ", because);
    line(text, "fix       ", fix);
    return text.toString();
  }

  private static void line(StringBuilder text, String label, String value) {
    if (!value.isEmpty()) {
      text.append("\n  ").append(label).append(value.replace("\n", "\n            "));
    }
  }
}
