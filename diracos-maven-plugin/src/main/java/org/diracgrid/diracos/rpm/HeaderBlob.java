package org.diracgrid.diracos.rpm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * One header (signature or main) as it is in the file, its structure checked, its values decoded
 * when asked for.
 *
 * <p>Limits, before anything is allocated: 65,535 index entries as in rpm; 64 MiB of data (rpm
 * allows 256, which would not fit the heap that is promised), and never more than the file has.
 */
final class HeaderBlob {

  private static final int MAGIC = 0x8EADE801;
  private static final int INTRO = 16;
  private static final int ENTRY = 16;
  private static final int MAX_ENTRIES = 0xFFFF;
  private static final int MAX_DATA = 64 << 20;

  private static final int STRING = 6;
  private static final int STRING_ARRAY = 8;
  private static final int I18N_STRING = 9;

  /** Bytes of one value by type: null, char, int8, int16, int32, int64, string, bin. */
  private static final int[] WIDTH = {0, 1, 1, 2, 4, 8, 1, 1, 1, 1};

  private final Path file;
  private final long start;
  private final byte[] bytes;

  /** The same, a character a byte: the library's searches are fast before any of ours are. */
  private final String latin;

  private final int data;

  /** Tag (flipped to sort as unsigned) in the high half, position of the index entry in the low. */
  private final long[] index;

  private HeaderBlob(Path file, long start, byte[] bytes, int data, long[] index) {
    this.file = file;
    this.start = start;
    this.bytes = bytes;
    this.latin = new String(bytes, StandardCharsets.ISO_8859_1);
    this.data = data;
    this.index = index;
  }

  /** Reads the header at {@code start}; {@code region} is the tag that may frame it. */
  static HeaderBlob read(PackageBytes source, long start, RpmTag region) throws IOException {
    String what = region == RpmTag.HEADER_IMMUTABLE ? "main header" : "signature header";
    Path file = source.file();
    byte[] intro = source.read(start, INTRO, what);
    if (int32(intro, 0) != MAGIC) {
      throw RpmProblems.at(RpmProblems.HEADER, file, start, "no " + what + " where one has to be");
    }
    int entries = int32(intro, 8);
    int size = int32(intro, 12);
    if (entries < 1 || entries > MAX_ENTRIES) {
      throw RpmProblems.at(
          RpmProblems.HEADER,
          file,
          start + 8,
          "the " + what + " claims " + Integer.toUnsignedString(entries) + " entries",
          "1 to " + MAX_ENTRIES + " are possible");
    }
    if (size < 0 || size > MAX_DATA) {
      throw RpmProblems.at(
          RpmProblems.HEADER,
          file,
          start + 12,
          "the " + what + " claims " + Integer.toUnsignedString(size) + " bytes of data",
          "at most " + MAX_DATA + " are accepted");
    }
    byte[] bytes = source.read(start, INTRO + entries * ENTRY + size, what);
    HeaderBlob blob =
        new HeaderBlob(file, start, bytes, INTRO + entries * ENTRY, new long[entries]);
    blob.check(what);
    blob.checkRegion(what, region);
    return blob;
  }

  private void check(String what) {
    boolean sorted = true;
    for (int i = 0; i < index.length; i++) {
      int at = INTRO + i * ENTRY;
      int type = intAt(at + 4);
      int offset = intAt(at + 8);
      int count = intAt(at + 12);
      if (type < 0 || type >= WIDTH.length) {
        throw broken(at + 4, what, i, "has the unknown type " + Integer.toUnsignedString(type));
      }
      int room = bytes.length - data - offset;
      if (offset < 0 || room < 0) {
        throw broken(at + 8, what, i, "points behind the header's data");
      }
      boolean fits = count > 0 && (long) count * WIDTH[type] <= room;
      if (!fits || (type == STRING && count != 1) || !stringsEnd(type, offset, count)) {
        throw broken(
            at + 12,
            what,
            i,
            "claims " + Integer.toUnsignedString(count) + " values that do not fit");
      }
      index[i] = key(intAt(at)) << 32 | at;
      sorted &= i == 0 || index[i - 1] < index[i];
    }
    if (!sorted) {
      Arrays.sort(index);
    }
    for (int i = 1; i < index.length; i++) {
      if (index[i] >> 32 == index[i - 1] >> 32) {
        int at = (int) index[i];
        throw broken(at, what, (at - INTRO) / ENTRY, "repeats tag " + intAt(at));
      }
    }
  }

