package org.diracgrid.diracos.deflate;

import java.util.Arrays;

/** A canonical prefix code of RFC 1951: a length and a word for each symbol. Used again. */
final class HuffmanCode {

  private final int limit;
  private final byte[] lengths;

  /** The words, first bit lowest, as deflate writes them. */
  private final short[] words;

  private final long[] sorted;
  private final int[] depth;

  /**
   * A code for symbols below {@code symbols}.
   *
   * @param limit the most bits of a word
   */
  HuffmanCode(int symbols, int limit) {
    this.limit = limit;
    this.lengths = new byte[symbols];
    this.words = new short[symbols];
    this.sorted = new long[symbols];
    this.depth = new int[symbols];
  }

  byte[] lengths() {
    return lengths;
  }

  short[] words() {
    return words;
  }

  /** Makes the code for symbols that occur that often. It is complete: two symbols at least. */
  void build(int[] frequencies) {
    int used = 0;
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (frequencies[symbol] > 0) {
        sorted[used++] = (long) frequencies[symbol] << 16 | symbol;
      }
    }
    for (int symbol = 0; used < 2; symbol++) {
      if (frequencies[symbol] == 0) {
        sorted[used++] = 1L << 16 | symbol;
      }
    }
    Arrays.sort(sorted, 0, used);
    int[] counts = limited(depths(used));
    Arrays.fill(lengths, (byte) 0);
    int next = 0;
    for (int length = limit; length > 0; length--) {
      for (int i = counts[length]; i > 0; i--) {
        lengths[(int) (sorted[next++] & 0xffff)] = (byte) length;
      }
    }
    assign(counts);
  }

  /** Sets the lengths as they are given. */
  void fix(byte[] given) {
    System.arraycopy(given, 0, lengths, 0, lengths.length);
    int[] counts = new int[limit + 1];
    for (byte length : given) {
      counts[length]++;
    }
    counts[0] = 0;
    assign(counts);
  }

  /** How many words have which length, after Moffat and Katajainen, in place. */
  private int[] depths(int used) {
    int[] a = depth;
    for (int i = 0; i < used; i++) {
      a[i] = (int) (sorted[i] >>> 16);
    }
    a[0] += a[1];
    int root = 0;
    int leaf = 2;
    for (int next = 1; next < used - 1; next++) {
      if (leaf >= used || a[root] < a[leaf]) {
        a[next] = a[root];
        a[root++] = next;
      } else {
        a[next] = a[leaf++];
      }
      if (leaf >= used || (root < next && a[root] < a[leaf])) {
        a[next] += a[root];
        a[root++] = next;
      } else {
        a[next] += a[leaf++];
      }
    }
    a[used - 2] = 0;
    for (int next = used - 3; next >= 0; next--) {
      a[next] = a[a[next]] + 1;
    }
    int[] counts = new int[limit + 1];
    int available = 1;
    int inner = used - 2;
    int level = 0;
    while (available > 0) {
      int nodes = 0;
      while (inner >= 0 && a[inner] == level) {
        nodes++;
        inner--;
      }
      counts[Math.min(level, limit)] += available - nodes;
      available = 2 * nodes;
      level++;
    }
    return counts;
  }

  /** Lengthens short words until those that were cut to the limit have room. */
  private int[] limited(int[] counts) {
    long total = 0;
    for (int length = 1; length <= limit; length++) {
      total += (long) counts[length] << (limit - length);
    }
    for (; total > 1L << limit; total--) {
      counts[limit]--;
      int length = limit - 1;
      while (counts[length] == 0) {
        length--;
      }
      counts[length]--;
      counts[length + 1] += 2;
    }
    return counts;
  }

  private void assign(int[] counts) {
    int[] next = new int[limit + 1];
    int word = 0;
    for (int length = 1; length <= limit; length++) {
      word = (word + counts[length - 1]) << 1;
      next[length] = word;
    }
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      int length = lengths[symbol];
      if (length > 0) {
        words[symbol] = (short) (Integer.reverse(next[length]++) >>> (32 - length));
      }
    }
  }
}
