package org.diracgrid.diracos.bundle;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a chunk is known by: the SHA-256 of its bytes in the tar stream. */
final class ChunkKey implements Comparable<ChunkKey> {

  /** Bytes of a key. */
  static final int LENGTH = 32;

  private final byte[] digest;

  private ChunkKey(byte[] digest) {
    this.digest = digest;
  }

  /** Takes the array over; it must not be changed. */
  static ChunkKey of(byte[] sha256) {
    if (sha256.length != LENGTH) {
      throw new IllegalArgumentException("a key of " + sha256.length + " bytes");
    }
    return new ChunkKey(sha256);
  }

  static ChunkKey read(ByteBuffer bytes) {
    byte[] digest = new byte[LENGTH];
    bytes.get(digest);
    return new ChunkKey(digest);
  }

  void write(ByteBuffer bytes) {
    bytes.put(digest);
  }

  @Override
  public int compareTo(ChunkKey other) {
    return Arrays.compareUnsigned(digest, other.digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkKey key && Arrays.equals(digest, key.digest);
  }

  @Override
  public int hashCode() {
    // The bytes of a digest are as good as random.
    return ByteBuffer.wrap(digest).getInt();
  }
}