  private DiracosException broken(int at, String what, int entry, String fact) {
    return RpmProblems.at(
        RpmProblems.HEADER, file, start + at, "entry " + entry + " of the " + what + " " + fact);
  }

  private boolean stringsEnd(int type, int offset, int count) {
    if (type != STRING && type != STRING_ARRAY && type != I18N_STRING) {
      return true;
    }
    int end = data + offset - 1;
    for (int left = count; left > 0; left--) {
      end = latin.indexOf('\0', end + 1);
      if (end < 0) {
        return false;
      }
    }
    return true;
  }

  /** A region has to be the whole header: what is outside it no signature covers. */
  private void checkRegion(String what, RpmTag region) {
    if (intAt(INTRO) != region.number()) {
      return; // Before rpm 4 there were none; then a signature covers the header as it is.
    }
    int offset = intAt(INTRO + 8);
    boolean whole = intAt(INTRO + 12) == ENTRY && data + offset + ENTRY == bytes.length;
    if (whole && region == RpmTag.HEADER_IMMUTABLE) {
      int trailer = data + offset;
      whole = intAt(trailer) == region.number() && -intAt(trailer + 8) == index.length * ENTRY;
    }
    if (!whole && region == RpmTag.HEADER_IMMUTABLE) {
      throw RpmProblems.at(
          RpmProblems.HEADER,
          file,
          start + INTRO,
          "the signed region of the " + what + " is not all of it");
    }
  }

  private int intAt(int at) {
    return int32(bytes, at);
  }

  /** By hand: a VarHandle is slow until it is compiled, and a run is over before that. */
  private static int int32(byte[] b, int at) {
    return b[at] << 24 | (b[at + 1] & 0xFF) << 16 | (b[at + 2] & 0xFF) << 8 | (b[at + 3] & 0xFF);
  }

  private static long key(int tag) {
    return tag ^ Integer.MIN_VALUE;
  }

  /** The header as it is in the file, from its magic on: what signatures cover. Not a copy. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the header ends in the file. */
  long end() {
    return start + bytes.length;
  }

  Path file() {
    return file;
  }

  /** Position of the index entry of a tag within {@link #bytes}, or -1. */
  private int entry(RpmTag tag) {
    return entry(tag.number());
  }

  private int entry(int tag) {
    long wanted = key(tag) << 32;
    int at = Arrays.binarySearch(index, wanted);
    int place = at < 0 ? -at - 1 : at;
    return place < index.length && index[place] >> 32 == wanted >> 32 ? (int) index[place] : -1;
  }

  boolean has(RpmTag tag) {
    return entry(tag) >= 0;
  }

