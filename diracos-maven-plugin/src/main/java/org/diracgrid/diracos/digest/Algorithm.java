package org.diracgrid.diracos.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/** The digest algorithms that repositories and packages use. */
public enum Algorithm {
  /** Only as a file digest of old packages and as the digest dirac-install asks for. */
  MD5("MD5", 16),
  /** Called {@code sha} by old repositories. */
  SHA1("SHA-1", 20),
  /** SHA-2, 224 bits. */
  SHA224("SHA-224", 28),
  /** SHA-2, 256 bits. */
  SHA256("SHA-256", 32),
  /** SHA-2, 384 bits. */
  SHA384("SHA-384", 48),
  /** SHA-2, 512 bits. */
  SHA512("SHA-512", 64);

  private final String javaName;
  private final int bytes;

  Algorithm(String javaName, int bytes) {
    this.javaName = javaName;
    this.bytes = bytes;
  }

  /**
   * Reads a name as repomd.xml and primary.xml spell it: {@code sha}, {@code sha1}, {@code sha256}
   * …, in any case.
   *
   * @throws IllegalArgumentException if it is not known
   */
  public static Algorithm parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT).replace("-", "")) {
      case "md5" -> MD5;
      case "sha", "sha1" -> SHA1;
      case "sha224" -> SHA224;
      case "sha256" -> SHA256;
      case "sha384" -> SHA384;
      case "sha512" -> SHA512;
      default -> throw new IllegalArgumentException("unknown checksum type '" + name + "'");
    };
  }

  /** How many bytes a digest has. */
  public int bytes() {
    return bytes;
  }

  /** The name in metadata: {@code sha256}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A new digest of this kind. */
  public MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance(javaName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + javaName, e);
    }
  }
}
