package org.diracgrid.diracos.stage;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.BundlePath;

/**
 * What will stand where, decided from the lists of files alone, before a byte is written. The order
 * of the packages does not matter.
 *
 * <p>Every path of {@link #entries} is canonical: each of its parents is a directory entry. Whoever
 * writes directories and files first and symbolic links last can therefore not be led outside.
 */
public final class StagePlan {

  private final NavigableMap<BundlePath, StagedEntry> entries;
  private final Map<Nevra, Map<Integer, BundlePath>> placed;
  private final Map<BundlePath, String> linksOnHost;
  private final List<PathConflict> conflicts;
  private final List<SkippedFile> skipped;

  StagePlan(
      NavigableMap<BundlePath, StagedEntry> entries,
      Map<Nevra, Map<Integer, BundlePath>> placed,
      Map<BundlePath, String> linksOnHost,
      List<PathConflict> conflicts,
      List<SkippedFile> skipped) {
    this.entries = Collections.unmodifiableNavigableMap(entries);
    this.placed = Collections.unmodifiableMap(new HashMap<>(placed));
    this.linksOnHost = Collections.unmodifiableMap(new HashMap<>(linksOnHost));
    this.conflicts = List.copyOf(conflicts);
    this.skipped = List.copyOf(skipped);
  }

  /**
   * Plans the tree of some packages.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException with every path that climbs out, every
   *     link that leads content outside or in circles, or a package that is given twice: {@code
   *     DOS-STAGE-01} to {@code 04}
   */
  public static StagePlan of(List<PackageFiles> packages) {
    return new StagePlanner(packages).plan();
  }

  /** What will stand in the tree, in the order of the paths. */
  public List<StagedEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** The entries at {@code paths}, in the order of the paths. */
  List<StagedEntry> entries(Set<BundlePath> paths) {
    return entries.values().stream().filter(entry -> paths.contains(entry.path())).toList();
  }

  /** The tree at {@code root} as it will be, without {@code leftOut}. */
  public StagedTree tree(Path root, Set<BundlePath> leftOut) {
    if (leftOut.isEmpty()) {
      return new StagedTree(root, entries);
    }
    NavigableMap<BundlePath, StagedEntry> left = new TreeMap<>(entries);
    left.keySet().removeAll(leftOut);
    return new StagedTree(root, left);
  }

  /**
   * Where the regular files of a package go, by their index; those that another package supplies
   * are absent.
   */
  public Map<Integer, BundlePath> filesOf(Nevra nevra) {
    return placed.getOrDefault(nevra, Map.of());
  }

  /**
   * Where the content of each file comes from.
   *
   * @param packageIds what tells each package from others, as {@link FileOrigin} has it
   */
  public Map<BundlePath, FileOrigin> origins(Map<Nevra, String> packageIds) {
    Map<BundlePath, FileOrigin> origins = new HashMap<>();
    placed.forEach(
        (nevra, files) -> {
          String id = packageIds.get(nevra);
          if (id == null) {
            throw new IllegalArgumentException(nevra + " has no identity");
          }
          files.forEach((index, path) -> origins.put(path, new FileOrigin(id, index)));
        });
    return origins;
  }

  /**
   * What to write as a symbolic link at {@code path} on the host: the package's own target, save
   * where that is absolute or climbs above the root; then a relative one that leads to the same
   * place inside the tree.
   */
  public String linkOnHost(BundlePath path) {
    String target = linksOnHost.get(path);
    if (target == null) {
      throw new IllegalArgumentException(path + " is no symbolic link of this plan");
    }
    return target;
  }

  /** Paths with different content, by path. */
  public List<PathConflict> conflicts() {
    return conflicts;
  }

  /** Paths left out, by package and path. */
  public List<SkippedFile> skipped() {
    return skipped;
  }
}
