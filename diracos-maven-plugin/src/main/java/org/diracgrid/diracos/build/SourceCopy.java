package org.diracgrid.diracos.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies what a source package is made of, so that it does not depend on who made the files: the
 * copies have modes 0644 or 0755, and the time of now, which rpmbuild clamps.
 */
public final class SourceCopy {

  private SourceCopy() {}

  /**
   * Copies the files of a directory, without those of directories in it.
   *
   * @param spec name of the one that goes to {@code specs}; whether it is there is for the caller
   */
  public static void copy(Path directory, String spec, Path specs, Path sources)
      throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files = listed.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      Path copy = (name.equals(spec) ? specs : sources).resolve(name);
      Files.copy(file, copy);
      Files.setPosixFilePermissions(
          copy,
          PosixFilePermissions.fromString(Files.isExecutable(file) ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
