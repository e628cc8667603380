package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.VersionNeed;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.HostLibraries;
import org.jspecify.annotations.Nullable;

/**
 * What glibc's loader finds in a bundle on a host of one kind, without {@code LD_LIBRARY_PATH} and
 * without any library of the host.
 *
 * <p>As {@code elf/dl-load.c} ({@code _dl_map_object}, {@code open_path}, {@code open_verify}) and
 * {@code elf/dl-deps.c} do it: needs are met breadth first; a name that something in the process
 * was needed by, or has as its soname, is met by it; else, if the user has no {@code DT_RUNPATH},
 * the {@code DT_RPATH} of the user, of what loaded it, and so on to the program; then the user's
 * own {@code DT_RUNPATH}. {@code $ORIGIN} of a library is the directory it was opened through, of a
 * program its own. Files of another class or machine are passed over, anything else that is no
 * library ends the search. A file that is open already is not opened twice.
 *
 * <p>Not safe for several threads: directories and search paths are remembered.
 */
final class LoaderView {

  private static final int ET_EXEC = 2;
  private static final int ET_DYN = 3;

  private final LoaderFiles files;
  private final LoaderHost host;
  private final HostLibraries hostLibraries;

  /** By file and origin: the directories of its own search path. */
  private final Map<BundlePath, Map<BundlePath, List<BundlePath>>> paths = new HashMap<>();

  private final Map<BundlePath, List<BundlePath>> expanded = new HashMap<>();

  LoaderView(LoaderFiles files, LoaderHost host, HostLibraries hostLibraries) {
    this.files = files;
    this.host = host;
    this.hostLibraries = hostLibraries;
  }

  /** The end of a search. */
  private record Hit(LoaderFiles.Candidate candidate, BundlePath directory, boolean usable) {}

  /** One running. */
  private static final class Running {
    final List<LoadedFile> loaded = new ArrayList<>();
    final Map<String, LoadedFile> names = new HashMap<>();
    final Map<BundlePath, LoadedFile> byPath = new HashMap<>();

    void add(LoadedFile file) {
      loaded.add(file);
      byPath.put(file.path(), file);
      file.elf().soname().ifPresent(soname -> names.putIfAbsent(soname, file));
    }
  }

  /** Loads {@code root}, a program, or a library as the first of its running. */
  void walk(BundlePath root, ElfFile elf, LoaderWalk told) {
    Running running = new Running();
    running.add(new LoadedFile(root, elf, root.parent(), null));
    for (int i = 0; i < running.loaded.size(); i++) {
      LoadedFile user = running.loaded.get(i);
      for (String library : user.elf().needed()) {
        meet(running, user, library, told);
      }
    }
    for (LoadedFile user : running.loaded) {
      for (VersionNeed need : user.elf().versionNeeds()) {
        LoadedFile provider = running.names.get(need.file());
        if (provider != null) {
          told.versions(user, need.file(), provider);
        }
      }
    }
  }

  private void meet(Running running, LoadedFile user, String library, LoaderWalk told) {
    // A path is known by where it leads to, which differs from user to user.
    String called =
        library.indexOf('$') < 0 ? library : expand(user.origin(), library).orElse(library);
    LoadedFile known = running.names.get(called);
    if (known != null) {
      told.found(user, library, known);
      return;
    }
    Hit hit = find(user, library);
    String name = library.substring(library.lastIndexOf('/') + 1);
    if (hostLibraries.isGlibc(name)) {
      told.glibc(user, library, path(hit));
    } else if (hit != null && hit.usable) {
      LoadedFile provider = running.byPath.get(hit.candidate.path());
      ElfFile elf = hit.candidate.elf();
      if (provider == null && elf != null) {
        provider = new LoadedFile(hit.candidate.path(), elf, hit.directory, user);
        running.add(provider);
      }
      if (provider != null) {
        running.names.putIfAbsent(called, provider);
        told.found(user, library, provider);
      }
    } else if (hit == null && hostLibraries.isOnHost(library)) {
      told.onHost(user, library);
    } else {
      told.missing(user, library, path(hit), searched(user, library));
    }
  }

  private static Optional<BundlePath> path(@Nullable Hit hit) {
    return hit == null ? Optional.empty() : Optional.of(hit.candidate.path());
  }

  /** What the loader would open for {@code user} if nothing were open but its loaders. */
  Optional<BundlePath> alone(LoadedFile user, String library) {
    Hit hit = find(user, library);
    return hit == null || !hit.usable ? Optional.empty() : Optional.of(hit.candidate.path());
  }

