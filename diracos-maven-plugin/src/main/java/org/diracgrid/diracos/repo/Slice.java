package org.diracgrid.diracos.repo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A value of the document, in place: good until the scanner moves on. */
final class Slice {

  byte[] bytes = new byte[0];
  int from;
  int to;

  void set(byte[] newBytes, int newFrom, int newTo) {
    bytes = newBytes;
    from = newFrom;
    to = newTo;
  }

  boolean isEmpty() {
    return from == to;
  }

  boolean is(byte[] other) {
    return Arrays.equals(bytes, from, to, other, 0, other.length);
  }

  byte[] copy() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** The number of a string of these bytes. */
  int in(StringTable table) {
    return table.of(bytes, from, to);
  }

  /** The number that all these bytes spell in up to 18 decimal digits; -1 if they do not. */
  long number() {
    if (from == to || to - from > 18) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  @Override
  public String toString() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
