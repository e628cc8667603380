package org.diracgrid.diracos.elf;

import static org.diracgrid.diracos.elf.ElfConstants.DT_NULL;
import static org.diracgrid.diracos.elf.ElfConstants.DT_STRSZ;
import static org.diracgrid.diracos.elf.ElfConstants.DT_STRTAB;
import static org.diracgrid.diracos.elf.ElfConstants.DT_SYMTAB;
import static org.diracgrid.diracos.elf.ElfConstants.PT_DYNAMIC;
import static org.diracgrid.diracos.elf.ElfConstants.SHF_TLS;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_DYNAMIC;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_NOBITS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * The tables of an ELF file as they stand: header, segments, sections, dynamic entries. Every count
 * and offset is checked against the file before anything is read by it.
 */
final class ElfStructure {

  private static final int PN_XNUM = 0xffff;
  private static final int SHN_XINDEX = 0xffff;
  private static final int ET_CORE = 4;

  /** Each name is read a few times at the most. */
  private static final int NAMES_PER_BYTE = 4;

  private static final int NAMES_AT_LEAST = 64 * 1024;

  private final ElfInput input;
  private final ElfFormat format;
  private final ByteBuffer header;
  private final int type;
  private final int machine;
  private final long segmentTable;
  private final long sectionTable;
  private final List<ProgramHeader> segments;
  private final List<SectionHeader> sections;
  private final boolean separateDebug;
  private long dynamicOffset;
  private int dynamicCapacity;
  private List<DynamicEntry> dynamic = List.of();

  /** Where {@code .dynstr} is and how long; -1 until somebody asks. */
  private long stringsAt = -1;

  private long stringsLength = -1;

  /** Characters of all names read so far. */
  private long named;

  private ElfStructure(ElfInput input) {
    this.input = input;
    this.format = format(input);
    this.header = input.bytes(0, format.headerSize(), "the ELF header");
    header.order(format.order());
    this.type = Short.toUnsignedInt(header.getShort(16));
    this.machine = Short.toUnsignedInt(header.getShort(18));
    if (header.getInt(20) != 1) {
      throw error("DOS-ELF-03", 20, "unknown version " + header.getInt(20) + " in the ELF header");
    }
    int word = format.wordSize();
    this.segmentTable = format.word(header, 24 + word);
    this.sectionTable = format.word(header, 24 + 2 * word);
    int half = 24 + 3 * word + 4;
    checkSize(half, "e_ehsize", format.headerSize());
    this.segments = readSegments(half);
    this.sections = readSections(half);
    this.separateDebug = findSeparateDebug();
    if (!separateDebug) {
      checkLoads();
      readDynamic();
    }
  }

  /**
   * Reads the tables.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-ELF-01 to -05 and -08
   */
  static ElfStructure read(ElfInput input) {
    return new ElfStructure(input);
  }

  private static ElfFormat format(ElfInput input) {
    if (!input.isElf()) {
      throw ElfProblems.at("DOS-ELF-02", input.name(), 0, "not an ELF file");
    }
    ByteBuffer ident = input.bytes(0, 16, "the ELF identification");
    int elfClass = ident.get(4);
    int data = ident.get(5);
    if (elfClass != 1 && elfClass != 2) {
      throw ElfProblems.at("DOS-ELF-02", input.name(), 4, "unknown ELF class " + elfClass);
    }
    if (data != 1 && data != 2) {
      throw ElfProblems.at("DOS-ELF-02", input.name(), 5, "unknown ELF data encoding " + data);
    }
    return new ElfFormat(elfClass == 2, data == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  private void checkSize(int at, String field, int expected) {
    int actual = Short.toUnsignedInt(header.getShort(at));
    if (actual != expected) {
      throw error("DOS-ELF-03", at, field + " is " + actual + " instead of " + expected);
    }
  }

  private List<ProgramHeader> readSegments(int half) {
    int count = Short.toUnsignedInt(header.getShort(half + 4));
    if (count == 0) {
      return List.of();
    }
    if (count == PN_XNUM) {
      throw error("DOS-ELF-04", half + 4, "more program headers than the ELF header can count");
    }
    int size = format.programHeaderSize();
    checkSize(half + 2, "e_phentsize", size);
    ByteBuffer table =
        input.bytes(segmentTable, (long) count * size, "the program headers").order(format.order());
    List<ProgramHeader> found = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      found.add(ProgramHeader.parse(format, table, i * size));
    }
    return List.copyOf(found);
  }

  private List<SectionHeader> readSections(int half) {
    if (sectionTable == 0) {
      return List.of();
    }
    int size = format.sectionHeaderSize();
    checkSize(half + 6, "e_shentsize", size);
    long count = Short.toUnsignedInt(header.getShort(half + 8));
    if (count == 0) {
      ByteBuffer first = input.bytes(sectionTable, size, "the first section header");
      count = SectionHeader.parse(format, first.order(format.order()), 0).size();
    }
    if (count < 0 || count > input.size() / size) {
      throw error("DOS-ELF-08", sectionTable, count + " section headers cannot fit in the file");
    }
    int names = Short.toUnsignedInt(header.getShort(half + 10));
    if (names >= count && names != SHN_XINDEX) {
      throw error("DOS-ELF-08", half + 10, "e_shstrndx is " + names + " of " + count + " sections");
    }
    ByteBuffer table =
        input.bytes(sectionTable, count * size, "the section headers").order(format.order());
    List<SectionHeader> found = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      found.add(SectionHeader.parse(format, table, i * size));
    }
    return List.copyOf(found);
  }

