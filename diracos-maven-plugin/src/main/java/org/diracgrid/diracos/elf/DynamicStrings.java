package org.diracgrid.diracos.elf;

import static org.diracgrid.diracos.elf.ElfConstants.DT_HASH;
import static org.diracgrid.diracos.elf.ElfConstants.DT_RPATH;
import static org.diracgrid.diracos.elf.ElfConstants.DT_RUNPATH;
import static org.diracgrid.diracos.elf.ElfConstants.DT_STRTAB;
import static org.diracgrid.diracos.elf.ElfConstants.DT_SYMTAB;
import static org.diracgrid.diracos.elf.ElfConstants.SHF_ALLOC;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_DYNSYM;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_STRTAB;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.diracgrid.diracos.path.FileNames;

/**
 * The table {@code .dynstr} and who points into it. Linkers let one string be the tail of another,
 * so a string may be overwritten only when nobody else points at or into it.
 */
final class DynamicStrings {

  private static final int CHUNK = 64 * 1024;

  private final ElfStructure elf;
  private final long offset;
  private final long address;
  private final byte[] bytes;

  DynamicStrings(ElfStructure elf) {
    this.elf = elf;
    this.offset = elf.stringsOffset();
    this.address = elf.value(DT_STRTAB).orElseThrow();
    this.bytes = elf.input().copy(offset, elf.stringsSize(), ".dynstr");
  }

  /** Where the table lies in the file. */
  long offset() {
    return offset;
  }

  /** Where it is mapped. */
  long address() {
    return address;
  }

  int size() {
    return bytes.length;
  }

  /** The string bytes with the NUL that ends them. */
  static byte[] encode(String text) {
    byte[] plain = FileNames.encode(text);
    return Arrays.copyOf(plain, plain.length + 1);
  }

  /**
   * Where {@code text} with its NUL stands already, be it as the tail of another; -1 if nowhere.
   */
  int find(byte[] text) {
    // A character a byte: the library's search is the fastest that there is.
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .indexOf(new String(text, StandardCharsets.ISO_8859_1));
  }

  /** The table with {@code text} behind it; the slot at {@code cleared} zeroed unless negative. */
  byte[] with(byte[] text, long cleared) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + text.length);
    if (cleared >= 0) {
      Arrays.fill(longer, (int) cleared, (int) cleared + lengthAt(cleared), (byte) 0);
    }
    System.arraycopy(text, 0, longer, bytes.length, text.length);
    return longer;
  }

  /** Bytes of the string at {@code index}, without its NUL. */
  int lengthAt(long index) {
    int end = (int) index;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return end - (int) index;
  }

  /**
   * True if the string at {@code index} belongs to search paths alone: no other entry, symbol or
   * version points at or into it, and it is no tail of a longer string.
   */
  boolean isOnlySearchPath(long index) {
    long end = index + lengthAt(index);
    if (index <= 0 || bytes[(int) index - 1] != 0 || end >= bytes.length) {
      return false;
    }
    for (DynamicEntry entry : elf.dynamic()) {
      boolean path = entry.tag() == DT_RPATH || entry.tag() == DT_RUNPATH;
      if (ElfConstants.isString(entry.tag()) && inside(entry.value(), index, end)) {
        if (!path || entry.value() != index) {
          return false;
        }
      }
    }
    boolean[] used = new boolean[1];
    VersionTables.eachString(elf, name -> used[0] |= inside(name, index, end));
    return !used[0] && !symbolsUse(index, end);
  }

  private static boolean inside(long value, long from, long to) {
    return value >= from && value < to;
  }

  /** True also if it cannot be told how many symbols there are. */
  private boolean symbolsUse(long from, long to) {
    if (elf.value(DT_SYMTAB).isEmpty()) {
      return false;
    }
    long start = elf.offsetOf(elf.value(DT_SYMTAB).getAsLong(), "DT_SYMTAB");
    long count = symbolCount(elf.value(DT_SYMTAB).getAsLong());
    int size = elf.format().symbolSize();
    if (count < 0 || count > elf.input().size() / size) {
      return true;
    }
    int perChunk = CHUNK / size;
    for (long first = 0; first < count; first += perChunk) {
      int here = (int) Math.min(perChunk, count - first);
      ByteBuffer symbols =
          elf.input()
              .bytes(start + first * size, (long) here * size, ".dynsym")
              .order(elf.format().order());
      for (int i = 0; i < here; i++) {
        if (inside(Integer.toUnsignedLong(symbols.getInt(i * size)), from, to)) {
          return true;
        }
      }
    }
    return false;
  }

  private long symbolCount(long symbols) {
    for (SectionHeader section : elf.sections()) {
      if (section.type() == SHT_DYNSYM && section.address() == symbols) {
        return section.size() / elf.format().symbolSize();
      }
    }
    // DT_HASH has a chain entry for each symbol; s390x and alpha have it with 8-byte words.
    boolean wideHash = elf.format().wide() && (elf.machine() == 22 || elf.machine() == 0x9026);
    if (elf.value(DT_HASH).isPresent() && !wideHash) {
      long hash = elf.offsetOf(elf.value(DT_HASH).getAsLong(), "DT_HASH");
      ByteBuffer counts = elf.input().bytes(hash, 8, "DT_HASH").order(elf.format().order());
      return Integer.toUnsignedLong(counts.getInt(4));
    }
    return -1;
  }

  /** The index of the section that holds the table, or -1. */
  int section() {
    for (int i = 0; i < elf.sections().size(); i++) {
      SectionHeader section = elf.sections().get(i);
      if (section.type() == SHT_STRTAB
          && (section.flags() & SHF_ALLOC) != 0
          && section.address() == address
          && section.offset() == offset
          && section.size() == bytes.length) {
        return i;
      }
    }
    return -1;
  }

  /** True if another section or segment than those that hold it wholly lies over the table. */
  boolean isShared() {
    int own = section();
    for (int i = 0; i < elf.sections().size(); i++) {
      if (i != own && elf.sections().get(i).overlaps(offset, offset + bytes.length)) {
        return true;
      }
    }
    return elf.segments().stream()
        .anyMatch(
            segment ->
                segment.filesz() > 0
                    && segment.offset() < offset + bytes.length
                    && segment.fileEnd() > offset
                    && !(segment.offset() <= offset && segment.fileEnd() >= offset + bytes.length));
  }
}
