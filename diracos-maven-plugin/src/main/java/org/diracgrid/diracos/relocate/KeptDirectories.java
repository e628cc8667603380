package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Directories in which files are replaced, and which look untouched afterwards: distributions ship
 * /usr/bin as 0555, and replacing a file changes the time of its directory. A run that is killed
 * leaves them writable for their owner.
 */
final class KeptDirectories implements AutoCloseable {

  private static final String MODE = "unix:mode";
  private static final int OWNER_WRITE_AND_SEARCH = 0300;

  private final SortedMap<Path, Map<String, Object>> before = new TreeMap<>();

  /** Called before something in a directory is replaced; makes it writable for its owner. */
  synchronized void prepare(Path directory) throws IOException {
    if (before.containsKey(directory)) {
      return;
    }
    Map<String, Object> attributes =
        Files.readAttributes(
            directory, "unix:mode,lastModifiedTime,lastAccessTime", LinkOption.NOFOLLOW_LINKS);
    before.put(directory, attributes);
    if (attributes.get("mode") instanceof Integer mode
        && (mode & OWNER_WRITE_AND_SEARCH) != OWNER_WRITE_AND_SEARCH) {
      Files.setAttribute(directory, MODE, mode | OWNER_WRITE_AND_SEARCH);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (var directory : before.entrySet()) {
      Path path = directory.getKey();
      Map<String, Object> attributes = directory.getValue();
      Object mode = attributes.get("mode");
      if (mode != null && !mode.equals(Files.getAttribute(path, MODE))) {
        Files.setAttribute(path, MODE, mode);
      }
      if (attributes.get("lastModifiedTime") instanceof FileTime modified
          && attributes.get("lastAccessTime") instanceof FileTime accessed) {
        Files.getFileAttributeView(path, BasicFileAttributeView.class)
            .setTimes(modified, accessed, null);
      }
    }
  }
}
