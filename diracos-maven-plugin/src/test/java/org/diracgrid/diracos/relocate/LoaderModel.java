package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.jspecify.annotations.Nullable;

/**
 * What a loader finds through the search path of one file, in a tree that lies anywhere: it puts
 * the directory that the file was opened through in the place of {@code $ORIGIN} and the name
 * behind it, and opens that, as the kernel follows paths. Nothing of the planner is used, and texts
 * stand for paths.
 */
final class LoaderModel {

  private static final int MAX_LINKS = 40;

  private final Map<String, StagedEntry> entries = new TreeMap<>();
  private final Map<String, ElfFile> elfs = new TreeMap<>();
  private final Map<String, Optional<String>> followed = new HashMap<>();
  private final String root;
  private final List<String> configured;

  LoaderModel(ElfTree.Placed tree) {
    tree.entries().forEach((path, entry) -> entries.put(path.toString(), entry));
    tree.elfs().forEach((path, elf) -> elfs.put(path.toString(), elf));
    this.root = tree.root();
    this.configured = tree.configured();
  }

  /** The entries of a search path; none for an empty one. */
  static List<String> entries(String searchPath) {
    return searchPath.isEmpty() ? List.of() : List.of(searchPath.split(":", -1));
  }

  /**
   * The file that the first directory with a library of that name and architecture gives.
   *
   * @param origin the directory that the user was opened through, in any spelling; empty for the
   *     root
   */
  Optional<String> find(
      ElfArchitecture architecture, String origin, List<String> searchPath, String library) {
    return searchPath.stream()
        .flatMap(entry -> open(architecture, origin, entry, library).stream())
        .findFirst();
  }

  /**
   * The file that one entry gives. One of another architecture is passed over; whatever else has
   * the name ends the search, and is told as it stands.
   */
  private Optional<String> open(
      ElfArchitecture architecture, String origin, String entry, String library) {
    return follow(expand(architecture, origin, entry), library)
        .filter(
            file -> {
              ElfFile elf = elfs.get(file);
              return elf == null || elf.architecture().equals(architecture);
            });
  }

  /** The physical directory of an entry; empty if it is not in the tree. */
  Optional<String> directory(ElfArchitecture architecture, String origin, String entry) {
    return follow(expand(architecture, origin, entry), ".")
        .filter(path -> path.isEmpty() || kind(path) == StagedEntry.Kind.DIRECTORY);
  }

  /** An entry with its tokens put in; an absolute one may have where the tree lies before it. */
  private String expand(ElfArchitecture architecture, String origin, String entry) {
    if (!entry.startsWith("$ORIGIN") && !entry.startsWith("${ORIGIN}") && !entry.startsWith("/")) {
      return "/outside of the tree";
    }
    String lib = architecture.wide() ? "lib64" : "lib";
    return inside(entry)
        .replace("${ORIGIN}", origin)
        .replace("$ORIGIN", origin)
        .replace("${LIB}", lib)
        .replace("$LIB", lib);
  }

  private String inside(String path) {
    return path.startsWith(root + "/") ? path.substring(root.length()) : path;
  }

  /** The physical path of {@code name} in a directory; empty if not there or out of the tree. */
  private Optional<String> follow(String directory, String name) {
    return followed.computeIfAbsent(
        directory + "/" + name,
        path -> Optional.ofNullable(walk("", path, false, new int[] {MAX_LINKS})));
  }

  private @Nullable String walk(String from, String text, boolean ofLink, int[] links) {
    String at = text.startsWith("/") ? "" : from;
    for (String segment : text.split("/", -1)) {
      if (segment.isEmpty()) {
        continue;
      }
      if (!at.isEmpty() && kind(at) != StagedEntry.Kind.DIRECTORY) {
        return null;
      }
      if (segment.equals("..")) {
        if (at.isEmpty() && !ofLink) {
          return null;
        }
        at = at.isEmpty() ? "" : parent(at);
      } else if (!segment.equals(".")) {
        String next = at + "/" + segment;
        StagedEntry entry = entries.get(next);
        if (entry == null) {
          return null;
        }
        if (entry.kind() == StagedEntry.Kind.SYMLINK) {
          next = links[0]-- == 0 ? null : walk(at, inside(entry.target()), true, links);
          if (next == null) {
            return null;
          }
        }
        at = next;
      }
    }
    return at;
  }

