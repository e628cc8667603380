package org.diracgrid.diracos.nevra;

import java.util.Optional;

/** How a relation compares versions. */
public enum Operator {
  /** Older than. */
  LT("<"),
  /** Older than or the same. */
  LE("<="),
  /** The same. */
  EQ("="),
  /** The same or newer than. */
  GE(">="),
  /** Newer than. */
  GT(">");

  private final String sign;

  Operator(String sign) {
    this.sign = sign;
  }

  /** The operator of that sign, in any way in which rpm takes it; empty if there is none. */
  static Optional<Operator> of(String sign) {
    return Optional.ofNullable(
        switch (sign) {
          case "<" -> LT;
          case "<=", "=<" -> LE;
          case "=", "==" -> EQ;
          case ">=", "=>" -> GE;
          case ">" -> GT;
          default -> null;
        });
  }

  /** The operator as it is written in a spec file. */
  public String sign() {
    return sign;
  }

  /** True if the relation holds versions below its own. */
  public boolean less() {
    return this == LT || this == LE;
  }

  /** True if the relation holds versions above its own. */
  public boolean greater() {
    return this == GT || this == GE;
  }

  /** True if the relation holds its own version. */
  public boolean equal() {
    return this == LE || this == EQ || this == GE;
  }
}
