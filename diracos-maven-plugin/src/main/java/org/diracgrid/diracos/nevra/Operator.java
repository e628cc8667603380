package org.diracgrid.diracos.nevra;

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