  private @Nullable Hit find(LoadedFile user, String library) {
    ElfArchitecture architecture = user.elf().architecture();
    if (library.indexOf('/') >= 0 || library.indexOf('$') >= 0) {
      return literal(user, library);
    }
    if (user.elf().runpath().isPresent()) {
      return search(directories(user), library, architecture);
    }
    for (LoadedFile at = user; at != null; at = at.loader()) {
      if (at.elf().runpath().isEmpty()) {
        Hit hit = search(directories(at), library, architecture);
        if (hit != null) {
          return hit;
        }
      }
    }
    return null;
  }

  private @Nullable Hit search(
      List<BundlePath> directories, String library, ElfArchitecture architecture) {
    for (BundlePath directory : directories) {
      LoaderFiles.Candidate candidate = files.candidate(directory, library);
      if (candidate != null) {
        Hit hit = open(candidate, directory, architecture);
        if (hit != null) {
          return hit;
        }
      }
    }
    return null;
  }

  private @Nullable Hit open(
      LoaderFiles.Candidate candidate, BundlePath directory, ElfArchitecture architecture) {
    ElfFile elf = candidate.elf();
    if (elf == null) {
      return new Hit(candidate, directory, false);
    }
    if (elf.architecture().equals(architecture)) {
      boolean loadable = elf.type() == ET_DYN || elf.type() == ET_EXEC;
      return new Hit(candidate, directory, loadable);
    }
    boolean otherClass = elf.architecture().wide() != architecture.wide();
    boolean sameOrder = elf.architecture().littleEndian() == architecture.littleEndian();
    return otherClass || sameOrder ? null : new Hit(candidate, directory, false);
  }

  /** A need that is a path. */
  private @Nullable Hit literal(LoadedFile user, String library) {
    int slash = Math.max(0, library.lastIndexOf('/'));
    Optional<BundlePath> directory = resolve(user.origin(), library.substring(0, slash));
    if (directory.isEmpty()) {
      return null;
    }
    LoaderFiles.Candidate candidate =
        files.candidate(directory.get(), library.substring(slash + 1));
    return candidate == null ? null : open(candidate, directory.get(), user.elf().architecture());
  }

  /** The directories of a file's own search path, with their subdirectories for processors. */
  private List<BundlePath> directories(LoadedFile file) {
    Optional<String> text = file.elf().effectiveSearchPath();
    if (text.isEmpty()) {
      return List.of();
    }
    return paths
        .computeIfAbsent(file.path(), key -> new HashMap<>())
        .computeIfAbsent(file.origin(), origin -> directories(origin, text.get()));
  }

  private List<BundlePath> directories(BundlePath origin, String text) {
    Set<BundlePath> directories = new LinkedHashSet<>();
    for (String element : SearchPath.elements(text)) {
      resolve(origin, element)
          .filter(files::isDirectory)
          .ifPresent(
              directory ->
                  directories.addAll(expanded.computeIfAbsent(directory, this::subdirectories)));
    }
    return List.copyOf(directories);
  }

  private List<BundlePath> subdirectories(BundlePath directory) {
    List<BundlePath> found = new ArrayList<>();
    for (String subdirectory : host.subdirectories()) {
      files.real(directory, subdirectory).filter(files::holdsAny).ifPresent(found::add);
    }
    found.add(directory);
    return found;
  }

  /** Where a text with tokens leads; empty unless it starts with {@code $ORIGIN}. */
  private Optional<BundlePath> resolve(BundlePath origin, String text) {
    return expand(origin, text).flatMap(path -> files.real(BundlePath.ROOT, path));
  }

  /** A text with tokens as a path from the root; empty unless it starts with {@code $ORIGIN}. */
  private Optional<String> expand(BundlePath origin, String text) {
    if (text.indexOf('$') != 0 || !SearchPath.tokens(text).contains(SearchPath.ORIGIN)) {
      return Optional.empty();
    }
    return SearchPath.expand(
            text,
            token ->
                switch (token) {
                  case SearchPath.ORIGIN -> Optional.of(origin.isRoot() ? "" : origin.toString());
                  case SearchPath.LIB -> Optional.of(host.lib());
                  default -> Optional.of(host.platform()).filter(name -> !name.isEmpty());
                })
        .filter(path -> path.isEmpty() || path.startsWith("/"));
  }

  /** Every directory that is searched for {@code user}, in order. */
  private List<BundlePath> searched(LoadedFile user, String library) {
    if (library.indexOf('/') >= 0) {
      return List.of();
    }
    Set<BundlePath> searched = new LinkedHashSet<>();
    if (user.elf().runpath().isPresent()) {
      return directories(user);
    }
    for (LoadedFile at = user; at != null; at = at.loader()) {
      if (at.elf().runpath().isEmpty()) {
        searched.addAll(directories(at));
      }
    }
    return List.copyOf(searched);
  }
}
