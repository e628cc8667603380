package org.diracgrid.diracos.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small library, made without a compiler, of either class and byte order.
 *
 * <pre>
 * header, program headers (LOAD R, LOAD RW, DYNAMIC, NOTE)
 * .note  .dynsym  .dynstr  .gnu.version_r  padding
 * .dynamic
 * section headers
 * </pre>
 */
final class SyntheticElf {

  boolean wide = true;
  ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  int machine = 62;

  /** Bytes free behind the first segment. */
  int padding = 512;

  /** Free entries of the dynamic section beside the last. */
  int spare = 2;

  /** Entries of string tags, in this order. */
  final List<Map.Entry<Long, String>> strings = new ArrayList<>();

  /** Entries of other tags. */
  final Map<Long, Long> numbers = new LinkedHashMap<>();

  /** Names of symbols; each is put into .dynstr, as the tail of another string if it is one. */
  final List<String> symbols = new ArrayList<>(List.of("greet"));

  /** Where things came to lie, by name. */
  final Map<String, Integer> at = new LinkedHashMap<>();

  private final StringBuilder table = new StringBuilder("\0");

  SyntheticElf() {
    strings.add(Map.entry(ElfConstants.DT_NEEDED, "libz.so.1"));
    strings.add(Map.entry(ElfConstants.DT_NEEDED, "libc.so.6"));
    strings.add(Map.entry(ElfConstants.DT_SONAME, "libgreet.so.1"));
  }

  SyntheticElf with(long tag, String value) {
    strings.add(Map.entry(tag, value));
    return this;
  }

  byte[] build() {
    strings.forEach(entry -> add(entry.getValue()));
    symbols.forEach(this::add);
    add("GLIBC_2.17");
    byte[] dynstr = table.toString().getBytes(StandardCharsets.ISO_8859_1);
    ElfFormat format = new ElfFormat(wide, order);
    int note = format.headerSize() + 4 * format.programHeaderSize();
    int dynsym = note + 32;
    int dynstrAt = dynsym + (symbols.size() + 1) * format.symbolSize();
    int verneed = (dynstrAt + dynstr.length + 7) & ~7;
    int end1 = verneed + 32;
    int dynamic = (end1 + padding + 15) & ~15;
    int entries = strings.size() + numbers.size() + 6;
    int dynamicSize = (entries + spare + 1) * format.dynamicSize();
    int sections = dynamic + dynamicSize;
    int size = sections + 7 * format.sectionHeaderSize();
    long shift = 0x10000;
    byte[] file = new byte[size];
    ByteBuffer out = format.over(file);
    at.put("note", note);
    at.put("dynsym", dynsym);
    at.put("dynstr", dynstrAt);
    at.put("verneed", verneed);
    at.put("dynamic", dynamic);
    at.put("sections", sections);

    out.put(0, new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1)});
    out.put(5, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2)).put(6, (byte) 1);
    out.putShort(16, (short) 3).putShort(18, (short) machine).putInt(20, 1);
    int word = format.wordSize();
    format.putWord(out, 24 + word, format.headerSize());
    format.putWord(out, 24 + 2 * word, sections);
    int half = 24 + 3 * word + 4;
    out.putShort(half, (short) format.headerSize());
    out.putShort(half + 2, (short) format.programHeaderSize()).putShort(half + 4, (short) 4);
    out.putShort(half + 6, (short) format.sectionHeaderSize()).putShort(half + 8, (short) 7);
    out.putShort(half + 10, (short) 0);

    List<ProgramHeader> segments =
        List.of(
            new ProgramHeader(1, 4, 0, 0, 0, end1, end1, 0x1000),
            new ProgramHeader(
                1, 6, dynamic, dynamic + shift, dynamic + shift, dynamicSize, dynamicSize, 0x1000),
            new ProgramHeader(
                2, 6, dynamic, dynamic + shift, dynamic + shift, dynamicSize, dynamicSize, 8),
            new ProgramHeader(4, 4, note, note, note, 32, 32, 4));
    for (int i = 0; i < segments.size(); i++) {
      segments.get(i).encode(format, out, format.headerSize() + i * format.programHeaderSize());
    }
    out.putInt(note, 4)
        .putInt(note + 4, 16)
        .putInt(note + 8, 3)
        .put(note + 12, "GNU".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < symbols.size(); i++) {
      out.putInt(dynsym + (i + 1) * format.symbolSize(), index(symbols.get(i)));
    }
    System.arraycopy(dynstr, 0, file, dynstrAt, dynstr.length);
    out.putShort(verneed, (short) 1).putShort(verneed + 2, (short) 1);
    out.putInt(verneed + 4, index("libc.so.6")).putInt(verneed + 8, 16);
    out.putInt(verneed + 16 + 8, index("GLIBC_2.17"));

    List<DynamicEntry> all = new ArrayList<>();
    strings.forEach(entry -> all.add(new DynamicEntry(entry.getKey(), index(entry.getValue()))));
    numbers.forEach((tag, value) -> all.add(new DynamicEntry(tag, value)));
    all.add(new DynamicEntry(ElfConstants.DT_STRTAB, dynstrAt));
    all.add(new DynamicEntry(ElfConstants.DT_STRSZ, dynstr.length));
    all.add(new DynamicEntry(ElfConstants.DT_SYMTAB, dynsym));
    all.add(new DynamicEntry(11, format.symbolSize()));
    all.add(new DynamicEntry(ElfConstants.DT_VERNEED, verneed));
    all.add(new DynamicEntry(ElfConstants.DT_VERNEEDNUM, 1));
    for (int i = 0; i < all.size(); i++) {
      format.putWord(out, dynamic + i * format.dynamicSize(), all.get(i).tag());
      format.putWord(out, dynamic + i * format.dynamicSize() + word, all.get(i).value());
    }

    List<SectionHeader> headers =
        List.of(
            new SectionHeader(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            new SectionHeader(0, 7, 2, note, note, 32, 0, 0, 4, 0),
            new SectionHeader(
                0, 11, 2, dynsym, dynsym, dynstrAt - dynsym, 3, 1, 8, format.symbolSize()),
            new SectionHeader(0, 3, 2, dynstrAt, dynstrAt, dynstr.length, 0, 0, 1, 0),
            new SectionHeader(0, ElfConstants.SHT_GNU_VERNEED, 2, verneed, verneed, 32, 3, 1, 8, 0),
            new SectionHeader(
                0, 6, 3, dynamic + shift, dynamic, dynamicSize, 3, 0, 8, format.dynamicSize()),
            new SectionHeader(0, 3, 0, 0, dynstrAt, 1, 0, 0, 1, 0));
    for (int i = 0; i < headers.size(); i++) {
      headers.get(i).encode(format, out, sections + i * format.sectionHeaderSize());
    }
    // The last header stands for nothing, so that .dynstr is not shared.
    Arrays.fill(file, sections + 6 * format.sectionHeaderSize(), size, (byte) 0);
    return file;
  }

  private void add(String text) {
    if (table.indexOf(text + "\0") < 0) {
      table.append(text).append('\0');
    }
  }

  int index(String text) {
    int found = table.indexOf("\0" + text + "\0");
    return found >= 0 ? found + 1 : table.indexOf(text + "\0");
  }
}
