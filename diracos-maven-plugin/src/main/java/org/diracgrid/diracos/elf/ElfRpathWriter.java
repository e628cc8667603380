package org.diracgrid.diracos.elf;

import static org.diracgrid.diracos.elf.ElfConstants.DF_BIND_NOW;
import static org.diracgrid.diracos.elf.ElfConstants.DF_SYMBOLIC;
import static org.diracgrid.diracos.elf.ElfConstants.DF_TEXTREL;
import static org.diracgrid.diracos.elf.ElfConstants.DT_BIND_NOW;
import static org.diracgrid.diracos.elf.ElfConstants.DT_FLAGS;
import static org.diracgrid.diracos.elf.ElfConstants.DT_RELACOUNT;
import static org.diracgrid.diracos.elf.ElfConstants.DT_RELCOUNT;
import static org.diracgrid.diracos.elf.ElfConstants.DT_RPATH;
import static org.diracgrid.diracos.elf.ElfConstants.DT_RUNPATH;
import static org.diracgrid.diracos.elf.ElfConstants.DT_STRSZ;
import static org.diracgrid.diracos.elf.ElfConstants.DT_STRTAB;
import static org.diracgrid.diracos.elf.ElfConstants.DT_SYMBOLIC;
import static org.diracgrid.diracos.elf.ElfConstants.DT_TEXTREL;
import static org.diracgrid.diracos.elf.ElfConstants.ET_DYN;
import static org.diracgrid.diracos.elf.ElfConstants.ET_EXEC;
import static org.diracgrid.diracos.elf.ElfConstants.PF_R;
import static org.diracgrid.diracos.elf.ElfConstants.PF_W;
import static org.diracgrid.diracos.elf.ElfConstants.PF_X;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * Gives an ELF file a {@code DT_RPATH} and changes nothing else of what it does.
 *
 * <p>{@link #plan} is pure, and gives no patch before it has read the file with the patch laid over
 * it. It takes the first of these that applies:
 *
 * <ol>
 *   <li>the file has that path already: nothing is written;
 *   <li>the string is in {@code .dynstr}, or the old path is as long and nobody else points into
 *       it: written there;
 *   <li>{@code .dynstr} ends its segment, with room behind it: it grows in place;
 *   <li>the padding behind a segment that is not written to takes a new {@code .dynstr};
 *   <li>a new segment at the end of the file takes it ({@link AppendedSegment}).
 * </ol>
 *
 * A {@code DT_RUNPATH} becomes a {@code DT_RPATH}; of several entries one is left. Where no slot of
 * the dynamic section is free, an entry that only hints is dropped ({@code DT_RELACOUNT}, a flag
 * that {@code DT_FLAGS} repeats), else the section moves into the new segment. A string that nobody
 * needs any more is zeroed.
 *
 * <p>The second run finds what the first wrote and changes no byte. Stripping afterwards is safe:
 * section headers always tell the truth.
 */
public final class ElfRpathWriter {

  private final ElfStructure elf;
  private final byte[] text;

  private ElfRpathWriter(ElfStructure elf, byte[] text) {
    this.elf = elf;
    this.text = text;
  }

  /**
   * What has to be written for a file to have exactly this search path.
   *
   * @param rpath directories joined by colons; not empty, since an empty path means the current
   *     directory to the loader
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-ELF-01 to -09 if the file is broken
   */
  public static RpathChange plan(ElfInput input, String rpath) {
    if (rpath.isEmpty() || rpath.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a search path: '" + rpath + "'");
    }
    ElfStructure elf = ElfStructure.read(input);
    RpathChange change = change(elf, rpath);
    return change instanceof RpathChange.Patched patched && !isSound(elf, patched.patch(), rpath)
        ? new RpathChange.Refused(RpathRefusal.TABLES_OVERLAP)
        : change;
  }

  private static RpathChange change(ElfStructure elf, String rpath) {
    for (DynamicEntry entry : elf.dynamic()) {
      if (ElfConstants.isString(entry.tag())) {
        elf.string(entry.value(), "dynamic entry " + ElfProblems.hex(entry.tag()));
      }
    }
    Optional<RpathRefusal> obstacle = obstacle(elf);
    return obstacle.isPresent()
        ? new RpathChange.Refused(obstacle.get())
        : new ElfRpathWriter(elf, DynamicStrings.encode(rpath)).plan(rpath);
  }

  /**
   * Whether the patched file reads as it did, but for the path, and needs no second patch: in a
   * file whose tables lie over each other, writing one may change what another says.
   */
  private static boolean isSound(ElfStructure elf, ElfPatch patch, String rpath) {
    ElfFile before = ElfFile.of(elf);
    try {
      ElfStructure patched = ElfStructure.read(ElfInput.patched(elf.input(), patch));
      ElfFile after = ElfFile.of(patched);
      return change(patched, rpath) instanceof RpathChange.Unchanged
          && after.runpath().isEmpty()
          && after.needed().equals(before.needed())
          && after.soname().equals(before.soname())
          && after.interpreter().equals(before.interpreter())
          && after.versionNeeds().equals(before.versionNeeds())
          && after.versionDefinitions().equals(before.versionDefinitions());
    } catch (DiracosException e) {
      // It could be read before: what is broken would be by the patch.
      return false;
    }
  }

  /**
   * Plans and, if there is anything to write, writes, with the file opened once. The modification
   * time stays, and so does the mode as far as the system lets it.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-ELF-01 to -09; nothing is written
   *     unless writing itself fails
   */
  public static RpathChange write(Path file, String rpath) {
    try (WritableFile open = WritableFile.open(file)) {
      FileChannel channel = open.channel();
      RpathChange change = plan(ElfInput.of(file.toString(), channel), rpath);
      if (change instanceof RpathChange.Patched patched) {
        patched.patch().applyTo(channel);
        open.restoreAttributes();
      }
      return change;
    } catch (IOException e) {
      throw ElfProblems.io(file.toString(), e);
    }
  }

  private static Optional<RpathRefusal> obstacle(ElfStructure elf) {
    if (elf.separateDebug()) {
      return Optional.of(RpathRefusal.SEPARATE_DEBUG);
    }
    if (!elf.hasDynamic()) {
      return Optional.of(RpathRefusal.NO_DYNAMIC);
    }
    if (elf.type() != ET_EXEC && elf.type() != ET_DYN) {
      return Optional.of(RpathRefusal.NOT_LOADED);
    }
    if (ElfFile.isStaticPie(elf)) {
      return Optional.of(RpathRefusal.STATIC_PIE);
    }
    if (elf.machine() == ElfConstants.EM_MIPS) {
      return Optional.of(RpathRefusal.MIPS);
    }
    for (ProgramHeader segment : elf.segments()) {
      if (segment.type() == ElfConstants.PT_DYNAMIC
          && elf.offsetOf(segment.vaddr(), "PT_DYNAMIC") != segment.offset()) {
        return Optional.of(RpathRefusal.DYNAMIC_ELSEWHERE);
      }
    }
    for (SectionHeader section : elf.sections()) {
      if (section.hasBytes()
          && (section.offset() < 0
              || section.size() < 0
              || section.size() > elf.input().size() - section.offset())) {
        return Optional.of(RpathRefusal.SECTION_OUTSIDE);
      }
    }
    return Optional.empty();
  }

  private RpathChange plan(String rpath) {
    if (isInForce(rpath)) {
      return new RpathChange.Unchanged();
    }
    DynamicStrings strings = new DynamicStrings(elf);
    int existing = strings.find(text);
    ElfDraft draft = new ElfDraft(elf);
    boolean hasSlot = claimEntry(draft);
    if (hasSlot) {
      if (existing >= 0) {
        draft.setDynamic(DT_RPATH, existing);
        return patched(RpathChange.Strategy.REUSED, draft);
      }
      for (DynamicEntry entry : elf.dynamic()) {
        if (isSearchPath(entry)
            && strings.lengthAt(entry.value()) >= text.length - 1
            && strings.isOnlySearchPath(entry.value())) {
          byte[] slot = Arrays.copyOf(text, strings.lengthAt(entry.value()) + 1);
          draft.write(strings.offset() + entry.value(), slot);
          draft.setDynamic(DT_RPATH, entry.value());
          return patched(RpathChange.Strategy.REUSED, draft);
        }
      }
    }
    long obsolete = obsolete(strings);
    if (hasSlot && extend(draft, strings, obsolete)) {
      return patched(RpathChange.Strategy.EXTENDED, draft);
    }
    if (hasSlot && pad(draft, strings, obsolete)) {
      return patched(RpathChange.Strategy.PADDING, draft);
    }
    return new AppendedSegment(draft, strings, strings.with(text, obsolete)).plan(!hasSlot);
  }

  private static RpathChange patched(RpathChange.Strategy strategy, ElfDraft draft) {
    return draft.finish(strategy, false);
  }

  private static boolean isSearchPath(DynamicEntry entry) {
    return entry.tag() == DT_RPATH || entry.tag() == DT_RUNPATH;
  }

  private boolean isInForce(String rpath) {
    long count = elf.dynamic().stream().filter(ElfRpathWriter::isSearchPath).count();
    var value = elf.value(DT_RPATH);
    return count == 1
        && value.isPresent()
        && elf.string(value.getAsLong(), "DT_RPATH").equals(rpath);
  }

  /** Makes one DT_RPATH entry of those that are there, or a new one; false if there is no room. */
  private boolean claimEntry(ElfDraft draft) {
    int first = -1;
    for (int i = 0; i < draft.dynamic.size(); i++) {
      if (isSearchPath(draft.dynamic.get(i))) {
        if (first < 0) {
          first = i;
          draft.dynamic.set(i, new DynamicEntry(DT_RPATH, 0));
        } else {
          draft.dynamic.remove(i--);
        }
      }
    }
    if (first >= 0) {
      return true;
    }
    boolean room = draft.hasSpareEntry();
    while (!room && dropHint(draft)) {
      room = draft.hasSpareEntry();
    }
    draft.dynamic.add(new DynamicEntry(DT_RPATH, 0));
    return room;
  }

  private boolean dropHint(ElfDraft draft) {
    long flags = elf.value(DT_FLAGS).orElse(0);
    for (int i = 0; i < draft.dynamic.size(); i++) {
      long tag = draft.dynamic.get(i).tag();
      boolean hint =
          tag == DT_RELACOUNT
              || tag == DT_RELCOUNT
              || (tag == DT_BIND_NOW && (flags & DF_BIND_NOW) != 0)
              || (tag == DT_SYMBOLIC && (flags & DF_SYMBOLIC) != 0)
              || (tag == DT_TEXTREL && (flags & DF_TEXTREL) != 0);
      if (hint) {
        draft.dynamic.remove(i);
        return true;
      }
    }
    return false;
  }

  /** The old path's string if nobody else needs it, else -1. */
  private long obsolete(DynamicStrings strings) {
    for (DynamicEntry entry : elf.dynamic()) {
      if (isSearchPath(entry) && strings.isOnlySearchPath(entry.value())) {
        return entry.value();
      }
    }
    return -1;
  }

  private boolean extend(ElfDraft draft, DynamicStrings strings, long obsolete) {
    long end = strings.address() + strings.size();
    int section = strings.section();
    if (section < 0 && !elf.sections().isEmpty()) {
      return false;
    }
    FileSpace space = new FileSpace(elf);
    for (int i = 0; i < draft.segments.size(); i++) {
      ProgramHeader segment = draft.segments.get(i);
      if (segment.isLoad()
          && segment.filesz() == segment.memsz()
          && segment.mapsFromFile(strings.address())
          && segment.memoryEnd() == end
          && !strings.isShared()
          && space.roomBehind(segment, segment.fileEnd() == elf.input().size()) >= text.length
          && space.isZero(segment.fileEnd(), text.length)) {
        draft.segments.set(i, segment.grownBy(text.length));
        if (section >= 0) {
          SectionHeader old = draft.sections.get(section);
          draft.sections.set(
              section, old.at(old.address(), old.offset(), old.size() + text.length));
        }
        if (obsolete >= 0) {
          draft.clear(strings.offset() + obsolete, strings.lengthAt(obsolete));
        }
        draft.write(segment.fileEnd(), text);
        draft.setDynamic(DT_RPATH, strings.size());
        draft.setDynamic(DT_STRSZ, (long) strings.size() + text.length);
        return true;
      }
    }
    return false;
  }

  private boolean pad(ElfDraft draft, DynamicStrings strings, long obsolete) {
    int section = strings.section();
    if (section < 0 && !elf.sections().isEmpty()) {
      return false;
    }
    byte[] table = strings.with(text, obsolete);
    FileSpace space = new FileSpace(elf);
    for (boolean executable : new boolean[] {false, true}) {
      for (int i = 0; i < draft.segments.size(); i++) {
        ProgramHeader segment = draft.segments.get(i);
        if (segment.isLoad()
            && segment.has(PF_R)
            && !segment.has(PF_W)
            && segment.has(PF_X) == executable
            && segment.filesz() > 0
            && segment.filesz() == segment.memsz()
            && space.roomBehind(segment, false) >= table.length
            && space.isZero(segment.fileEnd(), table.length)) {
          draft.segments.set(i, segment.grownBy(table.length));
          moveStrings(draft, strings, segment.memoryEnd(), segment.fileEnd(), table);
          if (section >= 0) {
            MovedSymbols symbols = new MovedSymbols(draft);
            symbols.section(section, segment.memoryEnd());
            symbols.apply(new byte[0], 0);
          }
          if (section >= 0 && !strings.isShared()) {
            draft.clear(strings.offset(), strings.size());
          }
          return true;
        }
      }
    }
    return false;
  }

  /** Writes the new table, and points all that names it to there. */
  static void moveStrings(
      ElfDraft draft, DynamicStrings strings, long address, long offset, byte[] table) {
    int section = strings.section();
    if (section >= 0) {
      draft.sections.set(section, draft.sections.get(section).at(address, offset, table.length));
    }
    draft.write(offset, table);
    draft.setDynamic(DT_STRTAB, address);
    draft.setDynamic(DT_STRSZ, table.length);
    draft.setDynamic(DT_RPATH, strings.size());
  }
}
