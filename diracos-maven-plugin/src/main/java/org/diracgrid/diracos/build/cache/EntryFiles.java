package org.diracgrid.diracos.build.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;

/** Files as caches handle them. */
final class EntryFiles {

  private EntryFiles() {}

  /** The file by one more name; a copy where a link cannot be made. */
  static void linkOrCopy(Path source, Path target) throws IOException {
    try {
      Files.createLink(target, source.toRealPath());
    } catch (IOException | UnsupportedOperationException e) {
      // Another file system, too many links, or the file of another user: all known to copying.
      copy(source, target);
    }
  }

  static void copy(Path source, Path target) throws IOException {
    Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
  }

  /** A file as it is listed in an entry. */
  static CacheEntry.File describe(Path file) throws IOException {
    return new CacheEntry.File(file.getFileName().toString(), digest(file), Files.size(file));
  }

  /** Whether a file is what an entry says. */
  static boolean isRight(Path file, CacheEntry.File wanted) throws IOException {
    return Files.size(file) == wanted.size() && digest(file).equals(wanted.checksum());
  }

  private static Checksum digest(Path file) throws IOException {
    MessageDigest digest = Algorithm.SHA256.newDigest();
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] buffer = new byte[1 << 17];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(digest.digest()));
  }
}
