package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.progress.Progress;

/** A directory for one run of smoke tests, which goes with it, also if the JVM ends meanwhile. */
final class SmokeScratch implements AutoCloseable {

  /** Above 128 bytes: so much of an interpreter line do kernels before 5.1 read. */
  private static final String LONG =
      "a place with a long name, with spaces and 'quotes' in it, where a path of the interpreter"
          + " does not fit into 128 bytes";

  /** Who still writes while the JVM ends makes the first attempts fail. */
  private static final int ATTEMPTS = 5;

  private final Path directory;
  private final Progress progress;
  private final Thread hook;

  private SmokeScratch(Path directory, Progress progress) {
    this.directory = directory;
    this.progress = progress;
    this.hook = new Thread(() -> remove(directory), "diracos-remove-scratch");
  }

  /** A new directory in {@code parent}. */
  static SmokeScratch in(Path parent, Progress progress) {
    try {
      Files.createDirectories(parent);
      SmokeScratch scratch =
          new SmokeScratch(
              Files.createTempDirectory(parent.toAbsolutePath(), "run").toRealPath(), progress);
      Runtime.getRuntime().addShutdownHook(scratch.hook);
      return scratch;
    } catch (IOException e) {
      throw PlacedFiles.failure(parent, e);
    }
  }

  /** A new directory in it. */
  Path directory(String name) {
    try {
      return Files.createDirectories(directory.resolve(name));
    } catch (IOException e) {
      throw PlacedFiles.failure(directory, e);
    }
  }

  /** A new directory with a long name, not ASCII where the locale can write such names. */
  Path longDirectory() {
    // Java 17 hands words to programs in this character set, whatever the locale is.
    boolean unicode = Charset.defaultCharset().equals(StandardCharsets.UTF_8);
    try {
      return directory(unicode ? LONG + " \u00fc\u00df \u2014 \u03c0" : LONG);
    } catch (InvalidPathException e) {
      return directory(LONG);
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook does it.
      return;
    }
    if (!remove(directory)) {
      progress.warn(directory + " could not be removed");
    }
  }

  private static boolean remove(Path directory) {
    for (int attempt = 0; attempt < ATTEMPTS && Files.exists(directory); attempt++) {
      try {
        Directories.remove(directory);
      } catch (IOException e) {
        // Somebody wrote there meanwhile, or it cannot be: the next attempt shows.
        Thread.onSpinWait();
      }
    }
    return !Files.exists(directory);
  }
}
