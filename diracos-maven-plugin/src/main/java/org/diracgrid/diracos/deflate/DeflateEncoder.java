package org.diracgrid.diracos.deflate;

import java.util.Arrays;

/**
 * Compresses a buffer in the deflate format of RFC 1951.
 *
 * <p>The JDK's own deflater is the zlib that it was built with or finds on the machine, and zlib,
 * zlib-ng and their kin write different bytes. What we make must not depend on that. Since a chunk
 * is in memory as a whole, this one also does with less work what zlib does for a stream: it
 * follows the ideas of libdeflate (chains of four bytes, one lazy look ahead, blocks that end where
 * the statistics change).
 */
public final class DeflateEncoder {

  private static final int SHORTEST = 3;

  /** A match of three bytes from farther away costs more than three literals. */
  private static final int FAR = 8192;

  private static final int MOST_IN_BLOCK = 300_000;
  private static final int LEAST_IN_BLOCK = 5_000;
  private static final int BETWEEN_CHECKS = 512;
  private static final int KINDS = 10;

  /** For the levels 1 to 9: candidates looked at, length that is good enough, whether lazy. */
  private static final int[][] LEVELS = {
    {3, 16, 0},
    {6, 24, 0},
    {10, 32, 0},
    {16, 32, 0},
    {16, 32, 1},
    {35, 65, 1},
    {100, 130, 1},
    {300, 258, 1},
    {600, 258, 1}
  };

  private final int depth;
  private final int nice;
  private final boolean lazy;
  private final MatchFinder finder = new MatchFinder();
  private final DeflateBlock block = new DeflateBlock();

  /** Kinds of symbols in the block so far, and those since the last look at them. */
  private final int[] seen = new int[KINDS];

  private final int[] fresh = new int[KINDS];
  private int seenCount;
  private int freshCount;

  /**
   * An encoder, to be used again and again by one thread.
   *
   * @param level 1 (fast) to 9 (small)
   */
  public DeflateEncoder(int level) {
    int[] parameters = LEVELS[level - 1];
    this.depth = parameters[0];
    this.nice = parameters[1];
    this.lazy = parameters[2] == 1;
  }

  /**
   * Compresses {@code in[0, end)} into {@code out} from {@code at} on.
   *
   * @return where the next byte of {@code out} would go
   */
  public int compress(byte[] in, int end, byte[] out, int at) {
    finder.reset(in, end);
    block.into(out, at);
    int from = 0;
    do {
      int to = block(in, from, end);
      block.flush(in, from, to, to == end);
      from = to;
    } while (from < end);
    return block.finish();
  }

  /** Collects a block that starts at {@code from}; where it ends. */
  private int block(byte[] in, int from, int end) {
    Arrays.fill(seen, 0);
    Arrays.fill(fresh, 0);
    seenCount = 0;
    freshCount = 0;
    int soft = end - from < MOST_IN_BLOCK + LEAST_IN_BLOCK ? end : from + MOST_IN_BLOCK;
    int searched = end - MatchFinder.TAIL;
    int at = from;
    while (at < soft && !block.isFull() && !isOver(at - from, end - at)) {
      int found = at < searched ? finder.longest(at, SHORTEST - 1, depth, nice) : 0;
      if (found == 0 || (found >>> 16 == SHORTEST && (found & 0xffff) > FAR)) {
        literal(in[at++]);
        continue;
      }
      int ahead = 0;
      while (lazy && found >>> 16 < nice && at + 1 < searched && !block.isFull()) {
        ahead = 1;
        int next = finder.longest(at + 1, (found >>> 16) - 1, depth >> 1, nice);
        if (!isBetter(next, found)) {
          break;
        }
        literal(in[at++]);
        found = next;
        ahead = 0;
      }
      int length = found >>> 16;
      match(length, found & 0xffff);
      finder.skip(at + 1 + ahead, length - 1 - ahead);
      at += length;
    }
    return at;
  }

  /** A longer match wins, and of two equal ones that which is much nearer. */
  private static boolean isBetter(int next, int found) {
    if (next == 0) {
      return false;
    }
    int longer = (next >>> 16) - (found >>> 16);
    int nearer =
        Integer.numberOfLeadingZeros(next & 0xffff) - Integer.numberOfLeadingZeros(found & 0xffff);
    return 4 * longer + nearer > 2;
  }

  private void literal(byte value) {
    block.literal(value);
    fresh[((value >> 5) & 6) | (value & 1)]++;
    freshCount++;
  }

  private void match(int length, int distance) {
    block.match(length, distance);
    fresh[length < 9 ? 8 : 9]++;
    freshCount++;
  }

  /** Whether what came since the last look differs so much that a code of its own pays. */
  private boolean isOver(int length, int left) {
    if (freshCount < BETWEEN_CHECKS || length < LEAST_IN_BLOCK || left < LEAST_IN_BLOCK) {
      return false;
    }
    if (seenCount > 0) {
      long delta = 0;
      for (int i = 0; i < KINDS; i++) {
        delta += Math.abs((long) seen[i] * freshCount - (long) fresh[i] * seenCount);
      }
      long items = (long) seenCount + freshCount;
      long cutoff = (long) freshCount * 200 / 512 * seenCount;
      if (length < 10_000 && items < 8192) {
        cutoff += cutoff * (8192 - items) / 8192;
      }
      if (delta + (long) (length / 4096) * seenCount >= cutoff) {
        return true;
      }
    }
    for (int i = 0; i < KINDS; i++) {
      seen[i] += fresh[i];
      fresh[i] = 0;
    }
    seenCount += freshCount;
    freshCount = 0;
    return false;
  }
}
