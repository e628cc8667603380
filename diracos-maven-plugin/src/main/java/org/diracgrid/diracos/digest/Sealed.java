package org.diracgrid.diracos.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes that begin with a magic number and end with the SHA-256 of all before it, so that what is
 * torn, damaged or of another form can be told.
 */
public final class Sealed {

  private static final int DIGEST = 32;

  private Sealed() {}

  /** Puts a body between its magic number and the digest. */
  public static byte[] seal(byte[] magic, ByteBuffer body) {
    ByteBuffer out = ByteBuffer.allocate(magic.length + body.remaining() + DIGEST);
    out.put(magic).put(body);
    out.put(digest(out.array(), out.position()));
    return out.array();
  }

  /** The body, big-endian; empty if the bytes are not whole or do not begin so. */
  public static Optional<ByteBuffer> open(byte[] magic, byte[] bytes) {
    int end = bytes.length - DIGEST;
    boolean whole =
        end >= magic.length
            && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length)
            && Arrays.equals(digest(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length));
    return whole
        ? Optional.of(ByteBuffer.wrap(bytes, magic.length, end - magic.length).slice())
        : Optional.empty();
  }

  private static byte[] digest(byte[] bytes, int length) {
    MessageDigest sha256 = Algorithm.SHA256.newDigest();
    sha256.update(bytes, 0, length);
    return sha256.digest();
  }
}
