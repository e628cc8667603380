package org.diracgrid.diracos.elf;

import static org.diracgrid.diracos.elf.ElfConstants.PT_DYNAMIC;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tables of a file as they shall become. Strategies change them freely; {@link #finish} writes
 * out what differs from the file.
 */
final class ElfDraft {

  /** Bytes that are compared at once. */
  private static final int BLOCK = 64;

  final ElfStructure elf;
  final List<ProgramHeader> segments;
  final List<SectionHeader> sections;
  final List<DynamicEntry> dynamic;
  private final List<ElfPatch.Edit> edits = new ArrayList<>();

  /** Index of the segment that the dynamic section belongs to. */
  final int dynamicSegment;

  ElfDraft(ElfStructure elf) {
    this.elf = elf;
    this.segments = new ArrayList<>(elf.segments());
    this.sections = new ArrayList<>(elf.sections());
    this.dynamic = new ArrayList<>(elf.dynamic());
    int found = -1;
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).type() == PT_DYNAMIC) {
        found = i;
      }
    }
    this.dynamicSegment = found;
  }

  /** Sets the value of each entry with this tag. */
  void setDynamic(long tag, long value) {
    dynamic.replaceAll(entry -> entry.tag() == tag ? new DynamicEntry(tag, value) : entry);
  }

  /** Bytes outside of the tables. */
  void write(long offset, byte[] bytes) {
    edits.add(new ElfPatch.Edit(offset, bytes));
  }

  /** Zeroes a part of the file. */
  void clear(long offset, long size) {
    if (size > 0) {
      write(offset, new byte[(int) size]);
    }
  }

  /** The dynamic section as bytes; what is behind the last entry is DT_NULL. */
  byte[] encodeDynamic(int capacity) {
    ElfFormat format = elf.format();
    byte[] bytes = new byte[capacity * format.dynamicSize()];
    ByteBuffer table = format.over(bytes);
    for (int i = 0; i < dynamic.size(); i++) {
      int at = i * format.dynamicSize();
      format.putWord(table, at, dynamic.get(i).tag());
      format.putWord(table, at + format.wordSize(), dynamic.get(i).value());
    }
    return bytes;
  }

  /**
   * All that differs, the tables included.
   *
   * @param dynamicMoved true if the dynamic section is written already, at another place
   */
  RpathChange finish(RpathChange.Strategy strategy, boolean dynamicMoved) {
    ElfFormat format = elf.format();
    if (!dynamicMoved) {
      int used = Math.max(dynamic.size(), elf.dynamic().size()) + 1;
      int size = Math.min(used, elf.dynamicCapacity());
      writeIfChanged(elf.dynamicOffset(), encodeDynamic(size));
    }
    byte[] table = new byte[segments.size() * format.programHeaderSize()];
    for (int i = 0; i < segments.size(); i++) {
      segments.get(i).encode(format, format.over(table), i * format.programHeaderSize());
    }
    writeIfChanged(elf.segmentTable(), table);
    if (!sections.isEmpty()) {
      byte[] headers = new byte[sections.size() * format.sectionHeaderSize()];
      for (int i = 0; i < sections.size(); i++) {
        sections.get(i).encode(format, format.over(headers), i * format.sectionHeaderSize());
      }
      writeIfChanged(elf.sectionTable(), headers);
    }
    if (segments.size() != elf.segments().size()) {
      byte[] count = new byte[2];
      format.over(count).putShort(0, (short) segments.size());
      write(format.wide() ? 56 : 44, count);
    }
    return ElfPatch.overlap(edits)
        ? new RpathChange.Refused(RpathRefusal.TABLES_OVERLAP)
        : new RpathChange.Patched(strategy, new ElfPatch(edits));
  }

  private void writeIfChanged(long offset, byte[] bytes) {
    byte[] old = elf.input().copy(offset, bytes.length, "a table");
    int from = Arrays.mismatch(old, bytes);
    if (from < 0) {
      return;
    }
    int to = bytes.length;
    while (to - BLOCK > from && Arrays.equals(old, to - BLOCK, to, bytes, to - BLOCK, to)) {
      to -= BLOCK;
    }
    while (old[to - 1] == bytes[to - 1]) {
      to--;
    }
    write(offset + from, Arrays.copyOfRange(bytes, from, to));
  }

  /** True if one more entry fits before DT_NULL. */
  boolean hasSpareEntry() {
    return dynamic.size() + 1 < elf.dynamicCapacity();
  }
}
