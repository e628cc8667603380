package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Keeps all others, threads and processes, from a base while one makes it or takes it away. Keys
 * share a bounded number of locks; nobody holds two.
 */
final class KeyLock implements AutoCloseable {

  private static final int STRIPES = 64;

  /** Locks of files are those of a process, so threads need their own, one for each file. */
  private static final List<ReentrantLock> THREADS =
      IntStream.range(0, STRIPES).mapToObj(stripe -> new ReentrantLock()).toList();

  private final ReentrantLock thread;
  private final FileChannel channel;

  private KeyLock(ReentrantLock thread, FileChannel channel) {
    this.thread = thread;
    this.channel = channel;
  }

  /** Waits until nobody else has the lock. */
  static KeyLock take(Path buildroots, String key) throws IOException, InterruptedException {
    ReentrantLock thread = THREADS.get(stripe(key));
    thread.lockInterruptibly();
    FileChannel channel = null;
    try {
      channel = open(buildroots, key);
      channel.lock();
      return new KeyLock(thread, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      thread.unlock();
      throw e;
    }
  }

  /** Takes the lock if nobody else has it. */
  static Optional<KeyLock> tryTake(Path buildroots, String key) throws IOException {
    ReentrantLock thread = THREADS.get(stripe(key));
    if (thread.isHeldByCurrentThread() || !thread.tryLock()) {
      return Optional.empty();
    }
    FileChannel channel = null;
    try {
      channel = open(buildroots, key);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new KeyLock(thread, channel));
      }
      channel.close();
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      thread.unlock();
      throw e;
    }
    thread.unlock();
    return Optional.empty();
  }

  private static FileChannel open(Path buildroots, String key) throws IOException {
    Path locks = Files.createDirectories(buildroots.resolve("locks"));
    return FileChannel.open(
        locks.resolve(Integer.toString(stripe(key))),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
  }

  private static int stripe(String key) {
    return Math.floorMod(key.hashCode(), STRIPES);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      // Closing unlocks the file; the threads come after it.
    } finally {
      thread.unlock();
    }
  }
}
