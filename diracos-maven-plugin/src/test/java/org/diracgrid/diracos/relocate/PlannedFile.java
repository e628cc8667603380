package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;

/**
 * A file that a loader reads, with what is planned for it.
 *
 * @param wants what it needs and is to find in the tree: all that is there and no part of glibc
 */
record PlannedFile(
    LoaderModel loader,
    BundlePath path,
    ElfFile elf,
    List<String> wants,
    List<String> origins,
    List<String> before,
    List<String> planned) {

  ElfArchitecture architecture() {
    return elf.architecture();
  }

  String home() {
    return origins.get(0);
  }

  Optional<String> finds(String origin, List<String> searchPath, String library) {
    return loader.find(architecture(), origin, searchPath, library);
  }

  /** All that is found, need by need and in each from origin to origin. */
  List<Optional<String>> finds(List<String> searchPath) {
    List<Optional<String>> found = new ArrayList<>();
    for (String library : wants) {
      origins.forEach(origin -> found.add(finds(origin, searchPath, library)));
    }
    return found;
  }

  /** The first need that an entry is the one to give, from any origin; none if there is none. */
  int firstUse(int entry) {
    List<Optional<String>> all = finds(planned);
    List<Optional<String>> shorter = finds(planned.subList(0, entry));
    List<Optional<String>> longer = finds(planned.subList(0, entry + 1));
    for (int i = 0; i < all.size(); i++) {
      if (shorter.get(i).isEmpty() && longer.get(i).isPresent()) {
        return i / origins.size();
      }
    }
    return Integer.MAX_VALUE;
  }

  /** The directories of libraries in the tree that its old search path names, in its order. */
  List<String> named() {
    Set<String> named = new LinkedHashSet<>();
    for (String entry : before) {
      loader
          .directory(architecture(), home(), entry)
          .filter(directory -> loader.hasLibraries(architecture(), directory))
          .ifPresent(named::add);
    }
    return List.copyOf(named);
  }

  /**
   * Whether some search path finds these files from every origin, and if so asked, none of them
   * outside of the tree first. Its entries are put one after another, whichever does no harm to a
   * need that is still open: what may come now may come later, too.
   */
  boolean isPossible(Map<String, String> files, boolean inside) {
    Set<String> left = new LinkedHashSet<>();
    for (String origin : origins) {
      BundlePath from = BundlePath.parse(physical(origin) + "/");
      files.forEach(
          (library, file) -> {
            for (String directory : loader.directories(library, file)) {
              String way = BundlePath.parse(directory + "/").relativeTo(from);
              left.add(way.equals(".") ? "$ORIGIN" : "$ORIGIN/" + way);
            }
          });
    }
    List<String> path = new ArrayList<>();
    while (left.removeIf(entry -> !doesHarm(path, entry, files, inside) && path.add(entry))) {
      // Until no other entry can be put.
    }
    return files.keySet().stream()
        .allMatch(l -> origins.stream().allMatch(o -> finds(o, path, l).isPresent()));
  }

  private boolean doesHarm(
      List<String> path, String next, Map<String, String> files, boolean inside) {
    for (String library : files.keySet()) {
      for (String origin : origins) {
        if (finds(origin, path, library).isEmpty()) {
          Optional<String> found = finds(origin, List.of(next), library);
          if (found.filter(file -> !file.equals(files.get(library))).isPresent()
              || (inside && climbs(physical(origin), next))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  Optional<String> directory(String origin, String entry) {
    return loader.directory(architecture(), origin, entry);
  }

  Optional<String> directory(String entry) {
    return loader.directory(architecture(), home(), entry);
  }

  String physical(String origin) {
    return directory(origin, "$ORIGIN").orElseThrow();
  }

  /** The place of the entry that gives a library; -1 if none does. */
  int foundAt(String origin, String library) {
    for (int i = 0; i < planned.size(); i++) {
      if (finds(origin, planned.subList(0, i + 1), library).isPresent()) {
        return i;
      }
    }
    return -1;
  }

  /** Whether it is opened through another physical directory than its own, too. */
  boolean isOpenedElsewhere() {
    return origins.stream().map(o -> directory(o, "$ORIGIN")).distinct().count() > 1;
  }

  String fault(String text) {
    return path + ": " + text;
  }

  /** All files that a loader reads; those without a plan keep what they have. */
  static List<PlannedFile> all(ElfTree.Placed tree, Map<BundlePath, String> plan) {
    LoaderModel loader = new LoaderModel(tree);
    List<PlannedFile> files = new ArrayList<>();
    tree.elfs()
        .forEach(
            (path, elf) -> {
              if (LoaderModel.isLoaded(elf)) {
                String before = elf.runpath().or(elf::rpath).orElse("");
                files.add(
                    new PlannedFile(
                        loader,
                        path,
                        elf,
                        wants(loader, elf),
                        loader.origins(path, elf),
                        LoaderModel.entries(before),
                        LoaderModel.entries(plan.getOrDefault(path, before))));
              }
            });
    return files;
  }

  private static List<String> wants(LoaderModel loader, ElfFile elf) {
    return elf.needed().stream()
        .filter(library -> !library.startsWith("libc.so.") && !library.startsWith("libm.so."))
        .filter(library -> !loader.providers(elf.architecture(), library).isEmpty())
        .toList();
  }

  /**
   * What the old search path gives, or else a directory of the file's own, is found; or else what
   * {@code ld.so.conf} gives first; or else what the system's directories give, if that is one
   * file.
   */
  Optional<String> foundBefore(String library) {
    List<String> searched = new ArrayList<>(before);
    searched.add("$ORIGIN");
    // In the directories for newer processors the loader looks by itself.
    searched.removeIf(entry -> directory(entry).orElse("").contains("/glibc-hwcaps/"));
    Optional<String> own = finds(home(), searched, library);
    if (own.isPresent()) {
      return own;
    }
    for (String directory : loader.configuredDirectories()) {
      Optional<String> configured = finds("", List.of(directory), library);
      if (configured.isPresent()) {
        return configured;
      }
    }
    Set<String> standard = new TreeSet<>();
    for (String directory : LoaderModel.systemDirectories()) {
      finds("", List.of(directory), library).ifPresent(standard::add);
    }
    return standard.size() == 1 ? standard.stream().findFirst() : Optional.empty();
  }

  /** Whether the text has more {@code ..} than there are directories to leave. */
  static boolean climbs(String origin, String entry) {
    int depth = 0;
    for (String segment : (origin + entry.replaceFirst("^[^/]*", "")).split("/", -1)) {
      depth += segment.equals("..") ? -1 : segment.isEmpty() || segment.equals(".") ? 0 : 1;
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }
}
