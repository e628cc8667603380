package org.diracgrid.diracos.stage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.FileNames;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tree that an earlier run left and removes what may not stay: what is not planned, or is
 * of another kind, a file that did not come from what is planned, a link that leads elsewhere.
 * Afterwards every directory of the plan is a directory on disk or not there at all, so that
 * nothing can be written through a link.
 */
final class TreeOnDisk extends SimpleFileVisitor<Path> {

  private final StagePlan plan;
  private final EarlierTree earlier;
  private final int prefix;

  /** What is planned, by its name on the host below the root. */
  private final Map<String, StagedEntry> planned = new HashMap<>();

  private final Set<BundlePath> left = new HashSet<>();

  /** The directory that goes with all that is in it, while the walk is there. */
  private @Nullable Path doomed;

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
   * @return the paths that stay
   */
  static Set<BundlePath> clear(StagedTree tree, StagePlan plan, EarlierTree earlier) {
    TreeOnDisk walk = new TreeOnDisk(tree, plan, earlier);
    try {
      Files.walkFileTree(tree.root(), walk);
    } catch (IOException e) {
      throw StageProblems.cannotWrite(tree.root(), e);
    }
    return walk.left;
  }

  private @Nullable StagedEntry planned(Path path, StagedEntry.Kind kind) {
    StagedEntry entry = planned.get(path.toString().substring(prefix));
    return entry != null && entry.kind() == kind ? entry : null;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    if (doomed == null && directory.toString().length() >= prefix) {
      StagedEntry entry = planned(directory, StagedEntry.Kind.DIRECTORY);
      if (entry == null) {
        doomed = directory;
      } else {
        left.add(entry.path());
      }
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    StagedEntry entry = doomed != null ? null : staying(file, attributes);
    if (entry == null) {
      Files.delete(file);
    } else {
      left.add(entry.path());
    }
    return FileVisitResult.CONTINUE;
  }

  private @Nullable StagedEntry staying(Path file, BasicFileAttributes attributes)
      throws IOException {
    if (attributes.isRegularFile()) {
      StagedEntry entry = planned(file, StagedEntry.Kind.FILE);
      boolean keeps =
          entry != null
              && earlier.keeps(entry.path(), attributes.size(), attributes.lastModifiedTime());
      return keeps ? entry : null;
    }
    if (attributes.isSymbolicLink()) {
      StagedEntry entry = planned(file, StagedEntry.Kind.SYMLINK);
      boolean same =
          entry != null
              && Files.readSymbolicLink(file).toString().equals(plan.linkOnHost(entry.path()));
      return same ? entry : null;
    }
    return null;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (doomed != null) {
      Files.delete(directory);
      if (directory.equals(doomed)) {
        doomed = null;
      }
    }
    return FileVisitResult.CONTINUE;
  }
}
