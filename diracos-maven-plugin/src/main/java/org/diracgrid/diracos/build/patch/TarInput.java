package org.diracgrid.diracos.build.patch;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.path.FileNames;

/**
 * The members of a tar archive with the blocks that stand before each, kept byte for byte, so that
 * a member can be copied as it is: ustar, GNU and pax archives, of any maker.
 *
 * <pre>
 * archive = { member } zero-block zero-block
 * member  = { extension } header { more } content zeros
 * extension = header("x" | "g" | "L" | "K") content zeros      pax records, a long name or link
 * more    = 512 bytes of a GNU sparse map, while the last says that another follows
 * </pre>
 */
final class TarInput implements Closeable {

  static final int BLOCK = 512;

  private static final int MOST_EXTENSION = 1 << 20;
  private static final int MOST_BEFORE = 8 << 20;

  private final InputStream in;
  private final Map<String, String> global = new TreeMap<>();

  private byte[] before = new byte[0];
  private byte[] globalBlocks = new byte[0];
  private int header;
  private String name = "";
  private String link = "";
  private char type = '0';
  private boolean sparse;
  private boolean sizeInRecord;
  private long size;
  private long left;
  private long padding;

  TarInput(InputStream in) {
    this.in = in;
  }

  /** Goes on to the next member; false at the end. */
  boolean next() throws IOException {
    skip(left + padding);
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    Map<String, String> records = new TreeMap<>(global);
    String longName = "";
    String longLink = "";
    boolean own = false;
    globalBlocks = new byte[0];
    while (true) {
      byte[] block = in.readNBytes(BLOCK);
      if (block.length == 0 || (block.length == BLOCK && isZero(block))) {
        left = 0;
        padding = 0;
        before = blocks.toByteArray();
        return false;
      }
      if (block.length < BLOCK) {
        throw new EOFException("the archive ends within a header");
      }
      check(block);
      type = (char) (block[156] & 0xFF);
      size = number(block, 124, 12);
      header = blocks.size();
      blocks.writeBytes(block);
      if ("xgLK".indexOf(type) < 0) {
        break;
      }
      byte[] content = extension(blocks);
      switch (type) {
        case 'x' -> {
          records.putAll(records(content));
          own = true;
        }
        case 'g' -> {
          global.putAll(records(content));
          records.putAll(global);
          byte[] all = blocks.toByteArray();
          ByteArrayOutputStream kept = new ByteArrayOutputStream();
          kept.writeBytes(globalBlocks);
          kept.write(all, header, all.length - header);
          globalBlocks = kept.toByteArray();
        }
        case 'L' -> longName = text(content, 0, content.length);
        default -> longLink = text(content, 0, content.length);
      }
    }
    describe(blocks.toByteArray(), records, longName, longLink);
    sparse = type == 'S' || records.keySet().stream().anyMatch(k -> k.startsWith("GNU.sparse."));
    sizeInRecord = own && records.containsKey("size");
    if (type == 'S') {
      sparseMap(blocks);
    }
    before = blocks.toByteArray();
    // Of a directory the size is a hint; links, devices and pipes have no content.
    left = "123456".indexOf(type) < 0 ? size : 0;
    padding = -left & (BLOCK - 1);
    return true;
  }

  private void describe(
      byte[] blocks, Map<String, String> records, String longName, String longLink)
      throws IOException {
    byte[] block = Arrays.copyOfRange(blocks, header, header + BLOCK);
    String prefix = isUstar(block) ? text(block, 345, 155) : "";
    String plain = text(block, 0, 100);
    String whole = prefix.isEmpty() ? plain : prefix + "/" + plain;
    name = records.getOrDefault("path", longName.isEmpty() ? whole : longName);
    name = records.getOrDefault("GNU.sparse.name", name);
    link = records.getOrDefault("linkpath", longLink.isEmpty() ? text(block, 157, 100) : longLink);
    if (records.containsKey("size")) {
      size = number(records.get("size"));
    }
  }

  private byte[] extension(ByteArrayOutputStream blocks) throws IOException {
    if (size > MOST_EXTENSION || blocks.size() > MOST_BEFORE) {
      throw new IOException("a header is longer than " + MOST_EXTENSION + " bytes");
    }
    byte[] content = in.readNBytes((int) size);
    byte[] rest = in.readNBytes((int) (-size & (BLOCK - 1)));
    if (content.length < size || ((size + rest.length) & (BLOCK - 1)) != 0) {
      throw new EOFException("the archive ends within a header");
    }
    blocks.writeBytes(content);
    blocks.writeBytes(rest);
    return content;
  }

