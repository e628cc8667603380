package org.diracgrid.diracos.elf;

import static org.diracgrid.diracos.elf.ElfConstants.DT_VERDEF;
import static org.diracgrid.diracos.elf.ElfConstants.DT_VERDEFNUM;
import static org.diracgrid.diracos.elf.ElfConstants.DT_VERNEED;
import static org.diracgrid.diracos.elf.ElfConstants.DT_VERNEEDNUM;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Reads the GNU symbol version tables. Both are lists of records with a list of auxiliary records
 * each, all linked by distances:
 *
 * <pre>
 * need      := version:u16 count:u16 file:str  aux:u32 next:u32
 * needed    := hash:u32 flags:u16 index:u16 name:str next:u32
 * def       := version:u16 flags:u16 index:u16 count:u16 hash:u32 aux:u32 next:u32
 * defined   := name:str next:u32
 * str       := u32, an offset into .dynstr
 * </pre>
 *
 * Distances only point forward, so that no list is endless.
 */
final class VersionTables {

  private static final int RECORD = 16;
  private static final int DEFINITION = 20;
  private static final int NAME = 8;

  private VersionTables() {}

  static List<VersionNeed> needs(ElfStructure elf) {
    List<VersionNeed> needs = new ArrayList<>();
    new Walk(elf, DT_VERNEED, DT_VERNEEDNUM, "DT_VERNEED") {
      @Override
      void record(ByteBuffer record, long at) {
        List<String> versions = new ArrayList<>();
        walkNames(
            at + Integer.toUnsignedLong(record.getInt(8)),
            Short.toUnsignedInt(record.getShort(2)),
            8,
            RECORD,
            name -> versions.add(elf.string(name, "a version name")));
        String file = elf.string(Integer.toUnsignedLong(record.getInt(4)), "a version's library");
        needs.add(new VersionNeed(file, versions));
      }
    }.run(RECORD, 12);
    return needs;
  }

  static List<String> definitions(ElfStructure elf) {
    List<String> definitions = new ArrayList<>();
    new Walk(elf, DT_VERDEF, DT_VERDEFNUM, "DT_VERDEF") {
      @Override
      void record(ByteBuffer record, long at) {
        walkNames(
            at + Integer.toUnsignedLong(record.getInt(12)),
            Math.min(1, Short.toUnsignedInt(record.getShort(6))),
            0,
            NAME,
            name -> definitions.add(elf.string(name, "a version name")));
      }
    }.run(DEFINITION, 16);
    return definitions;
  }

  /** Calls {@code use} with the offset into .dynstr of every string that the tables name. */
  static void eachString(ElfStructure elf, LongConsumer use) {
    new Walk(elf, DT_VERNEED, DT_VERNEEDNUM, "DT_VERNEED") {
      @Override
      void record(ByteBuffer record, long at) {
        use.accept(Integer.toUnsignedLong(record.getInt(4)));
        long first = at + Integer.toUnsignedLong(record.getInt(8));
        walkNames(first, Short.toUnsignedInt(record.getShort(2)), 8, RECORD, use);
      }
    }.run(RECORD, 12);
    new Walk(elf, DT_VERDEF, DT_VERDEFNUM, "DT_VERDEF") {
      @Override
      void record(ByteBuffer record, long at) {
        long first = at + Integer.toUnsignedLong(record.getInt(12));
        walkNames(first, Short.toUnsignedInt(record.getShort(6)), 0, NAME, use);
      }
    }.run(DEFINITION, 16);
  }

  /** One way along a table. */
  private abstract static class Walk {

    private final ElfStructure elf;
    private final OptionalLong address;
    private final long count;
    private final String what;

    /** Records of both kinds that may still come; more than fit in the file means a lie. */
    private long left;

    Walk(ElfStructure elf, long tableTag, long countTag, String what) {
      this.elf = elf;
      this.address = elf.value(tableTag);
      this.count = elf.value(countTag).orElse(0);
      this.what = what;
      this.left = elf.input().size() / NAME;
    }

    abstract void record(ByteBuffer record, long at);

    /** Visits the records of {@code size} bytes whose link to the next is at {@code nextAt}. */
    void run(int size, int nextAt) {
      if (address.isEmpty() || count == 0) {
        return;
      }
      long at = elf.offsetOf(address.getAsLong(), what);
      if (count < 0 || count > elf.input().size() / size) {
        throw elf.error("DOS-ELF-07", at, what + " cannot hold " + count + " records");
      }
      for (long i = 0; i < count; i++) {
        ByteBuffer record = read(at, size);
        record(record, at);
        long next = Integer.toUnsignedLong(record.getInt(nextAt));
        if (next == 0) {
          return;
        }
        at += next;
      }
    }

    /** Visits {@code names} auxiliary records: a name at {@code nameAt}, then the link. */
    void walkNames(long first, int names, int nameAt, int size, LongConsumer use) {
      long at = first;
      for (int i = 0; i < names; i++) {
        ByteBuffer record = read(at, size);
        use.accept(Integer.toUnsignedLong(record.getInt(nameAt)));
        long next = Integer.toUnsignedLong(record.getInt(nameAt + 4));
        if (next == 0) {
          return;
        }
        at += next;
      }
    }

    private ByteBuffer read(long at, int size) {
      if (left-- == 0) {
        throw elf.error("DOS-ELF-07", at, what + " has more records than fit in the file");
      }
      return elf.input().bytes(at, size, "a record of " + what).order(elf.format().order());
    }
  }
}
