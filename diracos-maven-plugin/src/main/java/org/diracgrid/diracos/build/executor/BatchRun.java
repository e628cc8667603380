package org.diracgrid.diracos.build.executor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Whose jobs those in the queue are: each working directory has a mark of its own, which begins the
 * names of its jobs, so that a run finds what an earlier one that was killed left behind. The file
 * {@code batch-run} holds the mark and the directory, by which a copy of it is known as another.
 */
final class BatchRun implements AutoCloseable {

  private static final int MARK_BYTES = 5;

  private final String mark;
  private final FileChannel channel;
  private final @Nullable FileLock lock;

  private BatchRun(String mark, FileChannel channel, @Nullable FileLock lock) {
    this.mark = mark;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Opens the working directory for one run.
   *
   * @throws DiracosException DOS-EXECUTOR-05 if another run uses it
   */
  static BatchRun open(Path directory) {
    Path file = directory.resolve("batch-run");
    Path guard = directory.resolve("batch-run.lock");
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = lock(channel, directory);
      String place = directory.toRealPath().toString();
      Optional<String> known =
          Files.isRegularFile(file) ? mark(Files.readAllLines(file), place) : Optional.empty();
      String mark = known.orElseGet(BatchRun::newMark);
      AtomicFile.write(file, (mark + "\n" + place + "\n").getBytes(StandardCharsets.UTF_8));
      return new BatchRun(mark, channel, lock);
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel, Path directory) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    } catch (IOException e) {
      // A file system without locks: two runs at once are then the user's own care.
      return null;
    }
    if (lock == null) {
      channel.close();
      throw DiracosException.of(
          Problem.of(
              "DOS-EXECUTOR-05",
              "another run has its jobs done from this directory",
              directory.toString(),
              "wait for it, end it, or use another build directory"));
    }
    return lock;
  }

  private static Optional<String> mark(List<String> lines, String place) {
    return lines.size() == 2
            && lines.get(0).matches("[0-9a-f]{" + 2 * MARK_BYTES + "}")
            && lines.get(1).equals(place)
        ? Optional.of(lines.get(0))
        : Optional.empty();
  }

  private static String newMark() {
    byte[] bytes = new byte[MARK_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** What the names of all jobs of this directory begin with. */
  String prefix() {
    return "diracos-" + mark + "-";
  }

  /** What the names of all attempts at a job begin with. */
  String prefix(BuildJob job) {
    return prefix() + job.id().replaceAll("[^A-Za-z0-9._+-]", "_") + "-a";
  }

  /** The name of an attempt. */
  String name(BuildJob job, int attempt) {
    return prefix(job) + attempt;
  }

  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.release();
      }
      channel.close();
    } catch (IOException e) {
      // The lock ends with the process at the latest.
      return;
    }
  }
}
