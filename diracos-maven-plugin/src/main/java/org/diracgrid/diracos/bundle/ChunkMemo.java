package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.diracgrid.diracos.digest.Sealed;

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
    Optional<ByteBuffer> body = Sealed.open(MAGIC, bytes);
    if (body.isEmpty() || body.get().remaining() % PAIR != 0) {
      return Map.of();
    }
    Map<ChunkKey, ChunkKey> pairs = new HashMap<>();
    while (body.get().hasRemaining()) {
      pairs.put(ChunkKey.read(body.get()), ChunkKey.read(body.get()));
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
    ByteBuffer out = ByteBuffer.allocate(sorted.size() * PAIR);
    sorted.forEach(
        (fingerprint, key) -> {
          fingerprint.write(out);
          key.write(out);
        });
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      Files.write(part, Sealed.seal(MAGIC, out.flip()));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
