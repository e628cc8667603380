package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.path.AtomicFile;

/**
 * Size and time of files, so that a result that was removed, damaged or replaced since it was made
 * is made again. Large results are not read for that.
 */
final class FileStamps {

  private FileStamps() {}

  /** The stamps by file name. */
  static Map<String, String> of(Path... files) {
    Map<String, String> stamps = new TreeMap<>();
    for (Path file : files) {
      stamps.put(file.getFileName().toString(), stamp(file));
    }
    return stamps;
  }

  private static String stamp(Path file) {
    try {
      return Files.isRegularFile(file)
          ? Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis()
          : "absent";
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }
}
