package org.diracgrid.diracos.build.chroot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.problem.DiracosException;
import org.jspecify.annotations.Nullable;

/**
 * The kept buildroots of a directory, shared by any number of threads and processes:
 *
 * <pre>
 * bases/&lt;key&gt;/root   the root directory; nobody changes it
 * bases/&lt;key&gt;/bytes  how large it is
 * bases/&lt;key&gt;/used   written anew at each use, so that its time tells the last
 * leases, work       see {@link Lease}
 * locks              see {@link KeyLock}
 * </pre>
 *
 * <p>A base gets its name when it is whole. Whoever takes one removes those that were used least
 * recently beyond a number and a size, but none that is in use, and what killed processes left.
 *
 * @param directory of them all
 * @param most how many are kept
 * @param mostBytes how large they may be together
 */
record Buildroots(Path directory, int most, long mostBytes) {

  private static final int USUAL_MOST = 16;
  private static final long USUAL_BYTES = 24L << 30;

  /** Those of a directory, within the usual bounds. */
  static Buildroots in(Path directory) {
    return new Buildroots(directory, USUAL_MOST, USUAL_BYTES);
  }

  /** Makes a root directory and tells its size in bytes. */
  interface Maker {
    /** Makes it at {@code root}, where there is nothing yet. */
    long make(Path root) throws IOException;
  }

  /**
   * A base that is there as long as the lease is.
   *
   * @param made whether it was made for this
   */
  record Taken(Path root, Lease lease, boolean made) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      lease.close();
    }
  }

  /**
   * The base {@code key}, made if it is not there.
   *
   * @throws DiracosException {@code DOS-CHROOT-04} if the disk does not take it, {@code -05} if the
   *     thread is interrupted, and what the maker throws
   */
  Taken take(String key, Maker maker) {
    Lease lease = null;
    try {
      lease = Lease.take(directory, key);
      Taken taken = take(key, maker, lease);
      evict();
      lease = null;
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ChrootProblems.interrupted(e);
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      throw ChrootProblems.interrupted(e);
    } catch (IOException e) {
      throw ChrootProblems.disk(directory, e);
    } finally {
      giveBack(lease);
    }
  }

  private void giveBack(@Nullable Lease lease) {
    if (lease == null) {
      return;
    }
    try {
      lease.close();
    } catch (IOException e) {
      throw ChrootProblems.disk(directory, e);
    }
  }

  private Taken take(String key, Maker maker, Lease lease)
      throws IOException, InterruptedException {
    Path base = base(key);
    KeyLock lock = KeyLock.take(directory, key);
    try (lock) {
      boolean there = Files.isDirectory(base);
      if (!there) {
        Path unfinished = Files.createDirectory(lease.work().resolve("base"));
        long size = maker.make(unfinished.resolve("root"));
        Files.writeString(unfinished.resolve("bytes"), Long.toString(size), UTF_8);
        Files.createDirectories(base.getParent());
        Files.move(unfinished, base, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.writeString(base.resolve("used"), key, UTF_8);
      return new Taken(base.resolve("root"), lease, !there);
    }
  }

  private Path base(String key) {
    return directory.resolve("bases").resolve(key);
  }

  private record Kept(String key, long bytes, FileTime used) {}

  /** Removes what is too much, and what nobody works in any more. */
  private void evict() throws IOException {
    List<String> used = Lease.used(directory);
    List<Kept> bases = bases();
    long bytes = bases.stream().mapToLong(Kept::bytes).sum();
    int count = bases.size();
    for (Kept each : bases) {
      if (count <= most && bytes <= mostBytes) {
        return;
      }
      if (!used.contains(each.key()) && evict(each.key())) {
        count--;
        bytes -= each.bytes();
      }
    }
  }

  private boolean evict(String key) throws IOException {
    try (Lease trash = Lease.take(directory, "evict")) {
      Optional<KeyLock> lock = KeyLock.tryTake(directory, key);
      if (lock.isEmpty()) {
        return false;
      }
      KeyLock held = lock.get();
      try (held) {
        // Whoever took a lease meanwhile waits for the lock, or had it and is seen now.
        if (Lease.used(directory).contains(key)) {
          return false;
        }
        Files.move(base(key), trash.work().resolve("base"), StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        // Another process removed it.
        return true;
      }
      return true;
    }
  }

  /** What is kept, that which was used least recently first. */
  private List<Kept> bases() throws IOException {
    List<Kept> kept = new ArrayList<>();
    try (DirectoryStream<Path> bases = Files.newDirectoryStream(directory.resolve("bases"))) {
      for (Path base : bases) {
        kept(base).ifPresent(kept::add);
      }
    }
    kept.sort(Comparator.comparing(Kept::used).thenComparing(Kept::key));
    return kept;
  }

  /** Empty if it was removed meanwhile, or is just being made. */
  private static Optional<Kept> kept(Path base) throws IOException {
    try {
      long size = Long.parseLong(Files.readString(base.resolve("bytes"), UTF_8));
      String key = base.getFileName().toString();
      return Optional.of(new Kept(key, size, Files.getLastModifiedTime(base.resolve("used"))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
