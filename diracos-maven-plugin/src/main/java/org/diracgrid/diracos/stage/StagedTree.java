package org.diracgrid.diracos.stage;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.path.BundlePath;

/**
 * A tree on disk together with what is known of each of its paths. Immutable as a value; the files
 * below {@link #root} are changed only by the stage that makes the next tree.
 *
 * <p>On disk a directory is always writable for its owner and a file readable, so that a run can be
 * repeated; the modes of the bundle are those of the entries.
 */
public final class StagedTree {

  private final Path root;
  private final Map<BundlePath, Path> places;
  private final NavigableMap<BundlePath, StagedEntry> entries;

  /** A tree at {@code root} that holds {@code entries}; every parent must be an entry, save "/". */
  public StagedTree(Path root, Collection<StagedEntry> entries) {
    this(root, byPath(entries));
  }

  /** The same of entries that are sorted already, by their own paths. */
  public StagedTree(Path root, SortedMap<BundlePath, StagedEntry> entries) {
    this(root, entries, Map.of());
  }

  private StagedTree(
      Path root, SortedMap<BundlePath, StagedEntry> entries, Map<BundlePath, Path> places) {
    this.root = root;
    this.places = places;
    BundlePath known = BundlePath.ROOT;
    for (StagedEntry entry : entries.values()) {
      if (entry.path().isDirectlyIn(known)) {
        continue;
      }
      BundlePath parent = entry.path().parent();
      StagedEntry holder = entries.get(parent);
      boolean isDirectory = holder != null && holder.kind() == StagedEntry.Kind.DIRECTORY;
      known = parent;
      if (!parent.isRoot() && !isDirectory) {
        throw new IllegalArgumentException(entry.path() + " has no directory to lie in");
      }
    }
    this.entries = Collections.unmodifiableNavigableMap(new TreeMap<>(entries));
  }

  /**
   * A tree that somebody else made, whose files have their own names on the host.
   *
   * @param places where each entry lies
   */
  public static StagedTree foreign(
      Path root, SortedMap<BundlePath, StagedEntry> entries, Map<BundlePath, Path> places) {
    return new StagedTree(root, entries, Map.copyOf(places));
  }

  /** Where a path of the tree is on the host. */
  public Path locate(BundlePath path) {
    Path place = places.get(path);
    return place == null ? path.under(root) : place;
  }

  private static SortedMap<BundlePath, StagedEntry> byPath(Collection<StagedEntry> entries) {
    SortedMap<BundlePath, StagedEntry> sorted = new TreeMap<>();
    for (StagedEntry entry : entries) {
      if (sorted.put(entry.path(), entry) != null) {
        throw new IllegalArgumentException(entry.path() + " is listed twice");
      }
    }
    return sorted;
  }

  /** The directory of the host where the tree lies. */
  public Path root() {
    return root;
  }

  /** Entries by path, a directory before what it holds; the root itself is not listed. */
  public NavigableMap<BundlePath, StagedEntry> entries() {
    return entries;
  }

  /** The entries of one kind, in the order of their paths. */
  public List<StagedEntry> of(StagedEntry.Kind kind) {
    return entries.values().stream().filter(entry -> entry.kind() == kind).toList();
  }
}
