package org.diracgrid.diracos.rpm;

import org.diracgrid.diracos.digest.Algorithm;
import org.jspecify.annotations.Nullable;

/**
 * One path that a package owns, as its header describes it.
 *
 * @param index its place in the header's file list
 * @param path as the header has it, not validated: usually absolute; in a source package a bare
 *     name. Bytes that are not UTF-8 are kept as {@link
 *     org.diracgrid.diracos.path.FileNames#decode} does
 * @param mode type and permission bits, as {@code st_mode}
 * @param size bytes; of a symbolic link the length of its target
 * @param digestAlgorithm how {@code digest} was made
 * @param digest lower-case hexadecimal; empty if there is none
 * @param linkTarget target of a symbolic link, otherwise empty
 * @param flags as rpm's {@code rpmfileAttrs}
 * @param user owner
 * @param group group
 * @param capability file capabilities as text, such as {@code cap_net_raw=ep}, or null
 * @param device device number, for hard links
 * @param inode inode number, for hard links
 * @param rdev number of a device node
 */
public record RpmFileInfo(
    int index,
    String path,
    int mode,
    long size,
    Algorithm digestAlgorithm,
    String digest,
    String linkTarget,
    int flags,
    String user,
    String group,
    @Nullable String capability,
    long device,
    long inode,
    int rdev) {

  /** Flag of a configuration file. */
  public static final int CONFIG = 1;

  /** Flag of documentation. */
  public static final int DOC = 1 << 1;

  /** Flag of a path that the package owns but does not bring. */
  public static final int GHOST = 1 << 6;

  /** Flag of a licence. */
  public static final int LICENSE = 1 << 7;

  /** What stands at the path. */
  public enum Type {
    /** A regular file. */
    REGULAR,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link. */
    SYMLINK,
    /** A block or character device. */
    DEVICE,
    /** A named pipe. */
    FIFO,
    /** A socket. */
    SOCKET,
    /** A type that no system has. */
    UNKNOWN
  }

  /** What stands at the path. */
  public Type type() {
    return typeOf(mode);
  }

  static Type typeOf(int mode) {
    return switch (mode & 0170000) {
      case 0100000 -> Type.REGULAR;
      case 0040000 -> Type.DIRECTORY;
      case 0120000 -> Type.SYMLINK;
      case 0020000, 0060000 -> Type.DEVICE;
      case 0010000 -> Type.FIFO;
      case 0140000 -> Type.SOCKET;
      default -> Type.UNKNOWN;
    };
  }

  /** Whether the payload lacks it. */
  public boolean isGhost() {
    return (flags & GHOST) != 0;
  }

  /** Whether an administrator is expected to change it. */
  public boolean isConfig() {
    return (flags & CONFIG) != 0;
  }
}