  private StagedEntry.Kind kind(String path) {
    return entries.get(path).kind();
  }

  static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /**
   * The directories that a loader may open a file through, the physical one first: for a library
   * those of all names like a library's that lead to it, each also by the links that lead to such a
   * directory or one above it. A program is opened by the kernel, which names its own directory.
   */
  List<String> origins(BundlePath path, ElfFile elf) {
    Set<String> physical = new LinkedHashSet<>();
    physical.add(parent(path.toString()));
    if (isLibrary(elf)) {
      entries.forEach(
          (name, entry) -> {
            if (entry.kind() != StagedEntry.Kind.DIRECTORY
                && name.substring(name.lastIndexOf('/')).contains(".so")
                && !isAside(name)
                && follow(parent(name), name.substring(name.lastIndexOf('/') + 1))
                    .equals(Optional.of(path.toString()))) {
              physical.add(parent(name));
            }
          });
    }
    List<String> origins = new ArrayList<>(physical);
    entries.forEach(
        (name, entry) -> {
          if (entry.kind() == StagedEntry.Kind.SYMLINK && isLibrary(elf)) {
            String leads = follow(name, ".").orElse("/nowhere");
            for (String directory : physical) {
              if ((directory + "/").startsWith(leads + "/")) {
                origins.add(name + directory.substring(leads.length()));
              }
            }
          }
        });
    return origins;
  }

  /** The files of one name that can be loaded as a library of an architecture. */
  Set<String> providers(ElfArchitecture architecture, String library) {
    Set<String> found = new LinkedHashSet<>();
    for (String name : entries.keySet()) {
      if (name.endsWith("/" + library) && !isAside(name)) {
        follow(parent(name), library)
            .filter(file -> elfs.containsKey(file))
            .filter(file -> elfs.get(file).architecture().equals(architecture))
            .filter(file -> isLibrary(elfs.get(file)))
            .ifPresent(found::add);
      }
    }
    return found;
  }

  /** The physical directories in which a name leads to a file. */
  List<String> directories(String library, String file) {
    return entries.keySet().stream()
        .filter(name -> name.endsWith("/" + library) && !isAside(name))
        .map(LoaderModel::parent)
        .filter(directory -> follow(directory, library).equals(Optional.of(file)))
        .toList();
  }

  /** Whether a directory has any library of an architecture. */
  boolean hasLibraries(ElfArchitecture architecture, String directory) {
    return entries.keySet().stream()
        .filter(name -> parent(name).equals(directory))
        .filter(name -> name.contains(".so") || kind(name) == StagedEntry.Kind.FILE)
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        .anyMatch(
            name -> {
              ElfFile elf = elfs.get(follow(directory, name).orElse(""));
              return elf != null
                  && elf.architecture().equals(architecture)
                  && isLibrary(elf)
                  && !isAside(directory + "/" + name);
            });
  }

  /** The directories that come first in the loader's cache, in their order. */
  List<String> configuredDirectories() {
    return configured;
  }

  /** The others that the loader's cache is made of. */
  static List<String> systemDirectories() {
    return List.of("/lib64", "/usr/lib64", "/lib", "/usr/lib");
  }

  /** Debug data, and what loaders find by themselves for newer processors. */
  private static boolean isAside(String path) {
    return path.contains("/.build-id/")
        || path.contains("/glibc-hwcaps/")
        || path.startsWith("/usr/lib/debug/");
  }

  static boolean isLibrary(ElfFile elf) {
    return elf.dynamic()
        && elf.type() == 3
        && (elf.interpreter().isEmpty() || elf.soname().isPresent());
  }

  static boolean isLoaded(ElfFile elf) {
    return elf.dynamic() && !elf.staticPie() && !elf.separateDebug() && elf.type() != 1;
  }
}
