package org.diracgrid.diracos.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * A file that gets its name when it is whole, hashed while it is written.
 *
 * <p>The temporary name is the same in every run, so that a killed run leaves at most one file and
 * the next run takes it over; a lock keeps two runs apart that share a build directory. The file is
 * not forced to the disk: that would cost as much as writing it, and after a power failure the
 * checksums tell.
 *
 * <p>Each of the two digests costs about as much as writing, and is taken on a thread of its own.
 */
final class Output implements AutoCloseable {

  private final Path file;
  private final Path part;
  private final FileChannel channel;
  private MessageDigest md5 = Algorithm.MD5.newDigest();
  private MessageDigest sha256 = Algorithm.SHA256.newDigest();
  private final ExecutorService forMd5 = Executors.newSingleThreadExecutor(Output::thread);
  private final ExecutorService forSha256 = Executors.newSingleThreadExecutor(Output::thread);
  private Future<?> digested = CompletableFuture.completedFuture(null);
  private long size;
  private boolean finished;

  private Output(Path file, Path part, FileChannel channel) {
    this.file = file;
    this.part = part;
    this.channel = channel;
  }

  /** Starts to write {@code file}; its directory is made if it is not there. */
  static Output open(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path part = part(file);
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Output output = new Output(file, part, channel);
    try {
      if (lock(channel)) {
        channel.truncate(0);
        return output;
      }
    } catch (IOException e) {
      output.close();
      throw e;
    }
    // The file is the other run's.
    output.stopDigesting();
    channel.close();
    throw DiracosException.of(
        Problem.of(
            "DOS-BUNDLE-09",
            "another run is writing " + file.getFileName(),
            file.toString(),
            "wait for it, or give one of the two another build directory"));
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "diracos-digest");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Appends what remains in {@code bytes}.
   *
   * @return is done once nobody reads the bytes any more; they must stay as they are until then
   */
  Future<?> write(ByteBuffer bytes) throws IOException {
    size += bytes.remaining();
    digested =
        CompletableFuture.allOf(
            digest(md5, bytes.duplicate(), forMd5), digest(sha256, bytes.duplicate(), forSha256));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    return digested;
  }

  /**
   * Copies the start of another file, before anything else is written.
   *
   * @param digests of that start; those of what follows are added to them
   * @throws EOFException if the other file is shorter
   */
  void begin(FileChannel from, long length, BasePart.Digests digests) throws IOException {
    md5 = digests.md5();
    sha256 = digests.sha256();
    while (size < length) {
      long copied = from.transferTo(size, length - size, channel);
      if (copied == 0) {
        throw new EOFException("it ends at byte " + size);
      }
      size += copied;
    }
  }

  private static CompletableFuture<Void> digest(
      MessageDigest digest, ByteBuffer bytes, ExecutorService thread) {
    return CompletableFuture.runAsync(() -> digest.update(bytes), thread);
  }

  /** How many bytes were written. */
  long size() {
    return size;
  }

  /**
   * Gives the file its name. What bore it before is moved out of the way first, since some file
   * systems write a file out to the disk when it takes another's place.
   *
   * @param later takes what need not be waited for: a big file takes a while to go
   */
  void finish(Consumer<Runnable> later) throws IOException {
    Path old = file.resolveSibling("." + file.getFileName() + ".old");
    boolean there = Files.isRegularFile(file);
    if (there) {
      rename(file, old);
    }
    try {
      rename(part, file);
    } catch (IOException e) {
      if (there) {
        rename(old, file);
      }
      throw e;
    }
    finished = true;
    later.accept(() -> delete(old));
  }

  private static void delete(Path old) {
    try {
      Files.deleteIfExists(old);
    } catch (IOException e) {
      throw failure(old, e);
    }
  }

  /** The digest of all that was written; to be asked for once. */
  Checksum md5() {
    ChunkPipeline.await(digested);
    return new Checksum(Algorithm.MD5, HexFormat.of().formatHex(md5.digest()));
  }

  /** The digest of all that was written; to be asked for once. */
  Checksum sha256() {
    ChunkPipeline.await(digested);
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(sha256.digest()));
  }

  private void stopDigesting() {
    forMd5.shutdownNow();
    forSha256.shutdownNow();
  }

  /** Removes what was written, unless it is finished. */
  @Override
  public void close() throws IOException {
    stopDigesting();
    try (channel) {
      if (!finished) {
        Files.deleteIfExists(part);
      }
    }
  }

  /** Writes a small file whole or not at all. */
  static void small(Path file, String text) throws IOException {
    Path part = part(file);
    try {
      Files.write(part, text.getBytes(US_ASCII));
      rename(part, file);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** What to tell when {@code file} could not be written. */
  static DiracosException failure(Path file, IOException e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    Path directory = file.toAbsolutePath().getParent();
    if (e instanceof ClosedByInterruptException) {
      return interrupted(e);
    }
    if (text.contains("no space left") || text.contains("quota exceeded")) {
      return problem(
          "DOS-BUNDLE-02",
          "the disk is full",
          file,
          e,
          "free some space on the file system of the build directory, then run again");
    }
    if (e instanceof AccessDeniedException
        || text.contains("permission denied")
        || text.contains("read-only file system")) {
      return problem(
          "DOS-BUNDLE-01",
          "the bundle may not be written",
          file,
          e,
          "make " + directory + " writable for the user that builds");
    }
    return problem(
        "DOS-BUNDLE-03", "the bundle cannot be written", file, e, "check the disk, then run again");
  }

  /** What to tell when the thread was interrupted. */
  static DiracosException interrupted(Exception e) {
    return DiracosException.of(
        Problem.of("DOS-BUNDLE-10", "bundling was interrupted", "", "run again, it starts afresh"),
        e);
  }

  private static DiracosException problem(
      String code, String what, Path file, Exception e, String fix) {
    return DiracosException.of(new Problem(code, what, file.toString(), e.toString(), fix), e);
  }

  private static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path part(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".part");
  }
}
