package org.diracgrid.diracos.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Puts directories, files and links on disk. Files are only ever created, never opened through
 * something that is there. Safe for several threads once the directories are made.
 */
final class TreeWriter {

  private static final Set<OpenOption> CREATE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final Set<PosixFilePermission> OWNER_ALL =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final FileAttribute<Set<PosixFilePermission>> AS_DIRECTORY =
      PosixFilePermissions.asFileAttribute(OWNER_ALL);

  private final Path root;

  /** Whether the umask takes from the owner what the next stages need. */
  private final boolean mendModes;

  private TreeWriter(Path root, boolean mendModes) {
    this.root = root;
    this.mendModes = mendModes;
  }

  /** A writer below {@code root}, which must be empty or absent. */
  static TreeWriter create(Path root) {
    try {
      Files.createDirectories(root);
      try (DirectoryStream<Path> content = Files.newDirectoryStream(root)) {
        if (content.iterator().hasNext()) {
          throw DiracosException.of(
              Problem.of(
                  StageProblems.NOT_EMPTY,
                  "the directory for the staged tree is not empty",
                  root.toString(),
                  "remove it, or run mvn clean"));
        }
      }
      return over(root);
    } catch (IOException e) {
      throw StageProblems.cannotWrite(root, e);
    }
  }

  /** A writer below {@code root}, which may hold what an earlier run left. */
  static TreeWriter over(Path root) {
    try {

      // A name that no package can have taken.
      Path probe = Files.createTempDirectory(root, ".probe", AS_DIRECTORY);
      boolean strict = !Files.getPosixFilePermissions(probe).containsAll(ownerOf(OWNER_ALL));
      Files.delete(probe);
      return new TreeWriter(root, strict);
    } catch (IOException e) {
      throw StageProblems.cannotWrite(root, e);
    }
  }

  private static Set<PosixFilePermission> ownerOf(Set<PosixFilePermission> all) {
    return Set.of(
        all.stream()
            .filter(permission -> permission.name().startsWith("OWNER"))
            .toArray(PosixFilePermission[]::new));
  }

  /** Creates a directory whose parent is there. */
  void directory(BundlePath path) {
    Path at = path.under(root);
    try {
      Files.createDirectory(at, AS_DIRECTORY);
      mend(at);
    } catch (IOException e) {
      throw StageProblems.cannotWrite(at, e);
    }
  }

  /** Creates a symbolic link whose parent is there. */
  void link(BundlePath path, String target) {
    Path at = path.under(root);
    try {
      Files.createSymbolicLink(at, root.getFileSystem().getPath(target));
    } catch (IOException e) {
      throw StageProblems.cannotWrite(at, e);
    }
  }

  /** Removes a file. */
  void remove(BundlePath path) {
    Path at = path.under(root);
    try {
      Files.delete(at);
    } catch (IOException e) {
      throw StageProblems.cannotWrite(at, e);
    }
  }

  /** Opens a new file. */
  FileChannel file(BundlePath path) throws IOException {
    Path at = path.under(root);
    FileChannel channel = FileChannel.open(at, CREATE);
    try {
      mend(at);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void mend(Path at) throws IOException {
    if (mendModes) {
      Files.setPosixFilePermissions(at, OWNER_ALL);
    }
  }

  /** Makes {@code copy} a file of its own with the content of {@code original}. */
  void copy(BundlePath original, BundlePath copy) throws IOException {
    try (FileChannel from = FileChannel.open(original.under(root), StandardOpenOption.READ);
        FileChannel to = file(copy)) {
      long size = from.size();
      long done = 0;
      while (done < size) {
        long n = from.transferTo(done, size - done, to);
        if (n <= 0) {
          throw new IOException(original + " shrank while it was copied");
        }
        done += n;
      }
    }
  }

  /** Writes all of a piece of an array. */
  static void write(FileChannel channel, byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  Path locate(BundlePath path) {
    return path.under(root);
  }
}
