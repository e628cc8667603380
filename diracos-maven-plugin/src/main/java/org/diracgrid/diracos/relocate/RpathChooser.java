package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;

/** Finds the search path of one file; see {@link RpathPlan} for what it is like. */
final class RpathChooser {

  private final LibraryIndex index;
  private final SearchDirectories directories;
  private final ElfArchitecture architecture;
  private final List<BundlePath> origins = new ArrayList<>();
  private final List<String> named;
  private final Comparator<BundlePath> preference;
  private final Set<BundlePath> own;
  private final Map<String, Map<BundlePath, Optional<BundlePath>>> meanings = new HashMap<>();

  /** The path under construction. */
  private final List<String> texts = new ArrayList<>();

  /** The directory that is to give a library, and the file in it. */
  private record Provider(BundlePath directory, BundlePath file) {}

  /**
   * Prepares for one file.
   *
   * @param before the entries of its search path so far, which decide between two
   * @param named the entries that it named itself, which are kept
   */
  RpathChooser(
      LibraryIndex index,
      SearchDirectories directories,
      BundlePath path,
      ElfFile elf,
      List<String> before,
      List<String> named) {
    this.index = index;
    this.directories = directories;
    this.architecture = elf.architecture();
    this.named = named;
    origins.add(path.parent());
    origins.addAll(index.otherOrigins(path));
    this.own = directories.own(path.parent(), before, elf);
    this.preference = directories.preference(path.parent(), own, architecture.wide());
  }

  /** The directories that give a library to this file. */
  Stream<BundlePath> givers(String library) {
    return index.providers(architecture, library).keySet().stream()
        .filter(
            directory ->
                own.contains(directory) || !SearchDirectories.isPrivate(origins.get(0), directory));
  }

  /** The entries by which the libraries, all of which the tree gives, are found. */
  List<String> choose(List<String> libraries) {
    Map<String, Provider> wanted = new LinkedHashMap<>();
    for (String library : libraries) {
      NavigableMap<BundlePath, BundlePath> providers = index.providers(architecture, library);
      BundlePath directory = givers(library).min(preference).orElseThrow();
      BundlePath file = providers.get(directory);
      if (file != null) {
        wanted.put(library, new Provider(directory, file));
      }
    }
    wanted.forEach(
        (library, provider) -> origins.forEach(origin -> reach(origin, library, provider)));
    reorder(wanted);
    dropUnused(wanted.keySet());
    BundlePath home = origins.get(0);
    for (String entry : named) {
      meaning(home, entry)
          .filter(directory -> index.givesLibraries(architecture, directory))
          .filter(directory -> texts.stream().noneMatch(text -> means(home, text, directory)))
          .map(directory -> SearchDirectories.text(home, directory))
          .ifPresent(texts::add);
    }
    return List.copyOf(texts);
  }

  private void reach(BundlePath origin, String library, Provider provider) {
    int hit = firstHit(origin, library);
    if (hit >= 0 && found(origin, texts.get(hit), library).equals(Optional.of(provider.file))) {
      return;
    }
    String text = SearchDirectories.text(origin, provider.directory);
    if (hit >= 0) {
      texts.remove(text);
      texts.add(Math.min(hit, texts.size()), text);
    } else if (!texts.contains(text)) {
      texts.add(text);
    }
  }

  /** The first entry that gives a library to a process that opened the file through origin. */
  private int firstHit(BundlePath origin, String library) {
    for (int i = 0; i < texts.size(); i++) {
      if (found(origin, texts.get(i), library).isPresent()) {
        return i;
      }
    }
    return -1;
  }

  private Optional<BundlePath> found(BundlePath origin, String text, String library) {
    return meaning(origin, text)
        .map(directory -> index.providers(architecture, library).get(directory));
  }

  private Optional<BundlePath> meaning(BundlePath origin, String text) {
    return meanings
        .computeIfAbsent(text, key -> new HashMap<>())
        .computeIfAbsent(origin, key -> directories.directory(origin, text, architecture.wide()));
  }

  /**
   * Orders the entries anew if one hides what a later one is to give, or is searched outside of the
   * tree before it. They are put one after another, the first that does no harm next: what does
   * none now does none later, so that this finds an order if there is one.
   */
  private void reorder(Map<String, Provider> wanted) {
    List<String> reached = List.copyOf(texts);
    texts.clear();
    boolean harmless = true;
    for (String text : reached) {
      harmless &= harm(text, wanted) == 0;
      texts.add(text);
    }
    if (harmless) {
      return;
    }
    texts.clear();
    Set<String> left = new LinkedHashSet<>();
    for (Provider provider : wanted.values()) {
      origins.forEach(origin -> left.add(SearchDirectories.text(origin, provider.directory)));
    }
    // Another directory with the same file may do where the preferred one cannot.
    wanted.forEach(
        (library, provider) ->
            index
                .providers(architecture, library)
                .forEach(
                    (directory, file) -> {
                      if (file.equals(provider.file)) {
                        origins.forEach(
                            origin -> left.add(SearchDirectories.text(origin, directory)));
                      }
                    }));
    while (!left.isEmpty()) {
      String next =
          left.stream().min(Comparator.comparingInt(text -> harm(text, wanted))).orElseThrow();
      left.remove(next);
      texts.add(next);
    }
  }

  /**
   * What an entry does if it is next, while some library is not found yet: 2 if it gives another
   * file, 1 if it leads out of the tree, else 0.
   */
  private int harm(String text, Map<String, Provider> wanted) {
    Set<BundlePath> outside = new HashSet<>();
    if (origins.size() > 1) {
      origins.stream()
          .filter(origin -> SearchDirectories.leadsOut(origin, text))
          .forEach(outside::add);
    }
    int harm = 0;
    for (Map.Entry<String, Provider> want : wanted.entrySet()) {
      for (BundlePath origin : origins) {
        if (firstHit(origin, want.getKey()) < 0) {
          Optional<BundlePath> file = found(origin, text, want.getKey());
          if (file.isPresent() && !file.get().equals(want.getValue().file)) {
            return 2;
          }
          harm = outside.contains(origin) ? 1 : harm;
        }
      }
    }
    return harm;
  }

  private boolean means(BundlePath origin, String text, BundlePath directory) {
    return meaning(origin, text).equals(Optional.of(directory));
  }

  private void dropUnused(Set<String> wanted) {
    Set<String> used = new LinkedHashSet<>();
    for (String library : wanted) {
      for (BundlePath origin : origins) {
        int hit = firstHit(origin, library);
        if (hit >= 0) {
          used.add(texts.get(hit));
        }
      }
    }
    texts.retainAll(used);
  }
}
