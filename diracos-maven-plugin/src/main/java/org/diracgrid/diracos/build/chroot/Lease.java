package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.diracgrid.diracos.path.Directories;

/**
 * That somebody uses a base and works in a directory: a file {@code leases/<key>.<jvm>.<id>},
 * locked by its process, and {@code work/<key>.<jvm>.<id>/}. The system unlocks the file when the
 * process ends, however it does.
 *
 * <p>Locks of files are those of a process, and end when it closes the file by whatever channel; so
 * nobody opens a lease of its own process to try it: the name tells them.
 */
final class Lease implements AutoCloseable {

  private static final String JVM = UUID.randomUUID().toString();

  private final Path file;
  private final FileChannel channel;
  private final Path work;

  private Lease(Path file, FileChannel channel, Path work) {
    this.file = file;
    this.channel = channel;
    this.work = work;
  }

  /** A lease on the base {@code key}, with a new directory to work in. */
  static Lease take(Path buildroots, String key) throws IOException {
    String name = key + "." + JVM + "." + UUID.randomUUID();
    Path leases = Files.createDirectories(buildroots.resolve("leases"));
    Path works = Files.createDirectories(buildroots.resolve("work"));
    // Locked before it has its name: nobody sees it unlocked.
    Path unnamed = leases.resolve(".new-" + name);
    FileChannel channel =
        FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.lock();
      Path file = leases.resolve(name);
      Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
      return new Lease(file, channel, Files.createDirectory(works.resolve(name)));
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(unnamed);
      throw e;
    }
  }

  /** The directory to work in; it ends with the lease. */
  Path work() {
    return work;
  }

  /** Removes the directory and gives the lease back. */
  @Override
  public void close() throws IOException {
    try (channel) {
      Directories.remove(work);
      Files.deleteIfExists(file);
    }
  }

  /** The keys of bases that are used; what processes left that are gone is removed. */
  static List<String> used(Path buildroots) throws IOException {
    List<String> used = new ArrayList<>();
    Path leases = buildroots.resolve("leases");
    if (!Files.isDirectory(leases)) {
      return used;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(leases, "[!.]*")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (isHeld(file, name)) {
          used.add(name.substring(0, name.indexOf('.')));
        } else {
          Directories.remove(buildroots.resolve("work").resolve(name));
          Files.deleteIfExists(file);
        }
      }
    }
    return used;
  }

  private static boolean isHeld(Path file, String name) throws IOException {
    if (name.contains("." + JVM + ".")) {
      return true;
    }
    try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = other.tryLock()) {
      return lock == null;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
