package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.stage.TreeReader;
import org.jspecify.annotations.Nullable;

/**
 * Gives a file other content and leaves everything else of it as it is: owner, mode with its setuid
 * bits, access lists and other extended attributes, capabilities, times, hard links.
 *
 * <p>A copy is changed and then takes the file's names, one after the other. So each name has the
 * old content or the new one, whole, at any time and after {@code kill -9}; a program that runs
 * keeps the file that it was started from, which could not be written to anyway ("text file busy");
 * and names out of the tree keep the old content. A file of several names is written once. What a
 * killed run leaves are copies called {@link TreeReader#UNFINISHED}, which the next one removes,
 * and, if it ended between two names of one file, two files with a name each.
 */
final class FileReplacement {

  private static final String MODE = "unix:mode";
  private static final int OWNER_WRITE = 0200;

  private FileReplacement() {}

  /** What is done to the copy. */
  interface Change {
    void apply(FileChannel channel) throws IOException;
  }

  /**
   * Changes a file.
   *
   * @param names all names of the file in the tree
   * @param number tells this replacement from others that go on at the same time
   * @param capability what it has of capabilities, if any
   * @return why it was not changed; empty if it was
   * @throws IOException if it cannot be copied or written; it is then as it was
   */
  static Optional<String> replace(
      List<Path> names, int number, @Nullable String capability, Change change) throws IOException {
    Path file = names.get(0);
    Map<String, Object> before =
        Files.readAttributes(
            file, "unix:mode,uid,gid,lastModifiedTime,lastAccessTime", LinkOption.NOFOLLOW_LINKS);
    Path copy = file.resolveSibling(TreeReader.UNFINISHED + number);
    Files.deleteIfExists(copy);
    try {
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      int mode = (Integer) require(before, "mode");
      if ((mode & OWNER_WRITE) == 0) {
        Files.setAttribute(copy, MODE, mode | OWNER_WRITE);
      }
      try (FileChannel channel =
          FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        change.apply(channel);
      }
      Optional<String> obstacle = restore(copy, before, capability);
      if (obstacle.isPresent()) {
        return obstacle;
      }
      rename(copy, names);
      return Optional.empty();
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** Makes the copy look like the file; writing has taken setuid bits and capabilities. */
  private static Optional<String> restore(
      Path copy, Map<String, Object> before, @Nullable String capability) throws IOException {
    Map<String, Object> owner = Files.readAttributes(copy, "unix:uid,gid");
    if (!require(owner, "uid").equals(require(before, "uid"))
        || !require(owner, "gid").equals(require(before, "gid"))) {
      return Optional.of("it belongs to another user or group, who would lose it");
    }
    Object mode = require(before, "mode");
    if (!Files.getAttribute(copy, MODE).equals(mode)) {
      Files.setAttribute(copy, MODE, mode);
      if (!Files.getAttribute(copy, MODE).equals(mode)) {
        return Optional.of("this user may not give it its setuid or setgid bit again");
      }
    }
    if (capability != null && !FileCapabilities.set(copy, capability)) {
      return Optional.of("this user may not give it its capabilities again: " + capability);
    }
    Files.getFileAttributeView(copy, BasicFileAttributeView.class)
        .setTimes(
            (FileTime) require(before, "lastModifiedTime"),
            (FileTime) require(before, "lastAccessTime"),
            null);
    return Optional.empty();
  }

  /** The last name first: a copy that still has none other is then no loss. */
  private static void rename(Path copy, List<Path> names) throws IOException {
    for (int i = names.size() - 1; i > 0; i--) {
      Path name = names.get(i);
      Path link = name.resolveSibling(copy.getFileName() + "-" + i);
      Files.deleteIfExists(link);
      try {
        Files.createLink(link, copy);
        Files.move(link, name, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(link);
      }
    }
    Files.move(copy, names.get(0), StandardCopyOption.ATOMIC_MOVE);
  }

  private static Object require(Map<String, Object> attributes, String name) {
    Object value = attributes.get(name);
    if (value == null) {
      throw new IllegalStateException("the system does not tell " + name);
    }
    return value;
  }

  /**
   * Gives a symbolic link another target, in one step.
   *
   * @throws IOException if it cannot be made; the old one is then still there
   */
  static void relink(Path link, Path target, int number) throws IOException {
    Path fresh = link.resolveSibling(TreeReader.UNFINISHED + number);
    Map<String, Object> before =
        Files.readAttributes(link, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
    Files.deleteIfExists(fresh);
    try {
      Files.createSymbolicLink(fresh, target);
      Map<String, Object> now =
          Files.readAttributes(fresh, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
      for (String id : List.of("uid", "gid")) {
        if (!require(now, id).equals(require(before, id))) {
          Files.setAttribute(fresh, "unix:" + id, require(before, id), LinkOption.NOFOLLOW_LINKS);
        }
      }
      Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
