package org.diracgrid.diracos.relocate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Finds absolute paths of an installed system in the bytes of a text: {@code /usr}, {@code /etc},
 * {@code /lib}, {@code /lib64}, {@code /var}, {@code /bin}, {@code /sbin}, {@code /opt} and what is
 * below them.
 *
 * <p>A path ends before the first byte that is neither a letter, a digit nor one of {@code
 * _.+@%~-/}; a point or slash at its end does not belong to it. It does not begin inside of another
 * word, such as {@code $prefix/usr}, {@code ../lib} or an address, but behind {@code -I}, {@code
 * -L}, {@code -R}, {@code -B} and {@code file://} it does.
 */
final class HostPathScan {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long SLASHES = '/' * ONES;
  private static final byte[] FILE = "file:/".getBytes(StandardCharsets.US_ASCII);

  /** A bit for what may follow the first slash, by the low six bits of the letter. */
  private static final long FIRST =
      1L << ('b' & 0x3f)
          | 1L << ('e' & 0x3f)
          | 1L << ('l' & 0x3f)
          | 1L << ('o' & 0x3f)
          | 1L << ('s' & 0x3f)
          | 1L << ('u' & 0x3f)
          | 1L << ('v' & 0x3f);

  private HostPathScan() {}

  /** Is told where paths stand. */
  interface Visitor {

    /** A path from {@code start} up to {@code end}. */
    void path(int start, int end);
  }

  /** Looks at the bytes from {@code from} up to {@code to}, which begin and end with a word. */
  static void find(byte[] bytes, int from, int to, Visitor visitor) {
    for (int at = next(bytes, from, to); at < to; at = next(bytes, at + 1, to)) {
      if (at + 4 <= to && (FIRST >>> (bytes[at + 1] & 0x3f) & 1) != 0) {
        slash(bytes, from, at, to, visitor);
      }
    }
  }

  /**
   * Where the next slash is, or {@code to}. Eight bytes at a time, by Mycroft's test for a zero
   * byte. A small method of its own: the compiler of the JVM then has it sooner, which counts in a
   * run of seconds.
   */
  private static int next(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long x = (long) LONGS.get(bytes, at) ^ SLASHES;
      long marks = (x - ONES) & ~x & HIGHS;
      if (marks != 0) {
        return at + (Long.numberOfTrailingZeros(marks) >>> 3);
      }
    }
    while (at < to && bytes[at] != '/') {
      at++;
    }
    return at;
  }

  /** Whether one of the bytes is zero. */
  static boolean holdsNul(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long x = (long) LONGS.get(bytes, at);
      if (((x - ONES) & ~x & HIGHS) != 0) {
        return true;
      }
    }
    for (; at < to; at++) {
      if (bytes[at] == 0) {
        return true;
      }
    }
    return false;
  }

  private static void slash(byte[] bytes, int from, int at, int to, Visitor visitor) {
    if (!top(bytes, at, to) || !begins(bytes, from, at)) {
      return;
    }
    int end = at + 1;
    while (end < to && isInPath(bytes[end])) {
      end++;
    }
    while (end > at && (bytes[end - 1] == '/' || bytes[end - 1] == '.')) {
      end--;
    }
    visitor.path(at, end);
  }

  /** Whether the first directory is one of those looked for. */
  private static boolean top(byte[] bytes, int at, int to) {
    int length =
        switch (bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3]) {
          case 'u' << 16 | 's' << 8 | 'r',
              'e' << 16 | 't' << 8 | 'c',
              'v' << 16 | 'a' << 8 | 'r',
              'b' << 16 | 'i' << 8 | 'n',
              'o' << 16 | 'p' << 8 | 't' ->
              4;
          case 'l' << 16 | 'i' << 8 | 'b' ->
              at + 6 <= to && bytes[at + 4] == '6' && bytes[at + 5] == '4' ? 6 : 4;
          case 's' << 16 | 'b' << 8 | 'i' -> at + 5 <= to && bytes[at + 4] == 'n' ? 5 : 0;
          default -> 0;
        };
    int end = at + length;
    return length > 0
        && (end >= to || bytes[end] == '/' || bytes[end] == '.' || !isInPath(bytes[end]));
  }

  private static boolean begins(byte[] bytes, int from, int at) {
    if (at == from) {
      return true;
    }
    byte before = bytes[at - 1];
    if (before == '/') {
      return at - from >= FILE.length + 1 && isFileScheme(bytes, at);
    }
    if (before == 'I' || before == 'L' || before == 'R' || before == 'B') {
      return at - from >= 2 && bytes[at - 2] == '-' && (at - from == 2 || !isInPath(bytes[at - 3]));
    }
    return !isInPath(before)
        && before != '}'
        && before != ')'
        && before != '$'
        && before != '*'
        && before != '?'
        && before != '\\'
        && before >= 0;
  }

  private static boolean isFileScheme(byte[] bytes, int at) {
    for (int i = 0; i < FILE.length; i++) {
      if (bytes[at - 1 - FILE.length + i] != FILE[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInPath(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= '-' && b <= '9')
        || (b >= '@' && b <= 'Z')
        || b == '_'
        || b == '+'
        || b == '%'
        || b == '~';
  }
}
