package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/** Lists a directory as it is. Follows no link. */
public final class DirectoryReader {

  private static final int SET_ID_AND_PERMISSIONS = 07777;
  private static final String TYPE_AND_MODE = "unix:mode,size,nlink,ino,dev";
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int SYMLINK = 0120000;

  private final List<StagedEntry> entries = new ArrayList<>();
  private final List<Oddity> oddities = new ArrayList<>();
  private final Map<String, BundlePath> inodes = new HashMap<>();

  private DirectoryReader() {}

  /**
   * Lists all that is below {@code root}.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-VERIFY-31 if it is no directory, -34
   *     if the locale cannot express a name
   */
  public static Contents read(Path root) {
    if (!Files.isDirectory(root)) {
      throw VerifyProblems.nothingThere(root, "directory");
    }
    DirectoryReader reader = new DirectoryReader();
    try {
      reader.list(root, BundlePath.ROOT);
    } catch (IOException e) {
      throw VerifyProblems.nothingThere(root, "readable directory (" + e + ")");
    } catch (InvalidPathException e) {
      throw VerifyProblems.inexpressible(root, e);
    }
    return new Contents(StagedTree.foreign(root, reader.entries), reader.oddities);
  }

  private void list(Path directory, BundlePath at) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    }
    children.sort(null);
    for (Path child : children) {
      add(child, at.resolve(String.valueOf(child.getFileName())));
    }
  }

  private void add(Path file, BundlePath path) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(file, TYPE_AND_MODE, LinkOption.NOFOLLOW_LINKS);
    int mode = ((Number) value(found, "mode")).intValue();
    int permissions = mode & SET_ID_AND_PERMISSIONS;
    switch (mode & TYPE) {
      case DIRECTORY -> {
        entries.add(entry(path, StagedEntry.Kind.DIRECTORY, permissions, 0, ""));
        try {
          list(file, path);
        } catch (AccessDeniedException e) {
          oddities.add(new Oddity(Oddity.Kind.UNREADABLE, path.toString(), "directory"));
        }
      }
      case SYMLINK -> {
        String target = Files.readSymbolicLink(file).toString();
        entries.add(entry(path, StagedEntry.Kind.SYMLINK, 0777, 0, target));
      }
      case REGULAR -> regular(file, path, permissions, found);
      default -> oddities.add(new Oddity(Oddity.Kind.DEVICE, path.toString(), kind(mode)));
    }
  }

  private void regular(Path file, BundlePath path, int permissions, Map<String, Object> found) {
    if (((Number) value(found, "nlink")).intValue() > 1) {
      String inode = value(found, "dev") + ":" + value(found, "ino");
      BundlePath first = inodes.putIfAbsent(inode, path);
      if (first != null) {
        oddities.add(new Oddity(Oddity.Kind.HARD_LINK, path.toString(), first.toString()));
      }
    }
    if (Files.isReadable(file)) {
      long size = ((Number) value(found, "size")).longValue();
      entries.add(entry(path, StagedEntry.Kind.FILE, permissions, size, ""));
    } else {
      oddities.add(new Oddity(Oddity.Kind.UNREADABLE, path.toString(), "file"));
    }
  }

  private static Object value(Map<String, Object> attributes, String name) {
    return Objects.requireNonNull(attributes.get(name), name);
  }

  private static StagedEntry entry(
      BundlePath path, StagedEntry.Kind kind, int mode, long size, String target) {
    return new StagedEntry(path, kind, mode, size, target, "", null);
  }

  private static String kind(int mode) {
    return switch (mode & TYPE) {
      case 0010000 -> "pipe";
      case 0020000 -> "character device";
      case 0060000 -> "block device";
      case 0140000 -> "socket";
      default -> "of an unknown kind";
    };
  }
}
