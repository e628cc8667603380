package org.diracgrid.diracos.elf;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the dynamic loader, and whoever plans for it, wants to know of an ELF file.
 *
 * @param architecture what other files of a process must agree with
 * @param type {@code e_type}: 1 object, 2 program at a fixed address, 3 library or program at any
 *     address, 4 core dump
 * @param interpreter the loader that a program asks for
 * @param dynamic true if there is a dynamic section with bytes: only such files can be given a
 *     search path
 * @param staticPie true for a program that relocates itself; a search path would crash it
 * @param separateDebug true for a debug file, which is never loaded
 * @param needed the libraries needed, in file order, without repetition
 * @param soname the name as a library
 * @param rpath {@code DT_RPATH} as it stands
 * @param runpath {@code DT_RUNPATH} as it stands
 * @param versionNeeds symbol versions wanted from the libraries needed
 * @param versionDefinitions symbol versions that this library offers
 */
public record ElfFile(
    ElfArchitecture architecture,
    int type,
    Optional<String> interpreter,
    boolean dynamic,
    boolean staticPie,
    boolean separateDebug,
    List<String> needed,
    Optional<String> soname,
    Optional<String> rpath,
    Optional<String> runpath,
    List<VersionNeed> versionNeeds,
    List<String> versionDefinitions) {

  /** Copies the lists. */
  public ElfFile {
    needed = List.copyOf(needed);
    versionNeeds = List.copyOf(versionNeeds);
    versionDefinitions = List.copyOf(versionDefinitions);
  }

  /**
   * Reads a file.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-ELF-01 to -09; see the package
   */
  public static ElfFile read(Path file) {
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
  public static ElfFile read(ElfInput input) {
    return of(ElfStructure.read(input));
  }

  /** True for what other files can need by name: a library rather than a program. */
  public boolean isLibrary() {
    return dynamic && type == ElfConstants.ET_DYN && (interpreter.isEmpty() || soname.isPresent());
  }

  /** The search path in force: {@code DT_RUNPATH} hides {@code DT_RPATH}. */
  public Optional<String> effectiveSearchPath() {
    return runpath.isPresent() ? runpath : rpath;
  }

  static ElfFile of(ElfStructure elf) {
    Set<String> needed = new LinkedHashSet<>();
    for (DynamicEntry entry : elf.dynamic()) {
      if (entry.tag() == ElfConstants.DT_NEEDED) {
        needed.add(elf.string(entry.value(), "DT_NEEDED"));
      }
    }
    Optional<String> interpreter = interpreter(elf);
    return new ElfFile(
        new ElfArchitecture(
            elf.machine(), elf.format().wide(), elf.format().order() == ByteOrder.LITTLE_ENDIAN),
        elf.type(),
        interpreter,
        elf.hasDynamic(),
        isStaticPie(elf),
        elf.separateDebug(),
        List.copyOf(needed),
        string(elf, ElfConstants.DT_SONAME, "DT_SONAME"),
        string(elf, ElfConstants.DT_RPATH, "DT_RPATH"),
        string(elf, ElfConstants.DT_RUNPATH, "DT_RUNPATH"),
        VersionTables.needs(elf),
        VersionTables.definitions(elf));
  }

  /**
   * A program without a loader: marked so by newer linkers, else told by DT_DEBUG, which linkers
   * give to programs and not to libraries.
   */
  static boolean isStaticPie(ElfStructure elf) {
    boolean loader =
        elf.segments().stream().anyMatch(segment -> segment.type() == ElfConstants.PT_INTERP);
    if (!elf.hasDynamic() || loader) {
      return false;
    }
    boolean marked = (elf.value(ElfConstants.DT_FLAGS_1).orElse(0) & ElfConstants.DF_1_PIE) != 0;
    boolean program =
        elf.value(ElfConstants.DT_DEBUG).isPresent()
            && elf.value(ElfConstants.DT_SONAME).isEmpty()
            && elf.value(ElfConstants.DT_NEEDED).isEmpty();
    return marked || program;
  }

  private static Optional<String> interpreter(ElfStructure elf) {
    if (elf.separateDebug()) {
      return Optional.empty();
    }
    return elf.segments().stream()
        .filter(segment -> segment.type() == ElfConstants.PT_INTERP)
        .findFirst()
        .map(segment -> elf.terminated(segment.offset(), segment.filesz(), "PT_INTERP"));
  }

  private static Optional<String> string(ElfStructure elf, long tag, String what) {
    var value = elf.value(tag);
    return value.isPresent() ? Optional.of(elf.string(value.getAsLong(), what)) : Optional.empty();
  }
}
