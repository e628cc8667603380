package org.diracgrid.diracos.stage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.path.BundlePath;

/**
 * A directory that somebody else filled, as {@link TreeReader} found it.
 *
 * @param tree its directories, regular files and symbolic links, as they stand: modes are
 *     permission bits, owners are empty; a name with several hard links is a file as often as it
 *     has names
 * @param places where each entry lies on the host; other than in a tree that this program made, a
 *     name there is what it is, not the form of {@link org.diracgrid.diracos.path.FileNames#onHost}
 * @param hardLinks each further name of a file, to its first name in the order of paths
 * @param leftAlone what is neither of the three (devices, sockets, pipes), and directories on which
 *     another file system is mounted
 * @param leftovers files that a relocation which was killed had not given their names yet
 */
public record FoundTree(
    StagedTree tree,
    Map<BundlePath, Path> places,
    SortedMap<BundlePath, BundlePath> hardLinks,
    List<BundlePath> leftAlone,
    List<Path> leftovers) {

  /** Copies. */
  public FoundTree {
    places = Map.copyOf(places);
    hardLinks = Collections.unmodifiableSortedMap(new TreeMap<>(hardLinks));
    leftAlone = List.copyOf(leftAlone);
    leftovers = List.copyOf(leftovers);
  }

  /** Where an entry of the tree lies on the host. */
  public Path place(BundlePath path) {
    Path place = path.isRoot() ? tree.root() : places.get(path);
    if (place == null) {
      throw new IllegalArgumentException(path + " is not in the tree");
    }
    return place;
  }

  /** All names of the file whose first name that is, the first name first. */
  public List<BundlePath> names(BundlePath first) {
    List<BundlePath> names = new ArrayList<>();
    names.add(first);
    hardLinks.forEach(
        (name, to) -> {
          if (to.equals(first)) {
            names.add(name);
          }
        });
    return names;
  }
}
