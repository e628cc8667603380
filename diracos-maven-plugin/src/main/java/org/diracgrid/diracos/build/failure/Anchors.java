package org.diracgrid.diracos.build.failure;

import java.util.Collection;

/**
 * Tells in one pass over a line that none of many words is in it. By the last three characters of
 * each word, it errs on the side of yes. Most lines of a log are no, and cost no more than this
 * pass.
 */
final class Anchors {

  private static final int BITS = 16;
  private static final int LENGTH = 3;

  private final boolean[] ends = new boolean[1 << BITS];

  Anchors(Collection<String> words) {
    for (String word : words) {
      if (word.length() < LENGTH) {
        throw new IllegalArgumentException("'" + word + "' is too short to be looked for");
      }
      int at = word.length() - LENGTH;
      ends[slot(word.charAt(at), word.charAt(at + 1), word.charAt(at + 2))] = true;
    }
  }

  /** Whether one of the words may be in a line. */
  boolean mayHold(String line) {
    for (int i = LENGTH - 1; i < line.length(); i++) {
      if (ends[slot(line.charAt(i - 2), line.charAt(i - 1), line.charAt(i))]) {
        return true;
      }
    }
    return false;
  }

  private static int slot(char a, char b, char c) {
    return (a * 31 * 31 + b * 31 + c) & ((1 << BITS) - 1);
  }
}
