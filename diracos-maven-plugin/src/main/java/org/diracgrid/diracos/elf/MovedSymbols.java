package org.diracgrid.diracos.elf;

import static org.diracgrid.diracos.elf.ElfConstants.SHT_DYNSYM;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_SYMTAB;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps symbols true whose sections move: section symbols, {@code __abi_tag} in a note, {@code
 * _DYNAMIC}. All of these are local, and local symbols come first in a table ({@code sh_info} of
 * them), so that little is read.
 */
final class MovedSymbols {

  private final ElfDraft draft;

  /** By how much the addresses of sections change, by index. */
  private final Map<Integer, Long> moved = new HashMap<>();

  MovedSymbols(ElfDraft draft) {
    this.draft = draft;
  }

  /** Says that a section gets another address. */
  void section(int index, long newAddress) {
    moved.put(index, newAddress - draft.elf.sections().get(index).address());
  }

  /**
   * Changes the symbols.
   *
   * @param block a copy of a part of the file that is written elsewhere; symbols in it are changed
   *     in the copy
   * @param blockStart where that part starts
   */
  void apply(byte[] block, long blockStart) {
    for (SectionHeader section : draft.elf.sections()) {
      if (section.type() == SHT_DYNSYM || section.type() == SHT_SYMTAB) {
        table(section, block, blockStart);
      }
    }
  }

  private void table(SectionHeader section, byte[] block, long blockStart) {
    ElfFormat format = draft.elf.format();
    int size = format.symbolSize();
    long locals = Math.min(Integer.toUnsignedLong(section.info()), section.size() / size);
    if (locals <= 0) {
      return;
    }
    boolean inBlock =
        section.offset() >= blockStart && section.fileEnd() <= blockStart + block.length;
    int start = inBlock ? (int) (section.offset() - blockStart) : 0;
    ByteBuffer symbols =
        inBlock
            ? format.over(block)
            : draft
                .elf
                .input()
                .bytes(section.offset(), locals * size, "symbols")
                .order(format.order());
    int valueAt = format.wide() ? 8 : 4;
    int indexAt = format.wide() ? 6 : 14;
    for (int n = 0; n < locals; n++) {
      int at = start + n * size;
      Long delta = moved.get(Short.toUnsignedInt(symbols.getShort(at + indexAt)));
      if (delta == null) {
        continue;
      }
      long value = format.word(symbols, at + valueAt) + delta;
      if (inBlock) {
        format.putWord(symbols, at + valueAt, value);
      } else {
        draft.write(section.offset() + (long) n * size + valueAt, format.encode(value));
      }
    }
  }
}
