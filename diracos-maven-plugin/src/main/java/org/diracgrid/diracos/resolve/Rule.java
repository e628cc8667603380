package org.diracgrid.diracos.resolve;

import org.diracgrid.diracos.nevra.Capability;

/**
 * A clause: at least one of its literals holds. Literal {@code p + 1} says that package {@code p}
 * of the index is in the closure, {@code -(p + 1)} that it is not.
 *
 * @param owner the package that brought the rule, or -1
 * @param relation as its owner states it, for messages
 * @param root for a {@link Kind#ROOT} the position of the root in the request, else -1
 */
record Rule(Kind kind, int[] literals, int owner, Capability relation, int root) {

  enum Kind {
    /** One of the matches of a root. */
    ROOT,
    /** A requirement of the owner. */
    REQUIRES,
    /** The owner cannot be installed, since nothing provides {@code text}. */
    NOTHING_PROVIDES,
    /** Owner and another do not go together. */
    CONFLICTS,
    /** The owner replaces the other. */
    OBSOLETES,
    /** One version per name. */
    SAME_NAME
  }

  static int literal(int p) {
    return p + 1;
  }

  static int packageOf(int literal) {
    return Math.abs(literal) - 1;
  }

  /** The relation as text. */
  String text() {
    return relation.toString();
  }

  /** Whether the rule asks for a package, so that one has to be chosen. */
  boolean asks() {
    return kind == Kind.ROOT || kind == Kind.REQUIRES;
  }
}
