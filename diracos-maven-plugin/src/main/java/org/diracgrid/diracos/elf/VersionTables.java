package org.diracgrid.diracos.elf;

import static org.diracgrid.diracos.elf.ElfConstants.DT_VERDEF;
import static org.diracgrid.diracos.elf.ElfConstants.DT_VERDEFNUM;
import static org.diracgrid.diracos.elf.ElfConstants.DT_VERNEED;
import static org.diracgrid.diracos.elf.ElfConstants.DT_VERNEEDNUM;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
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
  private static final int VER_FLG_WEAK = 2;

  /** The bits of a version's number; the highest says that the symbol is hidden. */
  static final int INDEX = 0x7fff;

  private VersionTables() {}

  static List<VersionNeed> needs(ElfStructure elf) {
    List<VersionNeed> needs = new ArrayList<>();
    new Walk(elf, DT_VERNEED, DT_VERNEEDNUM, "DT_VERNEED") {
      @Override
      void record(ByteBuffer record, long at) {
        List<String> versions = new ArrayList<>();
        List<String> weak = new ArrayList<>();
        walkNeeded(
            record,
            at,
            (version, flags, index) -> {
              versions.add(version);
              if ((flags & VER_FLG_WEAK) != 0) {
                weak.add(version);
              }
            });
        String file = elf.string(Integer.toUnsignedLong(record.getInt(4)), "a version's library");
        needs.add(new VersionNeed(file, versions, weak));
      }
    }.run(RECORD, 12);
    return needs;
  }

  /** The versions needed of any library by the number that symbols know them by. */
  static Map<Integer, String> neededByIndex(ElfStructure elf) {
    Map<Integer, String> names = new TreeMap<>();
    new Walk(elf, DT_VERNEED, DT_VERNEEDNUM, "DT_VERNEED") {
      @Override
      void record(ByteBuffer record, long at) {
        walkNeeded(record, at, (version, flags, index) -> names.put(index, version));
      }
    }.run(RECORD, 12);
    return names;
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
            (name, from) -> definitions.add(elf.string(name, "a version name")));
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
        int names = Short.toUnsignedInt(record.getShort(2));
        walkNames(first, names, 8, RECORD, (name, from) -> use.accept(name));
      }
    }.run(RECORD, 12);
    new Walk(elf, DT_VERDEF, DT_VERDEFNUM, "DT_VERDEF") {
      @Override
      void record(ByteBuffer record, long at) {
        long first = at + Integer.toUnsignedLong(record.getInt(12));
        int names = Short.toUnsignedInt(record.getShort(6));
        walkNames(first, names, 0, NAME, (name, from) -> use.accept(name));
      }
    }.run(DEFINITION, 16);
  }

  /** Takes an auxiliary record and the offset into .dynstr of its name. */
  private interface Auxiliary {
    void accept(long name, ByteBuffer record);
  }

  /** Takes a version needed. */
  private interface NeededVersion {
    void accept(String version, int flags, int index);
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
    void walkNames(long first, int names, int nameAt, int size, Auxiliary use) {
      long at = first;
      for (int i = 0; i < names; i++) {
        ByteBuffer record = read(at, size);
        use.accept(Integer.toUnsignedLong(record.getInt(nameAt)), record);
        long next = Integer.toUnsignedLong(record.getInt(nameAt + 4));
        if (next == 0) {
          return;
        }
        at += next;
      }
    }

    /** Visits the versions that a record of needs, which lies at {@code at}, wants. */
    void walkNeeded(ByteBuffer record, long at, NeededVersion use) {
      walkNames(
          at + Integer.toUnsignedLong(record.getInt(8)),
          Short.toUnsignedInt(record.getShort(2)),
          8,
          RECORD,
          (name, needed) ->
              use.accept(
                  elf.string(name, "a version name"),
                  Short.toUnsignedInt(needed.getShort(4)),
                  Short.toUnsignedInt(needed.getShort(6)) & INDEX));
    }

    private ByteBuffer read(long at, int size) {
      if (left-- == 0) {
        throw elf.error("DOS-ELF-07", at, what + " has more records than fit in the file");
      }
      return elf.input().bytes(at, size, "a record of " + what).order(elf.format().order());
    }
  }
}
