package org.diracgrid.diracos.relocate;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.jspecify.annotations.Nullable;

/**
 * Which directories give a library of some name, and through which directories a library may be
 * opened. By file name, as the loader searches; links count as what they lead to.
 */
final class LibraryIndex {

  private static final Pattern LIBRARY_NAME = Pattern.compile(".+\\.so(\\..+)?");

  /** By architecture and file name: directory to the file that it gives. */
  private final Map<ElfArchitecture, Map<String, NavigableMap<BundlePath, BundlePath>>> providers =
      new HashMap<>();

  private final Map<BundlePath, NavigableSet<BundlePath>> origins = new HashMap<>();
  private final Map<ElfArchitecture, Set<BundlePath>> directories = new HashMap<>();

  /**
   * An index of a tree.
   *
   * @param elfs ELF files by the first of their names
   * @param hardLinks their further names, each with the first
   */
  LibraryIndex(
      NavigableMap<BundlePath, StagedEntry> entries,
      TreeView view,
      SortedMap<BundlePath, ElfFile> elfs,
      Map<BundlePath, BundlePath> hardLinks) {
    for (StagedEntry entry : entries.values()) {
      BundlePath path = entry.path();
      Optional<BundlePath> real =
          switch (entry.kind()) {
            case FILE -> Optional.of(hardLinks.getOrDefault(path, path));
            case SYMLINK ->
                LIBRARY_NAME.matcher(path.fileName()).matches()
                    ? view.real(path).map(file -> hardLinks.getOrDefault(file, file))
                    : Optional.empty();
            case DIRECTORY -> Optional.empty();
          };
      real.ifPresent(file -> add(path, file, elfs.get(file)));
    }
    // To a program, too, its own directory is the one of the name that it was started by.
    hardLinks.forEach(
        (name, first) -> {
          if (elfs.containsKey(first)) {
            origins.computeIfAbsent(first, key -> new TreeSet<>()).add(name.parent());
          }
        });
  }

  private void add(BundlePath path, BundlePath file, @Nullable ElfFile elf) {
    if (elf == null || !elf.isLibrary() || isAside(path)) {
      return;
    }
    providers
        .computeIfAbsent(elf.architecture(), key -> new HashMap<>())
        .computeIfAbsent(path.fileName(), key -> new TreeMap<>())
        .put(path.parent(), file);
    origins.computeIfAbsent(file, key -> new TreeSet<>()).add(path.parent());
    directories.computeIfAbsent(elf.architecture(), key -> new HashSet<>()).add(path.parent());
  }

  /** Debug data, and variants for newer processors that the loader finds by itself. */
  private static boolean isAside(BundlePath path) {
    String text = path.toString();
    return text.contains("/.build-id/")
        || text.contains("/glibc-hwcaps/")
        || text.startsWith("/usr/lib/debug/");
  }

  /** The physical directories that give {@code name}, each with the file that it gives. */
  NavigableMap<BundlePath, BundlePath> providers(ElfArchitecture architecture, String name) {
    return providers
        .getOrDefault(architecture, Map.of())
        .getOrDefault(name, Collections.emptyNavigableMap());
  }

  /** True if a directory gives any library of that architecture. */
  boolean givesLibraries(ElfArchitecture architecture, BundlePath directory) {
    return directories.getOrDefault(architecture, Set.of()).contains(directory);
  }

  /** The other directories that a file may be opened through, beside its own. */
  NavigableSet<BundlePath> otherOrigins(BundlePath file) {
    NavigableSet<BundlePath> others =
        new TreeSet<>(origins.getOrDefault(file, Collections.emptyNavigableSet()));
    others.remove(file.parent());
    return others;
  }
}
