package org.diracgrid.diracos.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** Writes whole files: a reader sees the old bytes or the new ones, never a part. */
public final class AtomicFile {

  private AtomicFile() {}

  /**
   * Writes {@code bytes} unless they are there already, so that an unchanged file keeps its time.
   */
  public static void write(Path file, byte[] bytes) {
    try {
      if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
        return;
      }
      Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
      Path directory = temporary.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      try {
        Files.write(temporary, bytes);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Makes a directory unless it is there. */
  public static void directory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unwritable(directory, e);
    }
  }

  /** Removes a file if it is there. */
  public static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** DOS-IO-01: what it means that {@code file} cannot be written. */
  public static DiracosException unwritable(Path file, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-IO-01",
            "cannot write " + file,
            file.toString(),
            cause.getClass().getSimpleName() + ": " + cause.getMessage(),
            "check free space and permissions of " + file.toAbsolutePath().getParent()),
        cause);
  }

  /** DOS-IO-02: what it means that {@code file} cannot be read. */
  public static DiracosException unreadable(Path file, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-IO-02",
            "cannot read " + file,
            file.toString(),
            cause.getClass().getSimpleName() + ": " + cause.getMessage(),
            "check the permissions of " + file.toAbsolutePath().getParent()),
        cause);
  }
}
