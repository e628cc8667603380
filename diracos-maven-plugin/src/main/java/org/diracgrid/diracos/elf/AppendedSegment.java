package org.diracgrid.diracos.elf;

import static org.diracgrid.diracos.elf.ElfConstants.DT_GNU_HASH;
import static org.diracgrid.diracos.elf.ElfConstants.DT_HASH;
import static org.diracgrid.diracos.elf.ElfConstants.DT_SYMTAB;
import static org.diracgrid.diracos.elf.ElfConstants.DT_VERDEF;
import static org.diracgrid.diracos.elf.ElfConstants.DT_VERNEED;
import static org.diracgrid.diracos.elf.ElfConstants.PF_R;
import static org.diracgrid.diracos.elf.ElfConstants.PF_W;
import static org.diracgrid.diracos.elf.ElfConstants.PT_GNU_PROPERTY;
import static org.diracgrid.diracos.elf.ElfConstants.PT_INTERP;
import static org.diracgrid.diracos.elf.ElfConstants.PT_LOAD;
import static org.diracgrid.diracos.elf.ElfConstants.PT_NOTE;
import static org.diracgrid.diracos.elf.ElfConstants.PT_PHDR;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_DYNSYM;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_GNU_HASH;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_GNU_VERDEF;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_GNU_VERNEED;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_HASH;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_NOTE;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The last resort: a new PT_LOAD at the end of the file that holds {@code .dynstr}.
 *
 * <p>The program header table grows by one entry where it stands, because kernels before 5.18 tell
 * the loader of {@code e_phoff} as it is found in the first segment. What follows the table makes
 * room by moving whole into the new segment; only sections move that nothing but headers and
 * dynamic entries point to: the loader's name, notes, hash tables, symbols, version tables.
 *
 * <pre>
 * new segment := moved sections, as one block
 *                [.dynamic]            only if it had no free entry; the segment is then writable
 *                .dynstr               last, so that it can grow in place next time
 * </pre>
 *
 * <p>A false alarm that this can raise: eu-elflint adds the size of a function to the place of a
 * relocation that names it, and so takes a large function's slot at the end of the data for one in
 * the read-only segment behind ("read-only section modified").
 */
final class AppendedSegment {

  private static final long BLOCK_ALIGNMENT = 64;
  private static final int NEW_ENTRIES = 4;

  private final ElfDraft draft;
  private final ElfStructure elf;
  private final DynamicStrings strings;
  private final byte[] table;
  private final FileSpace space;

  /** Sections that leave their place, by index. */
  private final Set<Integer> moving = new TreeSet<>();

  private final MovedSymbols symbols;

  private long blockStart;
  private long blockEnd;

  AppendedSegment(ElfDraft draft, DynamicStrings strings, byte[] table) {
    this.draft = draft;
    this.elf = draft.elf;
    this.strings = strings;
    this.table = table;
    this.space = new FileSpace(elf);
    this.symbols = new MovedSymbols(draft);
  }

  RpathChange plan(boolean moveDynamic) {
    Optional<RpathRefusal> obstacle = obstacle(moveDynamic);
    if (obstacle.isPresent()) {
      return new RpathChange.Refused(obstacle.get());
    }
    int capacity = moveDynamic ? draft.dynamic.size() + 1 + NEW_ENTRIES : 0;
    long fileStart = align(elf.input().size(), BLOCK_ALIGNMENT);
    long page = space.page();
    long address = align(space.memoryEnd(), page) + (fileStart & (page - 1));
    long block = fileStart + ((blockStart - fileStart) & (BLOCK_ALIGNMENT - 1));
    long dynamicAt = align(block + (blockEnd - blockStart), 16);
    long stringsAt =
        moveDynamic ? dynamicAt + (long) capacity * elf.format().dynamicSize() : dynamicAt;
    long end = stringsAt + table.length;
    if (!elf.format().wide() && address + (end - fileStart) > 0xffffffffL) {
      return new RpathChange.Refused(RpathRefusal.NO_ADDRESS);
    }

    long delta = address - fileStart;
    byte[] bytes = elf.input().copy(blockStart, blockEnd - blockStart, "sections to be moved");
    if (!moving.isEmpty()) {
      moveBlock(block, delta);
    }
    if (moveDynamic) {
      moveDynamic(dynamicAt, delta, capacity);
    }
    symbols.section(strings.section(), stringsAt + delta);
    symbols.apply(bytes, blockStart);
    if (bytes.length > 0) {
      draft.write(block, bytes);
    }
    ElfRpathWriter.moveStrings(draft, strings, stringsAt + delta, stringsAt, table);
    addSegment(fileStart, address, end - fileStart, page, moveDynamic);
    vacate();
    if (moveDynamic) {
      draft.write(dynamicAt, draft.encodeDynamic(capacity));
    }
    return draft.finish(RpathChange.Strategy.APPENDED, moveDynamic);
  }

