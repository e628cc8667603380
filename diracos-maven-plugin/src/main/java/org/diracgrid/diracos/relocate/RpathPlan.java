package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * The search path of every ELF file of a tree: {@code $ORIGIN}-relative, in the order of {@code
 * DT_NEEDED}, with no directory that is not the first to give something.
 *
 * <p>Directories that the file named itself are kept as long as they are in the tree and give
 * libraries, at the end: it may load from there at run time. A library that can be opened through
 * links in other directories finds its needs from each of them. Two libraries of one name: the
 * first by {@link SearchDirectories} is found first. The order differs from that of the needs where
 * an entry would hide what another is to give, or, from one of the directories, be searched outside
 * of the tree before it; what no order does for all directories is left.
 *
 * @param changes files whose search path is planned, in the order of their paths; those that have
 *     it already are listed, too
 * @param missing needs that neither the tree nor the host gives
 * @param glibc libraries of the glibc family that lie in a planned directory
 */
public record RpathPlan(List<Change> changes, List<Missing> missing, List<BundlePath> glibc) {

  /**
   * One file's search path.
   *
   * @param before what it has now, empty if none
   * @param after what it shall have, not empty
   */
  public record Change(BundlePath path, String before, String after) {}

  /**
   * A need that nobody gives.
   *
   * @param library as in {@code DT_NEEDED}
   * @param owner the package that the file comes from
   * @param known true if the configuration expects it
   */
  public record Missing(BundlePath path, String library, String owner, boolean known) {}

  /** The path of a file that finds nothing in the tree. */
  private static final String NOWHERE_ELSE = "$ORIGIN";

  /** How often a plan is refined; two rounds do for all trees seen. */
  private static final int ROUNDS = 6;

  /** Copies the lists. */
  public RpathPlan {
    changes = List.copyOf(changes);
    missing = List.copyOf(missing);
    glibc = List.copyOf(glibc);
  }

  /**
   * Plans for a tree whose links are planned already. A file that finds nothing in the tree, but
   * has a path to the host, gets its own directory in place of it.
   *
   * @param elfs the ELF files of the tree by physical path
   * @param configured the directories of its {@code ld.so.conf}
   */
  static RpathPlan of(
      NavigableMap<BundlePath, StagedEntry> entries,
      String stagingRoot,
      SortedMap<BundlePath, ElfFile> elfs,
      List<String> configured,
      RelocationSpec spec) {
    RpathPlan plan = of(entries, stagingRoot, elfs, configured, spec, Map.of());
    SortedMap<BundlePath, Change> all = new TreeMap<>();
    elfs.forEach(
        (path, elf) -> {
          String before = elf.effectiveSearchPath().orElse("");
          // The second run finds what the first one wrote.
          if (isLoaded(elf) && (leadsOut(path.parent(), before) || before.equals(NOWHERE_ELSE))) {
            all.put(path, new Change(path, before, NOWHERE_ELSE));
          }
        });
    plan.changes.forEach(change -> all.put(change.path(), change));
    return new RpathPlan(List.copyOf(all.values()), plan.missing, plan.glibc);
  }

  /** Whether an entry of a search path does not start at the file, or climbs above the root. */
  private static boolean leadsOut(BundlePath origin, String searchPath) {
    return !searchPath.isEmpty()
        && Stream.of(searchPath.split(":", -1))
            .anyMatch(entry -> SearchDirectories.leadsOut(origin, entry));
  }

  /** Whether the loader reads the file's search path. */
  private static boolean isLoaded(ElfFile elf) {
    return elf.dynamic() && !elf.staticPie() && !elf.separateDebug() && elf.type() != 1;
  }

