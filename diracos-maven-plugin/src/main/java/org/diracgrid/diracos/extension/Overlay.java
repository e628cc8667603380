package org.diracgrid.diracos.extension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.nevra.Globs;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.stage.FoundTree;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * What an extension adds to its base. What the base has with the same content is left out; what it
 * has with other content is refused, unless the configuration lets it be replaced.
 *
 * @param base the released bundle
 * @param delta the extension's own packages
 * @param added paths of the extension, directories only where the base has none
 * @param replaced those that stand in the place of something of the base
 */
public record Overlay(
    StagedTree base,
    StagedTree delta,
    SortedMap<BundlePath, StagedEntry> added,
    List<BundlePath> replaced) {

  private static final int MOST = 10;

  /** Copies. */
  public Overlay {
    added = Collections.unmodifiableSortedMap(new TreeMap<>(added));
    replaced = List.copyOf(replaced);
  }

  /**
   * Lays one over the other.
   *
   * @param overrides paths and globs that may be replaced
   * @throws DiracosException DOS-EXT-05 with what would be replaced
   */
  public static Overlay of(
      StagedTree base, StagedTree delta, List<String> overrides, String where) {
    Globs allowed = new Globs(overrides);
    SortedMap<BundlePath, StagedEntry> added = new TreeMap<>();
    List<BundlePath> replaced = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (StagedEntry entry : delta.entries().values()) {
      StagedEntry there = base.entries().get(entry.path());
      if (there == null) {
        added.put(entry.path(), entry);
      } else if (!same(base, there, delta, entry)) {
        if (allowed.matches(entry.path().toString())) {
          added.put(entry.path(), entry);
          replaced.add(entry.path());
        } else {
          refused.add(entry.path() + " (" + entry.owner() + ")");
        }
      }
    }
    if (!refused.isEmpty()) {
      List<String> shown = new ArrayList<>(refused.subList(0, Math.min(MOST, refused.size())));
      if (refused.size() > MOST) {
        shown.add("and " + (refused.size() - MOST) + " more");
      }
      throw DiracosException.of(
          new Problem(
              "DOS-EXT-05",
              "the extension would replace what the base has",
              where,
              String.join("\n", shown),
              "require versions that the base has; or let them be replaced: \"overrides\": [\""
                  + refused.get(0).replaceFirst(" \\(.*", "")
                  + "\"]"));
    }
    return new Overlay(base, delta, added, replaced);
  }

  private static boolean same(
      StagedTree base, StagedEntry there, StagedTree delta, StagedEntry entry) {
    if (there.kind() != entry.kind()) {
      // A link to a directory holds what the directory would.
      return entry.kind() == StagedEntry.Kind.DIRECTORY
          && there.kind() == StagedEntry.Kind.SYMLINK
          && Files.isDirectory(base.locate(there.path()));
    }
    return switch (entry.kind()) {
      case DIRECTORY -> true;
      case SYMLINK -> there.target().equals(entry.target());
      case FILE -> there.size() == entry.size() && sameBytes(base, delta, entry.path());
    };
  }

  private static boolean sameBytes(StagedTree base, StagedTree delta, BundlePath path) {
    try {
      return Files.mismatch(base.locate(path), delta.locate(path)) < 0;
    } catch (IOException e) {
      throw AtomicFile.unreadable(delta.locate(path), e);
    }
  }

  /** Both together, each file where it lies. */
  public FoundTree whole() {
    NavigableMap<BundlePath, StagedEntry> entries = new TreeMap<>(base.entries());
    entries.putAll(added);
    Map<BundlePath, Path> found = new HashMap<>();
    entries.keySet().forEach(path -> found.put(path, place(path)));
    Map<BundlePath, Path> places = Map.copyOf(found);
    StagedTree tree = StagedTree.foreign(delta.root(), entries, places);
    return new FoundTree(tree, places, new TreeMap<>(), List.of(), List.of());
  }

  private Path place(BundlePath path) {
    return added.containsKey(path) ? delta.locate(path) : base.locate(path);
  }

  /**
   * What ships.
   *
   * @param relocated all entries after relocation
   * @param generated files of no package, by path, below the root of the delta
   * @param full whether the base ships, too
   */
  public StagedTree shipped(
      NavigableMap<BundlePath, StagedEntry> relocated,
      SortedMap<BundlePath, StagedEntry> generated,
      boolean full) {
    SortedMap<BundlePath, StagedEntry> entries = new TreeMap<>();
    Map<BundlePath, Path> places = new HashMap<>();
    relocated.forEach(
        (path, entry) -> {
          if (full || added.containsKey(path)) {
            entries.put(path, entry);
            places.put(path, place(path));
          }
        });
    for (BundlePath path : added.keySet()) {
      for (BundlePath up = path.parent(); !up.isRoot(); up = up.parent()) {
        StagedEntry holder = relocated.get(up);
        if (holder != null) {
          entries.putIfAbsent(up, holder);
        }
      }
    }
    generated.forEach(
        (path, entry) -> {
          entries.put(path, entry);
          places.put(path, path.under(delta.root()));
        });
    return StagedTree.foreign(delta.root(), entries, places);
  }
}
