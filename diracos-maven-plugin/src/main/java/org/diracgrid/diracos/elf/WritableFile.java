package org.diracgrid.diracos.elf;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** A file open for reading and writing that looks untouched afterwards, its content aside. */
final class WritableFile implements Closeable {

  /** All twelve bits; the type of the file comes with them and is ignored when they are set. */
  private static final String MODE = "unix:mode";

  private final Path file;
  private final FileChannel channel;
  private final PosixFileAttributes before;
  private final Object mode;
  private boolean permissionsChanged;

  private WritableFile(
      Path file,
      FileChannel channel,
      PosixFileAttributes before,
      Object mode,
      boolean permissionsChanged) {
    this.file = file;
    this.channel = channel;
    this.before = before;
    this.mode = mode;
    this.permissionsChanged = permissionsChanged;
  }

  /** Opens a file; one that its owner may not write is made writable until it is closed. */
  static WritableFile open(Path file) throws IOException {
    PosixFileAttributes before = Files.readAttributes(file, PosixFileAttributes.class);
    Object mode = Files.getAttribute(file, MODE);
    try {
      return new WritableFile(file, openChannel(file), before, mode, false);
    } catch (AccessDeniedException e) {
      Set<PosixFilePermission> writable = EnumSet.copyOf(before.permissions());
      if (!writable.add(PosixFilePermission.OWNER_WRITE)) {
        throw e;
      }
      Files.setPosixFilePermissions(file, writable);
      return new WritableFile(file, openChannel(file), before, mode, true);
    }
  }

  private static FileChannel openChannel(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  FileChannel channel() {
    return channel;
  }

  /**
   * Puts back, after writing, what writing changes: the setuid and setgid bits, which the kernel
   * takes from a file that anybody but root writes to, and the modification time. The times come
   * last, for changing a mode leaves them alone.
   */
  void restoreAttributes() throws IOException {
    if (!Files.getAttribute(file, MODE).equals(mode)) {
      Files.setAttribute(file, MODE, mode);
      permissionsChanged = false;
    }
    Files.getFileAttributeView(file, PosixFileAttributeView.class)
        .setTimes(before.lastModifiedTime(), before.lastAccessTime(), null);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (permissionsChanged) {
      permissionsChanged = false;
      Files.setAttribute(file, MODE, mode);
    }
  }
}
