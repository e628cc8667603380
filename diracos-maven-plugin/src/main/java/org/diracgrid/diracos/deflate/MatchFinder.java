package org.diracgrid.diracos.deflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds earlier occurrences of the bytes at a position: a chain of positions for each hash of four
 * bytes, and the last position for each hash of three.
 */
final class MatchFinder {

  static final int LONGEST = 258;
  static final int WINDOW = 1 << 15;

  /** How far in front of the end of the input searching stops: a hash takes four bytes. */
  static final int TAIL = 4;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BITS_3 = 15;
  private static final int BITS_4 = 16;
  private static final int NONE = -WINDOW;

  private final int[] last3 = new int[1 << BITS_3];
  private final int[] last4 = new int[1 << BITS_4];
  private final int[] before = new int[WINDOW];

  private byte[] in = new byte[0];
  private int end;

  /** Starts with new input, up to {@code end}. */
  void reset(byte[] in, int end) {
    this.in = in;
    this.end = end;
    Arrays.fill(last3, NONE);
    Arrays.fill(last4, NONE);
  }

  /** Remembers {@code count} positions from {@code from} on without looking for matches. */
  void skip(int from, int count) {
    int to = Math.min(from + count, end - TAIL);
    for (int at = from; at < to; at++) {
      int four = (int) INT.get(in, at);
      int hash4 = hash4(four);
      last3[hash3(four)] = at;
      before[at & (WINDOW - 1)] = last4[hash4];
      last4[hash4] = at;
    }
  }

  /**
   * The longest match at {@code at}, and remembers {@code at}.
   *
   * @param above only matches longer than this count
   * @param depth how many candidates are looked at
   * @param nice a match of this length ends the search
   * @return {@code length << 16 | distance}, or 0
   */
  int longest(int at, int above, int depth, int nice) {
    byte[] in = this.in;
    int four = (int) INT.get(in, at);
    int hash3 = hash3(four);
    int hash4 = hash4(four);
    int three = last3[hash3];
    int node = last4[hash4];
    last3[hash3] = at;
    before[at & (WINDOW - 1)] = node;
    last4[hash4] = at;

    int oldest = Math.max(at - WINDOW, -1);
    int most = Math.min(LONGEST, end - at);
    int best = above;
    int distance = 0;
    if (best < 3 && three > oldest && (((int) INT.get(in, three) ^ four) & 0xffffff) == 0) {
      best = 3;
      distance = at - three;
    }
    if (best >= most) {
      return 0;
    }
    int left = depth;
    while (node > oldest && left-- > 0) {
      // A longer match must agree in the bytes up to the one after the best so far.
      int probe = Math.max(best - 3, 0);
      if ((int) INT.get(in, node + probe) == (int) INT.get(in, at + probe)
          && (int) INT.get(in, node) == four) {
        int length = length(in, node, at, most);
        if (length > best) {
          best = length;
          distance = at - node;
          if (length >= nice || length == most) {
            break;
          }
        }
      }
      node = before[node & (WINDOW - 1)];
    }
    return distance == 0 ? 0 : best << 16 | distance;
  }

  /** How many bytes agree; the first four do. */
  private static int length(byte[] in, int a, int b, int most) {
    int length = 4;
    while (length + 8 <= most) {
      long differ = (long) LONG.get(in, a + length) ^ (long) LONG.get(in, b + length);
      if (differ != 0) {
        return length + (Long.numberOfTrailingZeros(differ) >>> 3);
      }
      length += 8;
    }
    while (length < most && in[a + length] == in[b + length]) {
      length++;
    }
    return length;
  }

  private static int hash3(int four) {
    return ((four << 8) * 0x1e35a7bd) >>> (32 - BITS_3);
  }

  private static int hash4(int four) {
    return (four * 0x1e35a7bd) >>> (32 - BITS_4);
  }
}