  private Optional<RpathRefusal> obstacle(boolean moveDynamic) {
    if (elf.sections().isEmpty()) {
      return Optional.of(RpathRefusal.NO_SECTIONS);
    }
    if (strings.section() < 0 || strings.isShared()) {
      return Optional.of(RpathRefusal.STRINGS_UNDESCRIBED);
    }
    if (elf.input().size() > space.contentEnd()
        && !space.isZero(space.contentEnd(), elf.input().size() - space.contentEnd())) {
      return Optional.of(RpathRefusal.OVERLAY);
    }
    if (elf.segments().size() + 1 >= 0xffff) {
      return Optional.of(RpathRefusal.TOO_MANY_SEGMENTS);
    }
    if (moveDynamic && dynamicSection() < 0) {
      return Optional.of(RpathRefusal.DYNAMIC_UNDESCRIBED);
    }
    return chooseBlock();
  }

  private int dynamicSection() {
    for (int i = 0; i < elf.sections().size(); i++) {
      if (elf.sections().get(i).type() == ElfConstants.SHT_DYNAMIC
          && elf.sections().get(i).offset() == elf.dynamicOffset()) {
        return i;
      }
    }
    return -1;
  }

  /** Finds the sections that make room for one program header, with those they hang together. */
  private Optional<RpathRefusal> chooseBlock() {
    long from = space.segmentTableEnd();
    long to = from + elf.format().programHeaderSize();
    blockStart = to;
    blockEnd = to;
    if (!take(from, to)) {
      return Optional.of(RpathRefusal.BEHIND_HEADERS);
    }
    boolean grown = true;
    while (grown) {
      grown = false;
      for (ProgramHeader segment : elf.segments()) {
        if (segment.filesz() == 0 || !overlapsBlock(segment)) {
          continue;
        }
        int type = segment.type();
        if (type == PT_NOTE || type == PT_INTERP || type == PT_GNU_PROPERTY) {
          int before = moving.size();
          if (!take(segment.offset(), segment.fileEnd())) {
            return Optional.of(RpathRefusal.NOTES_BEHIND_HEADERS);
          }
          grown |= moving.size() > before;
        } else if (type != PT_LOAD && type != PT_PHDR) {
          return Optional.of(RpathRefusal.SEGMENT_BEHIND_HEADERS);
        }
      }
    }
    if (!moving.isEmpty() && !take(blockStart, blockEnd)) {
      return Optional.of(RpathRefusal.BETWEEN_NOTES);
    }
    return onlyKnownPointers();
  }

  private boolean overlapsBlock(ProgramHeader segment) {
    return !moving.isEmpty() && segment.offset() < blockEnd && segment.fileEnd() > blockStart;
  }

  private boolean take(long from, long to) {
    for (int i = 0; i < elf.sections().size(); i++) {
      SectionHeader section = elf.sections().get(i);
      if (section.overlaps(from, to) && i != strings.section()) {
        if (!section.isMapped() || !isMovable(section)) {
          return false;
        }
        blockStart = moving.isEmpty() ? section.offset() : Math.min(blockStart, section.offset());
        blockEnd = moving.isEmpty() ? section.fileEnd() : Math.max(blockEnd, section.fileEnd());
        moving.add(i);
      }
    }
    return true;
  }

  private boolean isMovable(SectionHeader section) {
    return switch (section.type()) {
      case SHT_NOTE, SHT_GNU_HASH, SHT_HASH, SHT_DYNSYM, SHT_GNU_VERDEF, SHT_GNU_VERNEED -> true;
      default ->
          elf.segments().stream()
              .anyMatch(
                  segment -> segment.type() == PT_INTERP && segment.offset() == section.offset());
    };
  }

