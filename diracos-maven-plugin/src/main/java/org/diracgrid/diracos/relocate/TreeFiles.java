package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** Changes to files of a tree. Each takes effect at once, or not at all. */
final class TreeFiles {

  private static final String SUFFIX = ".diracos-new";

  private TreeFiles() {}

  /** DOS-RELOC-08 for a file that cannot be read or written. */
  static DiracosException failure(String verb, Path file, IOException cause) {
    return DiracosException.of(
        Problem.of(
            "DOS-RELOC-08",
            "cannot " + verb + " a file of the tree: " + cause.getMessage(),
            file.toString(),
            "check permissions and free space, then run again"),
        cause);
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw failure("read", file, e);
    }
  }

  /**
   * Gives an existing file other content; mode and modification time stay.
   *
   * @param before its content now
   * @param memory is told what the file was, since the next run has to start from that
   */
  static void rewrite(
      Path root, BundlePath path, byte[] before, byte[] content, RelocationMemory memory) {
    memory.original(path, before);
    Path file = path.under(root);
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      FileTime time = Files.getLastModifiedTime(file);
      replace(file, content, mode);
      Files.setLastModifiedTime(file, time);
    } catch (IOException e) {
      throw failure("write", file, e);
    }
  }

  /** Makes a file, unless it has just that content and mode. */
  static void write(Path file, byte[] content, int mode) {
    Set<PosixFilePermission> permissions =
        PosixFilePermissions.fromString(mode == 0755 ? "rwxr-xr-x" : "rw-r--r--");
    try {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) == content.length
          && Files.getPosixFilePermissions(file).equals(permissions)
          && Arrays.equals(Files.readAllBytes(file), content)) {
        return;
      }
      replace(file, content, permissions);
    } catch (IOException e) {
      throw failure("write", file, e);
    }
  }

  private static void replace(Path file, byte[] content, Set<PosixFilePermission> mode)
      throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + SUFFIX);
    Files.deleteIfExists(fresh);
    try {
      Files.write(fresh, content);
      Files.setPosixFilePermissions(fresh, mode);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Makes a directory, unless it is there. */
  static void directory(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw failure("make", directory, e);
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failure("remove", file, e);
    }
  }

  /** Makes a symbolic link, in the place of one that may be there; its target is in host form. */
  static void link(Path file, String target) {
    try {
      Files.deleteIfExists(file);
      Files.createSymbolicLink(file, file.getFileSystem().getPath(FileNames.onHost(target)));
    } catch (IOException e) {
      throw failure("link", file, e);
    }
  }
}