  /** A debug file keeps the headers of the file it was made from, but .dynamic has no bytes. */
  private boolean findSeparateDebug() {
    for (ProgramHeader segment : segments) {
      if (segment.type() == PT_DYNAMIC) {
        return segment.filesz() == 0
            || (sections.stream().noneMatch(section -> section.type() == SHT_DYNAMIC)
                && sections.stream()
                    .anyMatch(
                        section ->
                            section.type() == SHT_NOBITS
                                && (section.flags() & SHF_TLS) == 0
                                && section.size() > 0
                                && section.address() == segment.vaddr()));
      }
    }
    return false;
  }

  private void checkLoads() {
    for (int i = 0; i < segments.size(); i++) {
      ProgramHeader segment = segments.get(i);
      long at = segmentTable + (long) i * format.programHeaderSize();
      if (!segment.isLoad() || type == ET_CORE) {
        continue;
      }
      if (segment.offset() < 0
          || segment.filesz() < 0
          || segment.filesz() > input.size() - segment.offset()) {
        throw error("DOS-ELF-04", at, "segment " + i + " reaches beyond the end of the file");
      }
      if (segment.memsz() < segment.filesz()) {
        throw error("DOS-ELF-04", at, "segment " + i + " has less memory than bytes");
      }
      if (segment.vaddr() < 0 || segment.memoryEnd() < segment.vaddr()) {
        throw error("DOS-ELF-04", at, "segment " + i + " wraps around the address space");
      }
    }
  }

  private void readDynamic() {
    for (ProgramHeader segment : segments) {
      if (segment.type() == PT_DYNAMIC) {
        if (dynamicCapacity > 0) {
          throw error("DOS-ELF-04", segmentTable, "there are two PT_DYNAMIC segments");
        }
        int size = format.dynamicSize();
        ByteBuffer table =
            input
                .bytes(segment.offset(), segment.filesz(), "the dynamic section")
                .order(format.order());
        dynamicOffset = segment.offset();
        dynamicCapacity = table.limit() / size;
        dynamic = readEntries(table, size);
      }
    }
  }

  private List<DynamicEntry> readEntries(ByteBuffer table, int size) {
    List<DynamicEntry> found = new ArrayList<>();
    for (int i = 0; i < dynamicCapacity; i++) {
      int at = i * size;
      long tag = format.wide() ? table.getLong(at) : table.getInt(at);
      if (tag == DT_NULL) {
        return List.copyOf(found);
      }
      found.add(new DynamicEntry(tag, format.word(table, at + format.wordSize())));
    }
    // ld --spare-dynamic-tags=0 leaves DT_NULL out; what follows in memory is zero.
    return List.copyOf(found);
  }

