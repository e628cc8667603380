package org.diracgrid.diracos.digest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the system says of a file, so that one that nobody touched need not be read again. The
 * change time among it is set by the system at each write, and nobody can set it back.
 *
 * @param size in bytes
 * @param changed {@code st_ctime}
 * @param modified {@code st_mtime}
 */
public record FileIdentity(long size, long inode, long device, Instant changed, Instant modified) {

  /** What {@link #put} takes. */
  public static final int LENGTH = 5 * Long.BYTES + 2 * Integer.BYTES;

  private static final Duration SETTLED = Duration.ofSeconds(10);
  private static final String ATTRIBUTES = "unix:size,ino,dev,ctime,lastModifiedTime";

  /**
   * Asks the system.
   *
   * @return empty where it does not tell so much
   * @throws IOException if the file is not there or cannot be asked for
   */
  public static Optional<FileIdentity> of(Path file, LinkOption... options) throws IOException {
    Map<String, Object> attributes;
    try {
      attributes = Files.readAttributes(file, ATTRIBUTES, options);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      // A file system that is not Unix's.
      return Optional.empty();
    }
    if (attributes.get("size") instanceof Long size
        && attributes.get("ino") instanceof Long inode
        && attributes.get("dev") instanceof Long device
        && attributes.get("ctime") instanceof FileTime changed
        && attributes.get("lastModifiedTime") instanceof FileTime modified) {
      return Optional.of(
          new FileIdentity(size, inode, device, changed.toInstant(), modified.toInstant()));
    }
    return Optional.empty();
  }

  /**
   * Whether it would be another if the file changed once more. After a change so late it might not:
   * clocks of file systems tick slowly, and may be those of other machines.
   */
  public boolean isSettled(Instant now) {
    return changed.isBefore(now.minus(SETTLED));
  }

  // By hand, as in every record that a common run compares: docs/decisions/0009.
  @Override
  public boolean equals(Object other) {
    return other instanceof FileIdentity that
        && size == that.size
        && inode == that.inode
        && device == that.device
        && changed.equals(that.changed)
        && modified.equals(that.modified);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(inode ^ device << 32) + changed.hashCode();
  }

  /** Reads what {@link #put} wrote. */
  public static FileIdentity get(ByteBuffer in) {
    return new FileIdentity(
        in.getLong(),
        in.getLong(),
        in.getLong(),
        Instant.ofEpochSecond(in.getLong(), in.getInt()),
        Instant.ofEpochSecond(in.getLong(), in.getInt()));
  }

  /** Appends all of it to {@code out}. */
  public void put(ByteBuffer out) {
    out.putLong(size).putLong(inode).putLong(device);
    out.putLong(changed.getEpochSecond()).putInt(changed.getNano());
    out.putLong(modified.getEpochSecond()).putInt(modified.getNano());
  }
}
