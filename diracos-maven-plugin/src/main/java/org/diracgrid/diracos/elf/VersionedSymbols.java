package org.diracgrid.diracos.elf;

import static org.diracgrid.diracos.elf.ElfConstants.DT_GNU_HASH;
import static org.diracgrid.diracos.elf.ElfConstants.DT_HASH;
import static org.diracgrid.diracos.elf.ElfConstants.DT_SYMTAB;
import static org.diracgrid.diracos.elf.ElfConstants.DT_VERSYM;
import static org.diracgrid.diracos.elf.ElfConstants.SHT_DYNSYM;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The symbols that a file takes from others, by the version it wants of each. {@code .gnu.version}
 * holds a number for each entry of {@code .dynsym}, which the table of needed versions names:
 *
 * <pre>
 * symbol    := name:str info:u8 other:u8 section:u16 value:u64 size:u64     (64-bit)
 *            | name:str value:u32 size:u32 info:u8 other:u8 section:u16     (32-bit)
 * versions  := index:u16 …
 * </pre>
 *
 * @param byVersion names of undefined symbols by version, such as {@code GLIBC_2.34}
 */
public record VersionedSymbols(SortedMap<String, SortedSet<String>> byVersion) {

  /** Freezes. */
  public VersionedSymbols {
    byVersion = Collections.unmodifiableSortedMap(byVersion);
  }

  /**
   * Reads a file.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-ELF-01 to -09; see the package
   */
  public static VersionedSymbols read(Path file) {
    try (ElfInput input = ElfInput.open(file)) {
      return read(input);
    } catch (IOException e) {
      throw ElfProblems.io(file.toString(), e);
    }
  }

  /**
   * Reads what an input holds.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-ELF-01 to -09; see the package
   */
  public static VersionedSymbols read(ElfInput input) {
    ElfStructure elf = ElfStructure.read(input);
    SortedMap<String, SortedSet<String>> symbols = new TreeMap<>();
    Map<Integer, String> versions = VersionTables.neededByIndex(elf);
    if (versions.isEmpty() || elf.value(DT_VERSYM).isEmpty() || elf.value(DT_SYMTAB).isEmpty()) {
      return new VersionedSymbols(symbols);
    }
    long count = count(elf);
    ByteBuffer entries = elf.dynamicSymbols(count);
    int size = elf.format().symbolSize();
    long numbersAt = elf.offsetOf(elf.value(DT_VERSYM).getAsLong(), "DT_VERSYM");
    ByteBuffer numbers = bytes(elf, numbersAt, count * 2, "the versions of dynamic symbols");
    int section = elf.format().wide() ? 6 : 14;
    for (int i = 0; i < count; i++) {
      String version =
          versions.get(Short.toUnsignedInt(numbers.getShort(i * 2)) & VersionTables.INDEX);
      if (version != null && entries.getShort(i * size + section) == 0) {
        long name = Integer.toUnsignedLong(entries.getInt(i * size));
        symbols
            .computeIfAbsent(version, key -> new TreeSet<>())
            .add(elf.string(name, "a symbol's name"));
      }
    }
    return new VersionedSymbols(symbols);
  }

  private static ByteBuffer bytes(ElfStructure elf, long offset, long length, String what) {
    return elf.input().bytes(offset, length, what).order(elf.format().order());
  }

  /**
   * How many dynamic symbols there are, undefined ones at least. No entry of the dynamic section
   * says it; a section does, or {@code DT_HASH}, which has a chain for each symbol; in {@code
   * DT_GNU_HASH} the undefined symbols are those before the first that is hashed.
   */
  private static long count(ElfStructure elf) {
    long address = elf.value(DT_SYMTAB).orElseThrow();
    for (SectionHeader section : elf.sections()) {
      if (section.type() == SHT_DYNSYM && section.address() == address) {
        return section.size() / elf.format().symbolSize();
      }
    }
    boolean chained = elf.value(DT_HASH).isPresent();
    if (!chained && elf.value(DT_GNU_HASH).isEmpty()) {
      return 0;
    }
    String what = chained ? "DT_HASH" : "DT_GNU_HASH";
    long at = elf.offsetOf(elf.value(chained ? DT_HASH : DT_GNU_HASH).getAsLong(), what);
    return Integer.toUnsignedLong(bytes(elf, at, 8, what).getInt(4));
  }
}
