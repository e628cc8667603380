package org.diracgrid.diracos.extension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.relocate.TreeView;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Puts what an extension adds where the base's links lead: {@code /lib64/libx.so} becomes {@code
 * /usr/lib64/libx.so} where the base's {@code /lib64} is a link to {@code usr/lib64}. So each
 * parent of a path is a directory in both, and unpacking the one over the other replaces no link.
 */
public final class PlacedDelta {

  private final StagedTree base;
  private final StagedTree delta;
  private final TreeView view;
  private final Map<BundlePath, BundlePath> directories = new HashMap<>();

  private PlacedDelta(StagedTree base, StagedTree delta) {
    this.base = base;
    this.delta = delta;
    this.view = new TreeView(base.entries(), base.root().toString());
    directories.put(BundlePath.ROOT, BundlePath.ROOT);
  }

  /**
   * The delta, each file where it lies.
   *
   * @throws DiracosException DOS-EXT-13 if two of its files, which differ, come to one path
   */
  public static StagedTree over(StagedTree base, StagedTree delta) {
    return new PlacedDelta(base, delta).placed();
  }

  private StagedTree placed() {
    SortedMap<BundlePath, StagedEntry> entries = new TreeMap<>();
    Map<BundlePath, Path> places = new HashMap<>();
    List<String> clashes = new ArrayList<>();
    for (StagedEntry entry : delta.entries().values()) {
      BundlePath path =
          entry.kind() == StagedEntry.Kind.DIRECTORY
              ? directory(entry.path())
              : directory(entry.path().parent()).resolve(entry.path().fileName());
      StagedEntry moved = moved(entry, path);
      StagedEntry there = entries.putIfAbsent(path, moved);
      if (there == null) {
        places.put(path, delta.locate(entry.path()));
      } else if (!same(
          there,
          moved,
          places.getOrDefault(path, path.under(delta.root())),
          delta.locate(entry.path()))) {
        clashes.add(path + ": " + there.owner() + ", " + moved.owner());
      }
    }
    if (!clashes.isEmpty()) {
      throw DiracosException.of(
          new Problem(
              "DOS-EXT-13",
              "packages of the extension have other content at the same path",
              clashes.get(0),
              "links of the base lead there; in all " + clashes.size() + " paths",
              "leave one of the packages out by \"ignoredPackages\""));
    }
    for (BundlePath path : List.copyOf(entries.keySet())) {
      for (BundlePath up = path.parent(); !up.isRoot(); up = up.parent()) {
        StagedEntry there = base.entries().get(up);
        if (there != null) {
          entries.putIfAbsent(up, there);
        }
      }
    }
    return StagedTree.foreign(delta.root(), entries, places);
  }

  /** Where a directory of the delta is in the base, or comes to be. */
  private BundlePath directory(BundlePath path) {
    BundlePath known = directories.get(path);
    if (known != null) {
      return known;
    }
    BundlePath here = directory(path.parent()).resolve(path.fileName());
    StagedEntry there = base.entries().get(here);
    BundlePath real =
        there != null && there.kind() == StagedEntry.Kind.SYMLINK
            ? view.real(here).filter(view::isDirectory).orElse(here)
            : here;
    directories.put(path, real);
    return real;
  }

  private static StagedEntry moved(StagedEntry entry, BundlePath path) {
    return path.equals(entry.path())
        ? entry
        : new StagedEntry(
            path,
            entry.kind(),
            entry.mode(),
            entry.size(),
            entry.target(),
            entry.owner(),
            entry.capability());
  }

  private static boolean same(StagedEntry one, StagedEntry other, Path first, Path second) {
    if (one.kind() != other.kind() || one.kind() == StagedEntry.Kind.DIRECTORY) {
      return one.kind() == other.kind();
    }
    try {
      return one.kind() == StagedEntry.Kind.SYMLINK
          ? one.target().equals(other.target())
          : Files.mismatch(first, second) < 0;
    } catch (IOException e) {
      throw AtomicFile.unreadable(second, e);
    }
  }
}
