package org.diracgrid.diracos.elf;

import java.nio.ByteBuffer;

/**
 * One segment.
 *
 * @param type {@code PT_*}
 * @param flags {@code PF_*}
 * @param offset where its bytes start in the file
 * @param vaddr where they are mapped, relative to the load address
 * @param paddr a second address, of no use on Linux but kept
 * @param filesz bytes in the file
 * @param memsz bytes in memory; what exceeds {@code filesz} is zero
 * @param align a power of two, or 0
 */
record ProgramHeader(
    int type, int flags, long offset, long vaddr, long paddr, long filesz, long memsz, long align) {

  static ProgramHeader parse(ElfFormat format, ByteBuffer table, int at) {
    if (format.wide()) {
      return new ProgramHeader(
          table.getInt(at),
          table.getInt(at + 4),
          table.getLong(at + 8),
          table.getLong(at + 16),
          table.getLong(at + 24),
          table.getLong(at + 32),
          table.getLong(at + 40),
          table.getLong(at + 48));
    }
    return new ProgramHeader(
        table.getInt(at),
        table.getInt(at + 24),
        format.word(table, at + 4),
        format.word(table, at + 8),
        format.word(table, at + 12),
        format.word(table, at + 16),
        format.word(table, at + 20),
        format.word(table, at + 28));
  }

  void encode(ElfFormat format, ByteBuffer table, int at) {
    boolean wide = format.wide();
    int word = format.wordSize();
    int first = wide ? at + 8 : at + 4;
    table.putInt(at, type);
    table.putInt(wide ? at + 4 : at + 24, flags);
    format.putWord(table, first, offset);
    format.putWord(table, first + word, vaddr);
    format.putWord(table, first + 2 * word, paddr);
    format.putWord(table, first + 3 * word, filesz);
    format.putWord(table, first + 4 * word, memsz);
    format.putWord(table, wide ? at + 48 : at + 28, align);
  }

  boolean isLoad() {
    return type == ElfConstants.PT_LOAD;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  long fileEnd() {
    return offset + filesz;
  }

  long memoryEnd() {
    return vaddr + memsz;
  }

  /** True if {@code address} lies in the part that the file gives. */
  boolean mapsFromFile(long address) {
    return address >= vaddr && address - vaddr < filesz;
  }

  ProgramHeader grownBy(long bytes) {
    return new ProgramHeader(
        type, flags, offset, vaddr, paddr, filesz + bytes, memsz + bytes, align);
  }

  ProgramHeader movedBy(long offsetDelta, long addressDelta) {
    return new ProgramHeader(
        type,
        flags,
        offset + offsetDelta,
        vaddr + addressDelta,
        paddr + addressDelta,
        filesz,
        memsz,
        align);
  }
}
