package org.diracgrid.diracos.build.failure;

/**
 * A line that a rule knows.
 *
 * @param line where it is said first
 * @param what the line is about; may be empty
 * @param owner the package that wants it; may be empty
 * @param latest number of the line where the same is said last
 */
record Hint(Rule rule, LogLine line, String what, String owner, long latest) {

  Hint(Rule rule, LogLine line, String what, String owner) {
    this(rule, line, what, owner, line.number());
  }

  CauseKind kind() {
    return rule.kind();
  }

  /** The same, said again. */
  Hint again(LogLine later) {
    return new Hint(rule, line, what, owner, later.number());
  }
}
