package org.diracgrid.diracos.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A release directory of this machine. A file is written under another name, forced to the disk and
 * renamed, so that readers and a loss of power see all of it or nothing.
 */
public final class ReleaseDirectory implements ReleaseTarget {

  private static final String LOCK = ".diracos-release.lock";
  private static final String UNFINISHED = ".diracos-unfinished";
  private static final long PAUSE = 50;

  /** So many bytes are copied at a time. */
  private static final long STRETCH = 8 << 20;

  private final Path directory;
  private final Duration patience;

  private ReleaseDirectory(Path directory, Duration patience) {
    this.directory = directory;
    this.patience = patience;
  }

  /** The directory {@code directory}, which is made when something is put there. */
  public static ReleaseDirectory at(Path directory) {
    return waiting(directory, Duration.ofMinutes(10));
  }

  /** As {@link #at}, waiting so long for others who publish there. */
  static ReleaseDirectory waiting(Path directory, Duration patience) {
    return new ReleaseDirectory(directory.toAbsolutePath().normalize(), patience);
  }

  @Override
  public String where(String name) {
    return directory.resolve(name).toString();
  }

  @Override
  public Optional<byte[]> read(String name) {
    Path file = directory.resolve(name);
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      // A path through a file holds no file either; what is wrong is told when it is written.
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      throw AtomicFile.unreadable(file, e);
    }
  }

  @Override
  public boolean holds(String name, Path content) {
    Path file = directory.resolve(name);
    try {
      return Files.isRegularFile(file) && Files.mismatch(file, content) < 0;
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  @Override
  public void write(String name, Path content, LongConsumer sent) {
    put(
        name,
        out -> {
          try (FileChannel in = FileChannel.open(content, StandardOpenOption.READ)) {
            long size = in.size();
            long at = 0;
            while (at < size) {
              long copied = in.transferTo(at, Math.min(STRETCH, size - at), out);
              if (copied <= 0) {
                throw new IOException(content + " became shorter while it was copied");
              }
              at += copied;
              sent.accept(copied);
            }
          }
        });
  }

  @Override
  public void write(String name, byte[] content) {
    put(
        name,
        out -> {
          ByteBuffer bytes = ByteBuffer.wrap(content);
          while (bytes.hasRemaining()) {
            out.write(bytes);
          }
        });
  }

  private interface Content {
    void writeTo(FileChannel out) throws IOException;
  }

  private void put(String name, Content content) {
    Path file = directory.resolve(name);
    Path temporary = directory.resolve("." + name + UNFINISHED);
    try {
      try (FileChannel out =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeTo(out);
        readable(temporary);
        out.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync();
    } catch (IOException e) {
      throw unwritable(file, e);
    } finally {
      forget(temporary);
    }
  }

  /** A web server is another user, and umasks of builds differ. */
  private static void readable(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  /** Makes the rename last. */
  private void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void forget(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw unwritable(temporary, e);
    }
  }

  @Override
  public <T> T exclusively(Supplier<T> work) {
    Path file = directory.resolve(LOCK);
    FileChannel channel;
    try {
      Files.createDirectories(directory);
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unwritable(directory, e);
    }
    try (channel) {
      take(channel);
      clean();
      return work.get();
    } catch (IOException e) {
      throw unwritable(directory, e);
    }
  }

  private void take(FileChannel channel) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (tryTake(channel) == null) {
      if (System.nanoTime() >= end) {
        throw busy("somebody has published there for " + patience.toSeconds() + " seconds");
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw busy("the wait for somebody else who publishes there was interrupted");
      }
    }
  }

  private static @Nullable FileLock tryTake(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another thread of this process: modules of one build.
      return null;
    }
  }

  /** Removes what a run that was killed left. */
  private void clean() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, ".*" + UNFINISHED)) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  private DiracosException busy(String because) {
    return DiracosException.of(
        new Problem(
            "DOS-PUBLISH-04",
            "the release directory is busy",
            directory.toString(),
            because,
            "wait for it, or end it, and run again"));
  }

  private static DiracosException unwritable(Path file, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-PUBLISH-03",
            "the release directory cannot be written",
            file.toString(),
            cause.getClass().getSimpleName() + ": " + cause.getMessage(),
            "check \"directory\" under \"release\" (-Ddiracos.releaseDirectory), its permissions and"
                + " its free space"),
        cause);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