  /** The value of the last entry with this tag, as the loader takes it. */
  OptionalLong value(long tag) {
    for (int i = dynamic.size() - 1; i >= 0; i--) {
      if (dynamic.get(i).tag() == tag) {
        return OptionalLong.of(dynamic.get(i).value());
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Where a mapped address lies in the file.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-ELF-05 if no segment maps it
   */
  long offsetOf(long address, String what) {
    for (ProgramHeader segment : segments) {
      if (segment.isLoad() && segment.mapsFromFile(address)) {
        return segment.offset() + (address - segment.vaddr());
      }
    }
    throw error(
        "DOS-ELF-05",
        dynamicOffset,
        what + " is at address " + ElfProblems.hex(address) + ", which no segment maps");
  }

  /** Where {@code .dynstr} lies in the file. */
  long stringsOffset() {
    if (stringsAt < 0) {
      stringsAt =
          offsetOf(
              value(DT_STRTAB)
                  .orElseThrow(() -> error("DOS-ELF-05", dynamicOffset, "there is no DT_STRTAB")),
              "DT_STRTAB");
    }
    return stringsAt;
  }

  /** Bytes of {@code .dynstr}, known to lie within the file. */
  long stringsSize() {
    if (stringsLength >= 0) {
      return stringsLength;
    }
    long size =
        value(DT_STRSZ)
            .orElseThrow(() -> error("DOS-ELF-05", dynamicOffset, "there is no DT_STRSZ"));
    long offset = stringsOffset();
    if (size < 0 || size > input.size() - offset) {
      throw ElfProblems.outOfBounds(input.name(), offset, size, input.size(), ".dynstr");
    }
    stringsLength = size;
    return size;
  }

  /**
   * A string of {@code .dynstr}.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-ELF-06 if it is not wholly in there
   */
  String string(long index, String what) {
    long start = stringsOffset();
    long size = stringsSize();
    if (index < 0 || index >= size) {
      throw error(
          "DOS-ELF-06", start, what + " is string " + index + " of a table of " + size + " bytes");
    }
    String text = terminated(start + index, size - index, what);
    named += text.length();
    // Names may share bytes, as one is the tail of another; so many do in no file of a linker.
    if (named > NAMES_PER_BYTE * input.size() + NAMES_AT_LEAST) {
      throw error("DOS-ELF-06", start, "the names in it would take far more than the file");
    }
    return text;
  }

  /**
   * The first {@code count} dynamic symbols, which must be there.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-ELF-05 if so many cannot fit
   */
  ByteBuffer dynamicSymbols(long count) {
    long table = offsetOf(value(DT_SYMTAB).orElseThrow(), "DT_SYMTAB");
    int size = format.symbolSize();
    if (count < 0 || count > input.size() / size) {
      throw error("DOS-ELF-05", table, count + " dynamic symbols cannot fit in the file");
    }
    return input.bytes(table, count * size, "the dynamic symbols").order(format.order());
  }

  /** The bytes up to a NUL, which must come within {@code room} bytes. */
  String terminated(long offset, long room, String what) {
    long chunk = Math.min(room, 256);
    while (true) {
      ByteBuffer bytes = input.bytes(offset, chunk, what);
      for (int i = 0; i < bytes.limit(); i++) {
        if (bytes.get(i) == 0) {
          byte[] text = new byte[i];
          bytes.get(text);
          return FileNames.decode(text, 0, i);
        }
      }
      if (chunk == room) {
        throw error("DOS-ELF-06", offset, what + " has no end");
      }
      chunk = Math.min(room, chunk * 16);
    }
  }

  DiracosException error(String code, long offset, String what) {
    return ElfProblems.at(code, input.name(), offset, what);
  }

  ElfInput input() {
    return input;
  }

  ElfFormat format() {
    return format;
  }

  int type() {
    return type;
  }

  int machine() {
    return machine;
  }

  /** {@code e_phoff}. */
  long segmentTable() {
    return segmentTable;
  }

  /** {@code e_shoff}. */
  long sectionTable() {
    return sectionTable;
  }

  List<ProgramHeader> segments() {
    return segments;
  }

  List<SectionHeader> sections() {
    return sections;
  }

  boolean separateDebug() {
    return separateDebug;
  }

  boolean hasDynamic() {
    return dynamicCapacity > 0;
  }

  long dynamicOffset() {
    return dynamicOffset;
  }

  /** How many entries fit, DT_NULL included if there is one. */
  int dynamicCapacity() {
    return dynamicCapacity;
  }

  /** The entries before DT_NULL, or all. */
  List<DynamicEntry> dynamic() {
    return dynamic;
  }
}
