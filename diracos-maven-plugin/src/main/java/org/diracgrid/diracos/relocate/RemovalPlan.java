package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * What leaves the tree before anything else is looked at: {@code removedFolders}, and Python's
 * caches.
 *
 * <p>A cache is a {@code .pyc} or {@code .pyo} in {@code __pycache__}, or one beside the {@code
 * .py} that it was made from: it holds paths and times of the machine that made it, and is made
 * again when needed. A {@code .pyc} without a source is a program and stays, unlike in DIRACOS v1,
 * which removed it. A {@code __pycache__} that held nothing else goes, too.
 *
 * @param removed physical paths, what is below a removed directory included
 */
public record RemovalPlan(NavigableSet<BundlePath> removed) {

  /** Sorts. */
  public RemovalPlan {
    removed = Collections.unmodifiableNavigableSet(new TreeSet<>(removed));
  }

  /**
   * Plans what leaves a tree, which need not be written yet.
   *
   * @param removedFolders what {@code removedFolders} names; links are followed within the tree
   */
  public static RemovalPlan of(StagedTree tree, List<BundlePath> removedFolders) {
    NavigableMap<BundlePath, StagedEntry> entries = tree.entries();
    TreeView view = new TreeView(entries, tree.root().toString());
    NavigableSet<BundlePath> removed = new TreeSet<>();
    for (BundlePath folder : removedFolders) {
      view.physical(folder).ifPresent(path -> removeAll(entries, path, removed));
    }
    List<BundlePath> caches = new ArrayList<>();
    for (StagedEntry entry : entries.values()) {
      if (isCache(entry.path(), entries)) {
        removed.add(entry.path());
      }
      if (entry.path().fileName().equals("__pycache__")) {
        caches.add(entry.path());
      }
    }
    for (BundlePath cache : caches) {
      List<BundlePath> held =
          entries.tailMap(cache, false).keySet().stream()
              .takeWhile(path -> path.startsWith(cache))
              .toList();
      if (!held.isEmpty() && removed.containsAll(held)) {
        removed.add(cache);
      }
    }
    return new RemovalPlan(removed);
  }

  private static void removeAll(
      NavigableMap<BundlePath, StagedEntry> entries,
      BundlePath path,
      NavigableSet<BundlePath> removed) {
    entries.tailMap(path, true).keySet().stream()
        .takeWhile(below -> below.startsWith(path))
        .forEach(removed::add);
  }

  private static boolean isCache(BundlePath path, NavigableMap<BundlePath, StagedEntry> entries) {
    String name = path.fileName();
    if (!name.endsWith(".pyc") && !name.endsWith(".pyo")) {
      return false;
    }
    BundlePath source = path.parent().resolve(name.substring(0, name.length() - 1));
    return path.parent().fileName().equals("__pycache__") || entries.containsKey(source);
  }

  /** The entries that stay. */
  NavigableMap<BundlePath, StagedEntry> apply(NavigableMap<BundlePath, StagedEntry> entries) {
    NavigableMap<BundlePath, StagedEntry> left = new TreeMap<>(entries);
    left.keySet().removeAll(removed);
    return left;
  }
}
