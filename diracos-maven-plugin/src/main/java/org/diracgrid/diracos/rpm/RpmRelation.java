package org.diracgrid.diracos.rpm;

/**
 * One relation as a header states it.
 *
 * @param name a name, a path or a whole rich dependency
 * @param flags as rpm's {@code rpmsenseFlags}: the comparison, and what kind of requirement it is
 * @param version {@code [epoch:]version[-release]}, not looked into; empty if there is none
 */
public record RpmRelation(String name, int flags, String version) {

  /** The version is less. */
  public static final int LESS = 1 << 1;

  /** The version is greater. */
  public static final int GREATER = 1 << 2;

  /** The version is equal. */
  public static final int EQUAL = 1 << 3;

  /** Needed when all of a transaction is done. */
  public static final int POST_TRANSACTION = 1 << 5;

  /** Needed before the package is there, in old packages. */
  public static final int PREREQUISITE = 1 << 6;

  /** Needed before anything of a transaction is done. */
  public static final int PRE_TRANSACTION = 1 << 7;

  /** Needed by the script that runs before the package is there. */
  public static final int SCRIPT_PRE = 1 << 9;

  /** Needed by the script that runs once the package is there. */
  public static final int SCRIPT_POST = 1 << 10;

  /** A requirement that may be missed, before there were tags for such. */
  public static final int MISSING_OK = 1 << 19;

  /** The stronger of two kinds of weak requirement, before there were tags for both. */
  public static final int STRONG = 1 << 27;
}