  /**
   * The same for a tree with hard links.
   *
   * @param elfs the ELF files of the tree, each by the first of its names
   * @param hardLinks further names of files, each with the first: such a file is planned once, with
   *     what each of its directories needs
   */
  static RpathPlan of(
      NavigableMap<BundlePath, StagedEntry> entries,
      String stagingRoot,
      SortedMap<BundlePath, ElfFile> elfs,
      List<String> configured,
      RelocationSpec spec,
      Map<BundlePath, BundlePath> hardLinks) {
    TreeView view = new TreeView(entries, stagingRoot);
    Planner planner =
        new Planner(
            entries,
            new LibraryIndex(entries, view, elfs, hardLinks),
            new SearchDirectories(view, configured),
            new HostLibraries(spec.hostLibraries()),
            Glob.parseAll(spec.knownMissing()));
    elfs.forEach(planner::plan);
    return new RpathPlan(planner.changes, planner.missing, planner.glibc(entries, elfs));
  }

  private static final class Planner {

    private final NavigableMap<BundlePath, StagedEntry> entries;
    private final LibraryIndex index;
    private final SearchDirectories directories;
    private final HostLibraries host;
    private final List<Glob> knownMissing;
    private final List<Change> changes = new ArrayList<>();
    private final List<Missing> missing = new ArrayList<>();
    private final Set<BundlePath> searched = new TreeSet<>();

    Planner(
        NavigableMap<BundlePath, StagedEntry> entries,
        LibraryIndex index,
        SearchDirectories directories,
        HostLibraries host,
        List<Glob> knownMissing) {
      this.entries = entries;
      this.index = index;
      this.directories = directories;
      this.host = host;
      this.knownMissing = knownMissing;
    }

    void plan(BundlePath path, ElfFile elf) {
      if (!isLoaded(elf)) {
        return;
      }
      String before = elf.effectiveSearchPath().orElse("");
      List<String> named = split(before);
      RpathChooser first = new RpathChooser(index, directories, path, elf, named, named);
      List<String> searchedFor = new ArrayList<>();
      for (String library : elf.needed()) {
        if (host.isGlibc(library)) {
          continue;
        }
        if (first.givers(library).findAny().isPresent()) {
          searchedFor.add(library);
        } else if (!host.isOnHost(library)) {
          StagedEntry entry = entries.get(path);
          missing.add(
              new Missing(
                  path,
                  library,
                  entry == null ? "" : entry.owner(),
                  Glob.any(knownMissing, library)));
        }
      }
      List<String> texts = named;
      // What is planned is what a second run finds: refine until planning on it changes nothing.
      for (int round = 0; round < ROUNDS; round++) {
        RpathChooser chooser =
            round == 0 ? first : new RpathChooser(index, directories, path, elf, texts, named);
        List<String> refined = chooser.choose(searchedFor);
        boolean stable = refined.equals(texts);
        texts = refined;
        if (stable) {
          break;
        }
      }
      if (!texts.isEmpty()) {
        changes.add(new Change(path, before, String.join(":", texts)));
        searched.addAll(directories.own(path.parent(), texts, elf));
      }
    }

    List<BundlePath> glibc(
        NavigableMap<BundlePath, StagedEntry> entries, SortedMap<BundlePath, ElfFile> elfs) {
      List<BundlePath> found = new ArrayList<>();
      for (BundlePath path : entries.keySet()) {
        if (host.isGlibc(path.fileName())
            && searched.contains(path.parent())
            && Optional.ofNullable(elfs.get(path)).map(ElfFile::dynamic).orElse(true)) {
          found.add(path);
        }
      }
      return found;
    }
  }

  private static List<String> split(String path) {
    Set<String> entries = new LinkedHashSet<>();
    for (String entry : path.split(":", -1)) {
      if (!entry.isBlank()) {
        entries.add(entry);
      }
    }
    return List.copyOf(entries);
  }

  /** The planned path of each file. */
  Map<BundlePath, String> byPath() {
    Map<BundlePath, String> result = new TreeMap<>();
    changes.forEach(change -> result.put(change.path(), change.after()));
    return result;
  }
}