  /** Nothing may point into the block but what this class knows how to change. */
  private Optional<RpathRefusal> onlyKnownPointers() {
    for (int i : moving) {
      SectionHeader section = elf.sections().get(i);
      for (DynamicEntry entry : elf.dynamic()) {
        boolean inside =
            entry.value() >= section.address()
                && entry.value() < section.address() + section.size();
        if (inside && isAddress(entry.tag()) && !isKnownPointer(entry.tag())) {
          return Optional.of(RpathRefusal.UNKNOWN_POINTER);
        }
      }
      if (section.offset() < elf.segmentTable()
          || elf.offsetOf(section.address(), "a section") != section.offset()) {
        return Optional.of(RpathRefusal.SECTIONS_DISAGREE);
      }
    }
    return Optional.empty();
  }

  private static boolean isKnownPointer(long tag) {
    return tag == DT_HASH
        || tag == DT_GNU_HASH
        || tag == DT_SYMTAB
        || tag == DT_VERNEED
        || tag == DT_VERDEF;
  }

  /** The tags below DT_ENCODING, and those of GNU, whose values are addresses. */
  private static boolean isAddress(long tag) {
    return tag == 3
        || (tag >= 4 && tag <= 7)
        || tag == 12
        || tag == 13
        || tag == 17
        || tag == 23
        || tag == 25
        || tag == 26
        || tag == 32
        || (tag >= 0x6ffffe00L && tag <= 0x6ffffeffL)
        || tag == ElfConstants.DT_VERSYM
        || isKnownPointer(tag);
  }

  private void moveBlock(long target, long delta) {
    long fileDelta = target - blockStart;
    SectionHeader first = elf.sections().get(moving.iterator().next());
    long addressDelta = first.offset() + fileDelta + delta - first.address();
    for (int i : moving) {
      SectionHeader section = elf.sections().get(i);
      symbols.section(i, section.address() + addressDelta);
      draft.sections.set(
          i,
          section.at(
              section.address() + addressDelta, section.offset() + fileDelta, section.size()));
      for (int j = 0; j < draft.dynamic.size(); j++) {
        DynamicEntry entry = draft.dynamic.get(j);
        if (isKnownPointer(entry.tag()) && entry.value() == section.address()) {
          draft.dynamic.set(j, new DynamicEntry(entry.tag(), entry.value() + addressDelta));
        }
      }
    }
    for (int i = 0; i < draft.segments.size(); i++) {
      ProgramHeader segment = draft.segments.get(i);
      int type = segment.type();
      if ((type == PT_NOTE || type == PT_INTERP || type == PT_GNU_PROPERTY)
          && segment.filesz() > 0
          && overlapsBlock(segment)) {
        draft.segments.set(i, segment.movedBy(fileDelta, addressDelta));
      }
    }
  }

  private void moveDynamic(long offset, long delta, int capacity) {
    long size = (long) capacity * elf.format().dynamicSize();
    int index = dynamicSection();
    symbols.section(index, offset + delta);
    draft.sections.set(index, draft.sections.get(index).at(offset + delta, offset, size));
    ProgramHeader old = draft.segments.get(draft.dynamicSegment);
    draft.segments.set(
        draft.dynamicSegment,
        new ProgramHeader(
            old.type(),
            old.flags(),
            offset,
            offset + delta,
            offset + delta,
            size,
            size,
            old.align()));
  }

  private void addSegment(long offset, long address, long size, long page, boolean writable) {
    int last = 0;
    for (int i = 0; i < draft.segments.size(); i++) {
      if (draft.segments.get(i).isLoad()) {
        last = i;
      }
    }
    int flags = writable ? PF_R | PF_W : PF_R;
    draft.segments.add(
        last + 1, new ProgramHeader(PT_LOAD, flags, offset, address, address, size, size, page));
    int grown = elf.format().programHeaderSize();
    draft.segments.replaceAll(
        segment -> segment.type() == PT_PHDR ? segment.grownBy(grown) : segment);
  }

  /** Zeroes what has moved away, save where the program headers now stand. */
  private void vacate() {
    long tableEnd = space.segmentTableEnd() + elf.format().programHeaderSize();
    for (int i : moving) {
      SectionHeader section = elf.sections().get(i);
      long from = Math.max(tableEnd, section.offset());
      draft.clear(from, section.fileEnd() - from);
    }
    long from = Math.max(tableEnd, strings.offset());
    draft.clear(from, strings.offset() + strings.size() - from);
  }

  private static long align(long value, long alignment) {
    return (value + alignment - 1) & -alignment;
  }
}
