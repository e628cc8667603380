package org.diracgrid.diracos.elf;

import java.nio.ByteBuffer;

/**
 * One section.
 *
 * @param name offset of its name in the section name table
 * @param type {@code SHT_*}
 * @param flags {@code SHF_*}
 * @param address where it is mapped, 0 if it is not
 * @param offset where its bytes start in the file
 * @param size bytes
 * @param link another section's index; for symbols and dynamic entries their string table
 * @param info depends on the type
 * @param align a power of two, or 0
 * @param entrySize bytes of one entry, 0 if it is no table
 */
record SectionHeader(
    int name,
    int type,
    long flags,
    long address,
    long offset,
    long size,
    int link,
    int info,
    long align,
    long entrySize) {

  static SectionHeader parse(ElfFormat format, ByteBuffer table, int at) {
    int word = format.wordSize();
    int afterSize = at + 8 + 4 * word;
    return new SectionHeader(
        table.getInt(at),
        table.getInt(at + 4),
        format.word(table, at + 8),
        format.word(table, at + 8 + word),
        format.word(table, at + 8 + 2 * word),
        format.word(table, at + 8 + 3 * word),
        table.getInt(afterSize),
        table.getInt(afterSize + 4),
        format.word(table, afterSize + 8),
        format.word(table, afterSize + 8 + word));
  }

  void encode(ElfFormat format, ByteBuffer table, int at) {
    int word = format.wordSize();
    int afterSize = at + 8 + 4 * word;
    table.putInt(at, name);
    table.putInt(at + 4, type);
    format.putWord(table, at + 8, flags);
    format.putWord(table, at + 8 + word, address);
    format.putWord(table, at + 8 + 2 * word, offset);
    format.putWord(table, at + 8 + 3 * word, size);
    table.putInt(afterSize, link);
    table.putInt(afterSize + 4, info);
    format.putWord(table, afterSize + 8, align);
    format.putWord(table, afterSize + 8 + word, entrySize);
  }

  boolean isMapped() {
    return (flags & ElfConstants.SHF_ALLOC) != 0;
  }

  /** True if the section takes bytes of the file. */
  boolean hasBytes() {
    return type != ElfConstants.SHT_NOBITS && type != ElfConstants.SHT_NULL && size > 0;
  }

  long fileEnd() {
    return offset + size;
  }

  /** True if it takes bytes of the file in {@code from} (inclusive) to {@code to} (exclusive). */
  boolean overlaps(long from, long to) {
    return hasBytes() && offset < to && fileEnd() > from;
  }

  SectionHeader at(long newAddress, long newOffset, long newSize) {
    return new SectionHeader(
        name, type, flags, newAddress, newOffset, newSize, link, info, align, entrySize);
  }
}
