package org.diracgrid.diracos.stage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a tree on disk.
 *
 * @param items each directory before what is in it, the root left out
 */
public record TreeListing(List<Item> items) {

  /** Copies the list. */
  public TreeListing {
    items = List.copyOf(items);
  }

  /**
   * Something in a tree.
   *
   * @param link where a symbolic link leads; null for anything else
   */
  public record Item(Path path, BasicFileAttributes attributes, @Nullable String link) {}

  /**
   * Lists what is below {@code root}, links not followed.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException if a directory cannot be read
   */
  public static TreeListing of(Path root) {
    List<Item> items = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              if (!path.equals(root)) {
                items.add(new Item(path, attributes, null));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
                throws IOException {
              String link =
                  attributes.isSymbolicLink() ? Files.readSymbolicLink(path).toString() : null;
              items.add(new Item(path, attributes, link));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw StageProblems.cannotWrite(root, e);
    }
    return new TreeListing(items);
  }
}
