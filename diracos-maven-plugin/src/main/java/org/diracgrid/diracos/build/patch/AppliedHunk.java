package org.diracgrid.diracos.build.patch;

/**
 * Where a hunk went.
 *
 * @param number of the hunk within its file, from 1
 * @param line of the patched file that it begins at
 * @param offset how many lines away from where the patch says; negative: before it
 * @param fuzz how many lines of context were disregarded at either end
 */
public record AppliedHunk(int number, int line, int offset, int fuzz) {

  /** Whether it went exactly where the patch says. */
  public boolean isExact() {
    return offset == 0 && fuzz == 0;
  }

  /** {@code hunk #2 at line 40 (offset 3, fuzz 1)}. */
  @Override
  public String toString() {
    String text = "hunk #" + number + " at line " + line;
    return isExact() ? text : text + " (offset " + offset + ", fuzz " + fuzz + ")";
  }
}
