package org.diracgrid.diracos.elf;

import java.nio.ByteBuffer;

/** Where a file and the memory it is mapped to have room. */
final class FileSpace {

  private static final long SMALLEST_PAGE = 0x1000;
  private static final long LARGEST_PAGE = 0x10000;

  private final ElfStructure elf;

  FileSpace(ElfStructure elf) {
    this.elf = elf;
  }

  /**
   * How many bytes behind a segment nobody uses, in the file as in memory.
   *
   * @param mayGrow true to count what lies beyond the end of the file, too
   */
  long roomBehind(ProgramHeader segment, boolean mayGrow) {
    long fileEnd = segment.fileEnd();
    long fileLimit = mayGrow ? Long.MAX_VALUE : elf.input().size();
    for (ProgramHeader other : elf.segments()) {
      if (other.filesz() > 0) {
        fileLimit = limit(fileLimit, fileEnd, other.offset(), other.fileEnd());
      }
    }
    for (SectionHeader section : elf.sections()) {
      if (section.hasBytes()) {
        fileLimit = limit(fileLimit, fileEnd, section.offset(), section.fileEnd());
      }
    }
    fileLimit = limit(fileLimit, fileEnd, elf.segmentTable(), segmentTableEnd());
    if (!elf.sections().isEmpty()) {
      fileLimit = limit(fileLimit, fileEnd, elf.sectionTable(), sectionTableEnd());
    }
    return Math.min(fileLimit - fileEnd, memoryBehind(segment));
  }

  private static long limit(long limit, long from, long start, long end) {
    if (start >= from) {
      return Math.min(limit, start);
    }
    return end > from ? from : limit;
  }

  private long memoryBehind(ProgramHeader segment) {
    long end = segment.memoryEnd();
    long limit = elf.format().wide() ? Long.MAX_VALUE : 1L << 32;
    for (ProgramHeader other : elf.segments()) {
      if (other.isLoad() && other.memsz() > 0 && !other.equals(segment)) {
        if (other.vaddr() >= end) {
          limit = Math.min(limit, other.vaddr() & -largestAlignment());
        } else if (other.memoryEnd() > end) {
          return 0;
        }
      }
    }
    return Math.max(0, limit - end);
  }

  private long largestAlignment() {
    long largest = SMALLEST_PAGE;
    for (ProgramHeader segment : elf.segments()) {
      if (segment.isLoad() && Long.bitCount(segment.align()) == 1 && segment.align() > 0) {
        largest = Math.max(largest, segment.align());
      }
    }
    return largest;
  }

  /** The page size that a new segment must respect: what the machine may have at most. */
  long page() {
    boolean x86 = elf.machine() == ElfConstants.EM_386 || elf.machine() == ElfConstants.EM_X86_64;
    return x86 ? SMALLEST_PAGE : Math.min(largestAlignment(), LARGEST_PAGE);
  }

  /** The end of all that is mapped. */
  long memoryEnd() {
    long end = 0;
    for (ProgramHeader segment : elf.segments()) {
      if (segment.isLoad()) {
        end = Math.max(end, segment.memoryEnd());
      }
    }
    return end;
  }

  /** Where the file's own content ends; what follows belongs to somebody else. */
  long contentEnd() {
    long end = Math.max(elf.format().headerSize(), segmentTableEnd());
    for (ProgramHeader segment : elf.segments()) {
      end = Math.max(end, segment.fileEnd());
    }
    for (SectionHeader section : elf.sections()) {
      if (section.hasBytes()) {
        end = Math.max(end, section.fileEnd());
      }
    }
    return elf.sections().isEmpty() ? end : Math.max(end, sectionTableEnd());
  }

  long segmentTableEnd() {
    return elf.segmentTable() + (long) elf.segments().size() * elf.format().programHeaderSize();
  }

  private long sectionTableEnd() {
    return elf.sectionTable() + (long) elf.sections().size() * elf.format().sectionHeaderSize();
  }

  /** True if that part of the file, as far as the file reaches, is all zero. */
  boolean isZero(long offset, long length) {
    long there = Math.min(length, elf.input().size() - offset);
    if (there <= 0) {
      return true;
    }
    ByteBuffer bytes = elf.input().bytes(offset, there, "padding");
    for (int i = 0; i < bytes.limit(); i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