  /** The numbers of a tag, those of less than 64 bits unsigned; none if it is absent. */
  long[] numbers(RpmTag tag) {
    int entry = entry(tag);
    if (entry < 0) {
      return new long[0];
    }
    int type = intAt(entry + 4);
    int from = data + intAt(entry + 8);
    long[] values = new long[intAt(entry + 12)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case 1, 2 -> bytes[from + i] & 0xFF;
            case 3 -> (bytes[from + 2 * i] & 0xFF) << 8 | (bytes[from + 2 * i + 1] & 0xFF);
            case 4 -> intAt(from + 4 * i) & 0xFFFFFFFFL;
            case 5 -> (long) intAt(from + 8 * i) << 32 | (intAt(from + 8 * i + 4) & 0xFFFFFFFFL);
            default -> throw mistyped(tag, entry, "numbers");
          };
    }
    return values;
  }

  /** The numbers of a tag where they lie; none if it is absent. */
  RpmNumbers numbersOf(RpmTag tag) {
    int entry = entry(tag);
    if (entry < 0) {
      return new RpmNumbers(bytes, 0, 0, 0);
    }
    int type = intAt(entry + 4);
    if (type < 1 || type > 5) {
      throw mistyped(tag, entry, "numbers");
    }
    return new RpmNumbers(bytes, data + intAt(entry + 8), WIDTH[type], intAt(entry + 12));
  }

  /** The texts of a tag; none if it is absent. Of translated texts all languages. */
  List<String> texts(RpmTag tag) {
    int entry = entry(tag);
    if (entry < 0) {
      return List.of();
    }
    int type = intAt(entry + 4);
    if (type != STRING && type != STRING_ARRAY && type != I18N_STRING) {
      throw mistyped(tag, entry, "text");
    }
    int from = data + intAt(entry + 8);
    String[] values = new String[intAt(entry + 12)];
    String last = "";
    int lastFrom = from;
    for (int i = 0; i < values.length; i++) {
      int to = latin.indexOf('\0', from);
      // Owners, flags and the like repeat: keep one text of each run.
      boolean same = i > 0 && latin.regionMatches(lastFrom, latin, from, to - from + 1);
      last = same ? last : text(from, to);
      values[i] = last;
      lastFrom = from;
      from = to + 1;
    }
    return List.of(values);
  }

  /** The texts of a tag where they lie; none if it is absent. */
  RpmTexts slices(RpmTag tag) {
    int entry = entry(tag);
    if (entry < 0) {
      return new RpmTexts(this, bytes, new int[1]);
    }
    int type = intAt(entry + 4);
    if (type != STRING && type != STRING_ARRAY && type != I18N_STRING) {
      throw mistyped(tag, entry, "text");
    }
    int[] starts = new int[intAt(entry + 12) + 1];
    starts[0] = data + intAt(entry + 8);
    for (int i = 1; i < starts.length; i++) {
      starts[i] = latin.indexOf('\0', starts[i - 1]) + 1;
    }
    return new RpmTexts(this, bytes, starts);
  }

  /** A text that lies in the header. */
  String text(int from, int to) {
    int all = 0;
    for (int i = from; i < to; i++) {
      all |= bytes[i];
    }
    return all >= 0 ? latin.substring(from, to) : FileNames.decode(bytes, from, to - from);
  }

  /** The bytes of a tag; none if it is absent. */
  byte[] binary(RpmTag tag) {
    int entry = entry(tag);
    if (entry < 0) {
      return new byte[0];
    }
    if (intAt(entry + 4) != 7) {
      throw mistyped(tag, entry, "bytes");
    }
    int from = data + intAt(entry + 8);
    return Arrays.copyOfRange(bytes, from, from + intAt(entry + 12));
  }

  /** The bytes of any tag's values as they are in the file, whatever its type; none if absent. */
  byte[] raw(int tag) {
    int entry = entry(tag);
    if (entry < 0) {
      return new byte[0];
    }
    int type = intAt(entry + 4);
    int from = data + intAt(entry + 8);
    int to = from + intAt(entry + 12) * WIDTH[type];
    if (type == STRING || type == STRING_ARRAY || type == I18N_STRING) {
      to = from;
      for (int left = intAt(entry + 12); left > 0; left--) {
        to = latin.indexOf('\0', to) + 1;
      }
    }
    return Arrays.copyOfRange(bytes, from, to);
  }

  private DiracosException mistyped(RpmTag tag, int entry, String wanted) {
    return RpmProblems.at(
        RpmProblems.TAG,
        file,
        start + entry,
        "tag " + tag + " holds no " + wanted,
        "its type is " + intAt(entry + 4));
  }

  /** A failure about a tag, at its index entry, or at the header if it is absent. */
  DiracosException wrong(RpmTag tag, String fact) {
    int entry = entry(tag);
    return RpmProblems.at(RpmProblems.TAG, file, start + Math.max(entry, 0), fact);
  }
}
