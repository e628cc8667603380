package org.diracgrid.diracos.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.FileNames;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a tree that an earlier run left and removes what may not stay: what is not planned,
 * or is of another kind, a file that did not come from what is planned, a link that leads
 * elsewhere. Afterwards every directory of the plan is a directory on disk or not there at all, so
 * that nothing can be written through a link.
 */
final class TreeOnDisk {

  private final StagePlan plan;
  private final EarlierTree earlier;
  private final int prefix;

  /** What is planned, by its name on the host below the root. */
  private final Map<String, StagedEntry> planned = new HashMap<>();

  private TreeOnDisk(StagedTree tree, StagePlan plan, EarlierTree earlier) {
    this.plan = plan;
    this.earlier = earlier;
    this.prefix = tree.root().toString().length() + 1;
    for (StagedEntry entry : tree.entries().values()) {
      planned.put(FileNames.onHost(entry.path().memberName()), entry);
    }
  }

  /**
   * Removes what may not stay.
   *
   * @param tree what shall stand there
   * @param listing what stands there
   * @return the paths that stay
   */
  static Set<BundlePath> clear(
      StagedTree tree, StagePlan plan, EarlierTree earlier, TreeListing listing) {
    try {
      return new TreeOnDisk(tree, plan, earlier).clear(listing);
    } catch (IOException e) {
      throw StageProblems.cannotWrite(tree.root(), e);
    }
  }

  private Set<BundlePath> clear(TreeListing listing) throws IOException {
    Set<BundlePath> left = new HashSet<>();
    Deque<Path> doomed = new ArrayDeque<>();
    for (TreeListing.Item item : listing.items()) {
      StagedEntry entry = staying(item);
      if (entry != null) {
        left.add(entry.path());
      } else if (item.attributes().isDirectory()) {
        // What is in it is planned as little: a plan has the directories of all that it has.
        doomed.push(item.path());
      } else {
        Files.delete(item.path());
      }
    }
    for (Path directory : doomed) {
      Files.delete(directory);
    }
    return left;
  }

  private @Nullable StagedEntry staying(TreeListing.Item item) {
    StagedEntry entry = planned.get(item.path().toString().substring(prefix));
    if (entry == null) {
      return null;
    }
    BasicFileAttributes attributes = item.attributes();
    boolean stays =
        switch (entry.kind()) {
          case DIRECTORY -> attributes.isDirectory();
          case FILE ->
              attributes.isRegularFile()
                  && earlier.keeps(entry.path(), attributes.size(), attributes.lastModifiedTime());
          case SYMLINK -> item.link() != null && item.link().equals(plan.linkOnHost(entry.path()));
        };
    return stays ? entry : null;
  }
}
