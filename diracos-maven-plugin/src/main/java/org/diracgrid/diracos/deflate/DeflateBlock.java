package org.diracgrid.diracos.deflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Collects the literals and matches of a block of RFC 1951 and writes it in the smallest of the
 * three forms: stored, with the fixed code, or with a code of its own.
 */
final class DeflateBlock {

  /** When a block is full; one symbol more fits. */
  private static final int FULL = 50_000;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int END = 256;
  private static final int LITERALS = 288;
  private static final int DISTANCES = 30;
  private static final int MOST_STORED = 65_535;

  private static final int[] LENGTH_BASE = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258
  };
  private static final int[] LENGTH_EXTRA = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final byte[] LENGTH_SLOT = new byte[MatchFinder.LONGEST + 1];

  /** The order in which the lengths of the code for lengths are written. */
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private static final HuffmanCode FIXED_LITERALS = new HuffmanCode(LITERALS, 9);
  private static final HuffmanCode FIXED_DISTANCES = new HuffmanCode(32, 5);

  static {
    for (int slot = 0; slot < LENGTH_BASE.length; slot++) {
      int to = slot == 28 ? 258 : LENGTH_BASE[slot] + (1 << LENGTH_EXTRA[slot]) - 1;
      for (int length = LENGTH_BASE[slot]; length <= to; length++) {
        LENGTH_SLOT[length] = (byte) slot;
      }
    }
    byte[] lengths = new byte[LITERALS];
    Arrays.fill(lengths, 0, 144, (byte) 8);
    Arrays.fill(lengths, 144, 256, (byte) 9);
    Arrays.fill(lengths, 256, 280, (byte) 7);
    Arrays.fill(lengths, 280, 288, (byte) 8);
    FIXED_LITERALS.fix(lengths);
    byte[] five = new byte[32];
    Arrays.fill(five, (byte) 5);
    FIXED_DISTANCES.fix(five);
  }

  private final int[] symbols = new int[FULL + 1];
  private int count;
  private final int[] literalUse = new int[LITERALS];
  private final int[] distanceUse = new int[DISTANCES];
  private final HuffmanCode literals = new HuffmanCode(LITERALS, 15);
  private final HuffmanCode distances = new HuffmanCode(DISTANCES, 15);

  /** The lengths of both codes in runs: {@code symbol | extra << 5}. */
  private final int[] runs = new int[LITERALS + DISTANCES];

  private final int[] runUse = new int[19];
  private final HuffmanCode runCode = new HuffmanCode(19, 7);

  private byte[] out = new byte[0];
  private int at;
  private long bits;
  private int bitCount;

  /** Starts to write to {@code out}, from {@code at} on; eight bytes more than needed must fit. */
  void into(byte[] out, int at) {
    this.out = out;
    this.at = at;
    bits = 0;
    bitCount = 0;
    count = 0;
    clear();
  }

  void literal(byte value) {
    symbols[count++] = value & 0xff;
    literalUse[value & 0xff]++;
  }

  void match(int length, int distance) {
    symbols[count++] = length << 16 | distance;
    literalUse[257 + LENGTH_SLOT[length]]++;
    distanceUse[distanceSlot(distance)]++;
  }

  boolean isFull() {
    return count >= FULL;
  }

  /** Writes the block that stands for {@code in[from, to)} and begins the next one. */
  void flush(byte[] in, int from, int to, boolean last) {
    literalUse[END]++;
    literals.build(literalUse);
    distances.build(distanceUse);
    int literalCount = used(literals, 257);
    int distanceCount = used(distances, 1);
    int runCount = runs(literalCount, distanceCount);
    runCode.build(runUse);
    int orderCount = 19;
    while (orderCount > 4 && runCode.lengths()[ORDER[orderCount - 1]] == 0) {
      orderCount--;
    }
    long own = 14 + 3L * orderCount + cost(literals, distances);
    for (int i = 0; i < 19; i++) {
      own +=
          (long) runUse[i] * (runCode.lengths()[i] + (i == 16 ? 2 : i == 17 ? 3 : i == 18 ? 7 : 0));
    }
    long fixed = cost(FIXED_LITERALS, FIXED_DISTANCES);
    long stored = 8L * (to - from) + 40L * ((to - from) / MOST_STORED + 1);
    if (stored < Math.min(own, fixed)) {
      stored(in, from, to, last);
    } else if (fixed <= own) {
      put((last ? 1 : 0) | 1 << 1, 3);
      body(FIXED_LITERALS, FIXED_DISTANCES);
    } else {
      put((last ? 1 : 0) | 2 << 1, 3);
      put(literalCount - 257, 5);
      put(distanceCount - 1, 5);
      put(orderCount - 4, 4);
      header(orderCount, runCount);
      body(literals, distances);
    }
    count = 0;
    clear();
  }

  /** Fills the last byte with zeros; where the next one would go. */
  int finish() {
    while (bitCount > 0) {
      out[at++] = (byte) bits;
      bits >>>= 8;
      bitCount -= 8;
    }
    bitCount = 0;
    return at;
  }

  private void clear() {
    Arrays.fill(literalUse, 0);
    Arrays.fill(distanceUse, 0);
  }

  private static int used(HuffmanCode code, int least) {
    int used = code.lengths().length == LITERALS ? 286 : DISTANCES;
    while (used > least && code.lengths()[used - 1] == 0) {
      used--;
    }
    return used;
  }

  private long cost(HuffmanCode literalCode, HuffmanCode distanceCode) {
    long cost = 3;
    for (int i = 0; i < 286; i++) {
      int extra = i > END ? LENGTH_EXTRA[i - 257] : 0;
      cost += (long) literalUse[i] * (literalCode.lengths()[i] + extra);
    }
    for (int i = 0; i < DISTANCES; i++) {
      cost += (long) distanceUse[i] * (distanceCode.lengths()[i] + distanceExtra(i));
    }
    return cost;
  }

  /** Packs the lengths of both codes as one sequence into runs; how many there are. */
  private int runs(int literalCount, int distanceCount) {
    Arrays.fill(runUse, 0);
    byte[] all = Arrays.copyOf(literals.lengths(), literalCount + distanceCount);
    System.arraycopy(distances.lengths(), 0, all, literalCount, distanceCount);
    int n = 0;
    for (int i = 0; i < all.length; ) {
      int same = 1;
      while (i + same < all.length && all[i + same] == all[i]) {
        same++;
      }
      i += same;
      byte value = all[i - 1];
      if (value != 0) {
        n = run(n, value, 0);
        same--;
      }
      while (same >= 3) {
        int most = value == 0 ? 138 : 6;
        int part = Math.min(same, most);
        int symbol = value != 0 ? 16 : part <= 10 ? 17 : 18;
        n = run(n, symbol, part - (symbol == 18 ? 11 : 3));
        same -= part;
      }
      for (; same > 0; same--) {
        n = run(n, value, 0);
      }
    }
    return n;
  }

  private int run(int n, int symbol, int extra) {
    runs[n] = symbol | extra << 5;
    runUse[symbol]++;
    return n + 1;
  }

  private void header(int orderCount, int runCount) {
    for (int i = 0; i < orderCount; i++) {
      put(runCode.lengths()[ORDER[i]], 3);
    }
    for (int i = 0; i < runCount; i++) {
      int symbol = runs[i] & 31;
      put(runCode.words()[symbol], runCode.lengths()[symbol]);
      if (symbol >= 16) {
        put(runs[i] >>> 5, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
      }
    }
  }

  private void body(HuffmanCode literalCode, HuffmanCode distanceCode) {
    byte[] out = this.out;
    int at = this.at;
    long bits = this.bits;
    int bitCount = this.bitCount;
    byte[] literalLengths = literalCode.lengths();
    short[] literalWords = literalCode.words();
    byte[] distanceLengths = distanceCode.lengths();
    short[] distanceWords = distanceCode.words();
    for (int i = 0; i < count; i++) {
      int symbol = symbols[i];
      int distance = symbol & 0xffff;
      int length = symbol >>> 16;
      if (length == 0) {
        bits |= (long) literalWords[symbol] << bitCount;
        bitCount += literalLengths[symbol];
      } else {
        int slot = LENGTH_SLOT[length];
        bits |= (long) literalWords[257 + slot] << bitCount;
        bitCount += literalLengths[257 + slot];
        bits |= (long) (length - LENGTH_BASE[slot]) << bitCount;
        bitCount += LENGTH_EXTRA[slot];
        int far = distanceSlot(distance);
        bits |= (long) distanceWords[far] << bitCount;
        bitCount += distanceLengths[far];
        bits |= (long) (distance - distanceBase(far)) << bitCount;
        bitCount += distanceExtra(far);
      }
      // At most 7 + 48 bits stand here; whole bytes go.
      LONG.set(out, at, bits);
      at += bitCount >>> 3;
      bits >>>= bitCount & 0x38;
      bitCount &= 7;
    }
    this.at = at;
    this.bits = bits;
    this.bitCount = bitCount;
    put(literalWords[END], literalLengths[END]);
  }

  private void stored(byte[] in, int from, int to, boolean last) {
    int start = from;
    do {
      int length = Math.min(MOST_STORED, to - start);
      put(last && start + length == to ? 1 : 0, 3);
      finish();
      put(length | (length ^ 0xffffL) << 16, 32);
      System.arraycopy(in, start, out, at, length);
      at += length;
      start += length;
    } while (start < to);
  }

  private void put(long value, int length) {
    bits |= value << bitCount;
    bitCount += length;
    LONG.set(out, at, bits);
    at += bitCount >>> 3;
    bits >>>= bitCount & 0x38;
    bitCount &= 7;
  }

  private static int distanceSlot(int distance) {
    if (distance <= 4) {
      return distance - 1;
    }
    int log = 31 - Integer.numberOfLeadingZeros(distance - 1);
    return 2 * log + (((distance - 1) >>> (log - 1)) & 1);
  }

  private static int distanceExtra(int slot) {
    return slot < 4 ? 0 : (slot >>> 1) - 1;
  }

  private static int distanceBase(int slot) {
    return slot < 4 ? slot + 1 : ((2 + (slot & 1)) << distanceExtra(slot)) + 1;
  }
}
