package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.diracgrid.diracos.digest.Algorithm;

/**
 * Which chunk of a tree has which key, so that files that nobody touched need not be read to find
 * their chunks. Belongs to one tree and lies beside it. Big-endian:
 *
 * <pre>
 * memo = "DOSMEMO" form[1]  (fingerprint[32] key[32])*  sha256[32]       of all before it
 * </pre>
 */
final class ChunkMemo {

  private static final byte[] MAGIC = {'D', 'O', 'S', 'M', 'E', 'M', 'O', 1};
  private static final int PAIR = 2 * ChunkKey.LENGTH;
  private static final int DIGEST = 32;
  private static final long LARGEST = 64L << 20;

  private final Map<ChunkKey, ChunkKey> before;
  private final Map<ChunkKey, ChunkKey> now = new ConcurrentHashMap<>();

  private ChunkMemo(Map<ChunkKey, ChunkKey> before) {
    this.before = before;
  }

  /** Reads a memo; one that is absent, torn or damaged knows nothing. */
  static ChunkMemo read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
      return new ChunkMemo(Map.of());
    }
    return new ChunkMemo(parse(Files.readAllBytes(file)));
  }

  private static Map<ChunkKey, ChunkKey> parse(byte[] bytes) {
    int body = bytes.length - DIGEST;
    if (body < MAGIC.length
        || (body - MAGIC.length) % PAIR != 0
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || !Arrays.equals(digest(bytes, body), Arrays.copyOfRange(bytes, body, bytes.length))) {
      return Map.of();
    }
    Map<ChunkKey, ChunkKey> pairs = new HashMap<>();
    ByteBuffer in = ByteBuffer.wrap(bytes, MAGIC.length, body - MAGIC.length);
    while (in.hasRemaining()) {
      pairs.put(ChunkKey.read(in), ChunkKey.read(in));
    }
    return pairs;
  }

  /** The key of the chunk that has that fingerprint, if an earlier run saw it. */
  Optional<ChunkKey> key(ChunkKey fingerprint) {
    return Optional.ofNullable(before.get(fingerprint));
  }

  /** Notes what this run saw; by any thread. */
  void note(ChunkKey fingerprint, ChunkKey key) {
    now.put(fingerprint, key);
  }

  /** Writes what this run saw, whole or not at all. */
  void write(Path file) throws IOException {
    Map<ChunkKey, ChunkKey> sorted = new TreeMap<>(now);
    ByteBuffer out = ByteBuffer.allocate(MAGIC.length + sorted.size() * PAIR + DIGEST);
    out.put(MAGIC);
    sorted.forEach(
        (fingerprint, key) -> {
          fingerprint.write(out);
          key.write(out);
        });
    out.put(digest(out.array(), out.position()));
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      Files.write(part, out.array());
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static byte[] digest(byte[] bytes, int length) {
    var sha256 = Algorithm.SHA256.newDigest();
    sha256.update(bytes, 0, length);
    return sha256.digest();
  }
}
