package org.diracgrid.diracos.repo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers for strings in UTF-8, the same for the same bytes: 0, 1, … in the order in which they
 * came. An open-addressing table over one array of bytes; no object is made per string, and a
 * string that was seen before costs one look at the table and one comparison.
 *
 * <p>What is no valid UTF-8 is held as the characters that stand in for it, so that decoding and
 * encoding again gives the same number.
 */
final class StringTable {

  /**
   * How many slots a look-up may pass. In a table two thirds full of four million strings a run of
   * slots is some 200 long at most; strings made to share a hash would make reading quadratic.
   */
  static final int MOST_PROBES = 1024;

  private byte[] bytes = new byte[1 << 14];
  private final IntList starts = new IntList();

  /** The hash in the upper half, the number plus one in the lower; 0 is a free slot. */
  private long[] slots = new long[1 << 10];

  StringTable() {
    starts.add(0);
  }

  int size() {
    return starts.size() - 1;
  }

  int of(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return of(utf8, 0, utf8.length);
  }

  /**
   * The number of the string in those bytes.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException if strings were made to collide, or are
   *     too many
   */
  int of(byte[] buffer, int from, int to) {
    int hash = hash(buffer, from, to);
    int mask = slots.length - 1;
    int at = hash & mask;
    int probes = 0;
    for (long slot = slots[at]; slot != 0; slot = slots[at]) {
      if (probes++ == MOST_PROBES) {
        throw MetadataProblem.crowded(
            "'" + new String(buffer, from, Math.min(to - from, 100), StandardCharsets.UTF_8) + "'");
      }
      if ((int) (slot >>> 32) == hash) {
        int number = (int) slot - 1;
        if (Arrays.equals(bytes, starts.get(number), starts.get(number + 1), buffer, from, to)) {
          return number;
        }
      }
      at = (at + 1) & mask;
    }
    return add(buffer, from, to, hash, at);
  }

  /** The string of that number. */
  String text(int number) {
    int from = starts.get(number);
    return new String(bytes, from, starts.get(number + 1) - from, StandardCharsets.UTF_8);
  }

  private int add(byte[] buffer, int from, int to, int hash, int at) {
    for (int i = from; i < to; i++) {
      if (buffer[i] < 0) {
        byte[] valid =
            new String(buffer, from, to - from, StandardCharsets.UTF_8)
                .getBytes(StandardCharsets.UTF_8);
        if (!Arrays.equals(valid, 0, valid.length, buffer, from, to)) {
          return of(valid, 0, valid.length);
        }
        break;
      }
    }
    int number = size();
    bytes = ByteRoom.append(bytes, starts.last(), buffer, from, to);
    starts.add(starts.last() + to - from);
    slots[at] = ((long) hash << 32) | (number + 1);
    if (starts.size() * 3L > slots.length * 2L) {
      grow();
    }
    return number;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    int mask = slots.length - 1;
    for (long slot : old) {
      if (slot != 0) {
        int at = (int) (slot >>> 32) & mask;
        while (slots[at] != 0) {
          at = (at + 1) & mask;
        }
        slots[at] = slot;
      }
    }
  }

  /** Spread over all bits; the persisted form depends on it. */
  static int hash(byte[] buffer, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + buffer[i];
    }
    hash ^= hash >>> 15;
    hash *= 0x2c1b3c6d;
    return hash ^ (hash >>> 12);
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, starts.last());
  }

  int[] starts() {
    return starts.toArray();
  }

  /**
   * For each slot the number plus one, or 0; a string is at its hash, modulo the slots, or after.
   */
  int[] slots() {
    int[] numbers = new int[slots.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (int) slots[i];
    }
    return numbers;
  }
}
