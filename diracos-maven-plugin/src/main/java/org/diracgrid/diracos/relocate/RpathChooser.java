package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;

/** Finds the search path of one file; see {@link RpathPlan} for what it is like. */
final class RpathChooser {

  private final LibraryIndex index;
  private final SearchDirectories directories;
  private final ElfArchitecture architecture;
  private final List<BundlePath> origins = new ArrayList<>();
  private final List<String> before;
  private final Set<BundlePath> own;
  private final Comparator<BundlePath> preference;
  private final Map<String, Map<BundlePath, Optional<BundlePath>>> meanings = new HashMap<>();

  /** The path under construction. */
  private final List<String> texts = new ArrayList<>();

  /**
   * Prepares for one file.
   *
   * @param before the entries of its present search path
   */
  RpathChooser(
      LibraryIndex index,
      SearchDirectories directories,
      BundlePath path,
      ElfFile elf,
      List<String> before) {
    this.index = index;
    this.directories = directories;
    this.architecture = elf.architecture();
    this.before = before;
    origins.add(path.parent());
    origins.addAll(index.otherOrigins(path));
    this.own = directories.own(path.parent(), before, elf);
    this.preference = directories.preference(path.parent(), own, architecture.wide());
  }

  /** The entries by which the libraries, all of which the tree gives, are found. */
  List<String> choose(List<String> libraries) {
    Map<String, BundlePath> wanted = new LinkedHashMap<>();
    for (String library : libraries) {
      NavigableMap<BundlePath, BundlePath> providers = index.providers(architecture, library);
      BundlePath directory = providers.keySet().stream().min(preference).orElseThrow();
      BundlePath file = providers.get(directory);
      if (file != null) {
        wanted.put(library, file);
        origins.forEach(origin -> reach(origin, library, directory, file));
      }
    }
    dropUnused(wanted);
    for (String entry : before) {
      meaning(origins.get(0), entry)
          .filter(directory -> index.givesLibraries(architecture, directory))
          .map(directory -> SearchDirectories.text(origins.get(0), directory))
          .filter(text -> !texts.contains(text))
          .ifPresent(texts::add);
    }
    return List.copyOf(texts);
  }

  private void reach(BundlePath origin, String library, BundlePath directory, BundlePath file) {
    int hit = firstHit(origin, library);
    if (hit >= 0 && found(origin, texts.get(hit), library).equals(Optional.of(file))) {
      return;
    }
    String text = SearchDirectories.text(origin, directory);
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

  private void dropUnused(Map<String, BundlePath> wanted) {
    Set<String> used = new LinkedHashSet<>();
    for (String library : wanted.keySet()) {
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