  private void sparseMap(ByteArrayOutputStream blocks) throws IOException {
    boolean more = blocks.toByteArray()[header + 482] != 0;
    while (more) {
      byte[] map = in.readNBytes(BLOCK);
      if (map.length < BLOCK || blocks.size() > MOST_BEFORE) {
        throw new EOFException("the archive ends within the map of a sparse file");
      }
      blocks.writeBytes(map);
      more = map[504] != 0;
    }
  }

  private static Map<String, String> records(byte[] content) throws IOException {
    Map<String, String> records = new TreeMap<>();
    int at = 0;
    while (at < content.length) {
      int blank = at;
      int length = 0;
      while (blank < content.length && content[blank] >= '0' && content[blank] <= '9') {
        length = Math.min(length * 10 + content[blank++] - '0', MOST_EXTENSION + 1);
      }
      int end = at + length;
      if (blank == at || length <= blank - at + 2 || end > content.length) {
        throw new IOException("a pax record is malformed");
      }
      String record = FileNames.decode(content, blank + 1, end - blank - 2);
      int equals = record.indexOf('=');
      if (equals < 0) {
        throw new IOException("a pax record is malformed");
      }
      records.put(record.substring(0, equals), record.substring(equals + 1));
      at = end;
    }
    return records;
  }

  private static void check(byte[] block) throws IOException {
    int unsigned = 0;
    int signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= 148 && i < 156;
      unsigned += own ? ' ' : block[i] & 0xFF;
      signed += own ? ' ' : block[i];
    }
    long stated = number(block, 148, 8);
    if (stated != unsigned && stated != signed) {
      throw new IOException("it is no tar archive, or the check sum of a header is wrong");
    }
  }

  private static long number(byte[] block, int at, int length) throws IOException {
    if (block[at] < 0) {
      byte[] bytes = Arrays.copyOfRange(block, at, at + length);
      bytes[0] &= 0x7F;
      BigInteger number = new BigInteger(1, bytes);
      if (number.bitLength() > 62) {
        throw new IOException("a number in a header is too large");
      }
      return number.longValue();
    }
    String digits = text(block, at, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new IOException("a number in a header is none: " + digits, e);
    }
  }

  private static long number(String digits) throws IOException {
    try {
      long number = Long.parseLong(digits);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IOException("a size is no number: " + digits, e);
    }
    throw new IOException("a size is negative: " + digits);
  }

  private static String text(byte[] bytes, int at, int most) {
    int end = at;
    while (end < at + most && bytes[end] != 0) {
      end++;
    }
    return FileNames.decode(bytes, at, end - at);
  }

  private static boolean isUstar(byte[] block) {
    return new String(block, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** The member. */
  ArchiveMember member() {
    ArchiveMember.Kind kind =
        switch (type) {
          case '0', '7', '\0', 'S' ->
              name.endsWith("/") ? ArchiveMember.Kind.DIRECTORY : ArchiveMember.Kind.FILE;
          case '1' -> ArchiveMember.Kind.HARD_LINK;
          case '2' -> ArchiveMember.Kind.SYMLINK;
          case '5' -> ArchiveMember.Kind.DIRECTORY;
          default -> ArchiveMember.Kind.OTHER;
        };
    boolean plain = kind == ArchiveMember.Kind.FILE && !sparse && !sizeInRecord;
    return new ArchiveMember(ArchiveMember.plain(name), kind, plain);
  }

  /** What a link points to. */
  String link() {
    return link;
  }

  /** All blocks before the content; after the last member what stood before the end. */
  byte[] before() {
    return before;
  }

  /** Those of {@link #before} that are about all members that follow. */
  byte[] globalBlocks() {
    return globalBlocks;
  }

  /** Where in {@link #before} the header of the member itself begins. */
  int header() {
    return header;
  }

  long size() {
    return left;
  }

  /** Seconds since 1970, as the old field has it. */
  long modified() throws IOException {
    return number(before, header + 136, 12);
  }

  /** Writes the content, and the zeros behind it. */
  void copyTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long rest = left + padding;
    while (rest > 0) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
      if (n < 0) {
        throw new EOFException("the archive ends within " + name);
      }
      out.write(buffer, 0, n);
      rest -= n;
    }
    left = 0;
    padding = 0;
  }

  /** The content. */
  byte[] content(int most) throws IOException {
    if (left > most) {
      throw new IOException(name + " has more than " + most + " bytes");
    }
    byte[] bytes = in.readNBytes((int) left);
    if (bytes.length < left) {
      throw new EOFException("the archive ends within " + name);
    }
    left = 0;
    return bytes;
  }

  private void skip(long n) throws IOException {
    try {
      in.skipNBytes(n);
    } catch (EOFException e) {
      throw new IOException("the archive ends within " + name, e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
