package org.diracgrid.diracos.relocate;

import java.util.Arrays;

/** Finds one run of bytes in others, by Boyer, Moore and Horspool. */
final class ByteSearch {

  private final byte[] pattern;
  private final int[] skip = new int[256];

  ByteSearch(byte[] pattern) {
    if (pattern.length == 0) {
      throw new IllegalArgumentException("nothing to look for");
    }
    this.pattern = pattern.clone();
    Arrays.fill(skip, pattern.length);
    for (int i = 0; i < pattern.length - 1; i++) {
      skip[pattern[i] & 0xff] = pattern.length - 1 - i;
    }
  }

  /** Bytes of the pattern. */
  int length() {
    return pattern.length;
  }

  /** True if the bytes of that range hold the pattern. */
  boolean isIn(byte[] bytes, int from, int to) {
    int last = pattern.length - 1;
    int at = from + last;
    while (at < to) {
      byte end = bytes[at];
      if (end == pattern[last] && Arrays.equals(bytes, at - last, at, pattern, 0, last)) {
        return true;
      }
      at += skip[end & 0xff];
    }
    return false;
  }
}
