package org.diracgrid.diracos.elf;

import static org.diracgrid.diracos.elf.ElfConstants.SHT_DYNAMIC;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_DYNSYM;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_SYMTAB;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps symbols true whose sections move: section symbols, {@code __abi_tag} in a note, {@code
 * _DYNAMIC}. All of these are local, and local symbols come first in a table ({@code sh_info} of
 * them), so that little is read.
 */
final class MovedSymbols {

  private static final int SHN_ABS = 0xfff1;
  private static final byte[] DYNAMIC = "_DYNAMIC\0".getBytes(StandardCharsets.US_ASCII);

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
      int owner = Short.toUnsignedInt(symbols.getShort(at + indexAt));
      long value = format.word(symbols, at + valueAt);
      Long delta =
          moved.get(owner == SHN_ABS ? absolute(section, symbols.getInt(at), value) : owner);
      if (delta == null) {
        continue;
      }
      value += delta;
      if (inBlock) {
        format.putWord(symbols, at + valueAt, value);
      } else {
        draft.write(section.offset() + (long) n * size + valueAt, format.encode(value));
      }
    }
  }

  /** The section that an absolute symbol means, or -1: ld for aarch64 makes _DYNAMIC one. */
  private int absolute(SectionHeader table, int name, long value) {
    List<SectionHeader> sections = draft.elf.sections();
    for (int index : moved.keySet()) {
      SectionHeader section = sections.get(index);
      if (section.type() == SHT_DYNAMIC && section.address() == value) {
        boolean linked = table.link() > 0 && table.link() < sections.size();
        long names = linked ? sections.get(table.link()).offset() : -1;
        long at = names + Integer.toUnsignedLong(name);
        boolean inside = linked && at >= 0 && at <= draft.elf.input().size() - DYNAMIC.length;
        if (inside
            && Arrays.equals(draft.elf.input().copy(at, DYNAMIC.length, "a name"), DYNAMIC)) {
          return index;
        }
      }
    }
    return -1;
  }
}
