package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.diracgrid.diracos.digest.FileIdentity;

/** Asks for the identity of files; links are followed. */
final class FileIdentities {

  private FileIdentities() {}

  /** The identity; where the system tells little, one that {@linkplain #isSure is not sure}. */
  static FileIdentity of(Path file) throws IOException {
    Optional<FileIdentity> found = FileIdentity.of(file);
    if (found.isPresent()) {
      return found.get();
    }
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    Instant modified = attributes.lastModifiedTime().toInstant();
    return new FileIdentity(attributes.size(), 0, 0, Instant.EPOCH, modified);
  }

  /**
   * Whether nobody seems to have written to a file since it had an identity. Less is asked for than
   * makes an identity, at a fraction of the time; who writes and sets the time of modification back
   * to what it was is found out by the next run, from the time of change.
   */
  static boolean isAsBefore(FileIdentity before, Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return attributes.size() == before.size()
        && attributes.lastModifiedTime().toInstant().equals(before.modified());
  }

  /** Whether two files with this identity are one, untouched. */
  static boolean isSure(FileIdentity identity) {
    return !identity.changed().equals(Instant.EPOCH);
  }
}
