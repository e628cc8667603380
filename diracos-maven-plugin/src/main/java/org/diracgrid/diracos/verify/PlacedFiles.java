package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Writes files below one directory, and nowhere else. Directories and files first, links and the
 * modes of directories when all is there: so nothing is written through a link, and directories may
 * be read-only.
 */
final class PlacedFiles {

  private final Path root;
  private final Map<BundlePath, String> links = new TreeMap<>();
  private final Map<BundlePath, Integer> directories = new TreeMap<>();
  private int leftOut;

  PlacedFiles(Path root) {
    this.root = root;
  }

  /** DOS-VERIFY-26 for what cannot be read or written. */
  static DiracosException failure(Path file, IOException cause) {
    return DiracosException.of(
        Problem.of(
            "DOS-VERIFY-26",
            "the bundle cannot be unpacked to run it: " + cause,
            file.toString(),
            "check that the file is whole, permissions, and free space; then run again"),
        cause);
  }

  /** The path inside that a name means; empty, and counted, if it leads out or through a link. */
  Optional<BundlePath> inside(String name) {
    try {
      BundlePath path = BundlePath.parse(name);
      if (path.isRoot()) {
        return Optional.empty();
      }
      if (!isThroughLink(path) && host(path.memberName()).isPresent()) {
        return Optional.of(path);
      }
      leftOut++;
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      leftOut++;
      return Optional.empty();
    }
  }

  /** The path as this locale can write it; U+FFFD is what was lost before. */
  private Optional<Path> host(String name) {
    try {
      boolean lost = !FileNames.isUnicode(name) || name.indexOf('\uFFFD') >= 0;
      return lost ? Optional.empty() : Optional.of(root.resolve(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Path place(BundlePath path) {
    return root.resolve(path.memberName());
  }

  void directory(BundlePath path, int mode) throws IOException {
    Files.createDirectories(place(path));
    directories.put(path, mode);
  }

  void file(BundlePath path, int mode, InputStream content) throws IOException {
    Path file = place(path);
    // A tarball before this one may have had a link there.
    links.remove(path);
    Files.createDirectories(file.getParent());
    Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(file, permissions(mode));
  }

  /** A copy of a file that was placed before, as tar's hard links are. */
  void copy(BundlePath path, BundlePath other) throws IOException {
    String target = links.get(other);
    if (target != null) {
      links.put(path, target);
      return;
    }
    Files.createDirectories(place(path).getParent());
    Files.copy(
        place(other),
        place(path),
        LinkOption.NOFOLLOW_LINKS,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  void link(BundlePath path, String target) {
    if (target.isEmpty() || host(target).isEmpty()) {
      leftOut++;
    } else {
      links.put(path, target);
    }
  }

  void leaveOut() {
    leftOut++;
  }

  /** Makes what has to come last; gives how many names were left out. */
  int finish() throws IOException {
    for (Map.Entry<BundlePath, String> link : links.entrySet()) {
      Path file = place(link.getKey());
      if (isThroughLink(link.getKey()) || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        leftOut++;
        continue;
      }
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      Files.createSymbolicLink(file, file.getFileSystem().getPath(link.getValue()));
    }
    for (Map.Entry<BundlePath, Integer> directory : directories.entrySet()) {
      Path path = place(directory.getKey());
      if (!isThroughLink(directory.getKey())
          && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.setPosixFilePermissions(path, permissions(directory.getValue() | 0700));
      }
    }
    return leftOut;
  }

  /** All links below the root are our own, so that there is no need to ask the disk. */
  private boolean isThroughLink(BundlePath path) {
    for (BundlePath up = path.parent(); !up.isRoot(); up = up.parent()) {
      if (links.containsKey(up)) {
        return true;
      }
    }
    return false;
  }

  /** Of the nine lowest bits; setuid is nothing that a smoke test needs. */
  private static Set<PosixFilePermission> permissions(int mode) {
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode & (0400 >> bit)) != 0) {
        set.add(all[bit]);
      }
    }
    return set;
  }

  /** The mode of a file in numbers. */
  static int mode(Path file) throws IOException {
    int mode = 0;
    for (PosixFilePermission permission :
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)) {
      mode |= 0400 >> permission.ordinal();
    }
    return mode;
  }

  /** Takes the right to write from all below a directory, and from itself. */
  static void makeReadOnly(Path directory) {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (attributes.isRegularFile()) {
                Files.setPosixFilePermissions(file, permissions(mode(file) & 0555));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed)
                throws IOException {
              Files.setPosixFilePermissions(visited, permissions(mode(visited) & 0555));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw failure(directory, e);
    }
  }
}
