package org.diracgrid.diracos.digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The checksum of some bytes.
 *
 * @param algorithm how it was made
 * @param hex lower-case hexadecimal digits, of the algorithm's length
 */
public record Checksum(Algorithm algorithm, String hex) {

  /** Validates the form of the digits. */
  public Checksum {
    hex = hex.toLowerCase(Locale.ROOT);
    if (hex.length() != algorithm.bytes() * 2 || !isHex(hex)) {
      throw new IllegalArgumentException(
          "'" + hex + "' is not a " + algorithm.label() + " checksum");
    }
  }

  private static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
        return false;
      }
    }
    return true;
  }

  /** The checksum of a file's content. */
  public static Checksum of(Algorithm algorithm, Path file) throws IOException {
    MessageDigest digest = algorithm.newDigest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()));
  }

  /** The checksum of some bytes. */
  public static Checksum of(Algorithm algorithm, byte[] bytes) {
    return new Checksum(algorithm, HexFormat.of().formatHex(algorithm.newDigest().digest(bytes)));
  }

  /** Reads {@code sha256:0123…}. */
  public static Checksum parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("'" + text + "' is not <algorithm>:<hex>");
    }
    return new Checksum(Algorithm.parse(text.substring(0, colon)), text.substring(colon + 1));
  }

  // By hand, as in every record that a common run compares: docs/decisions/0009.
  @Override
  public boolean equals(Object other) {
    return other instanceof Checksum that && algorithm == that.algorithm && hex.equals(that.hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  /** {@code sha256:0123…}. */
  @Override
  public String toString() {
    return algorithm.label() + ":" + hex;
  }
}
