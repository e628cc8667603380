package org.diracgrid.diracos.bundle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.digest.Sealed;

/**
 * The list of the compressed chunks that lie in a pack, in big-endian:
 *
 * <pre>
 * index = "DOSCHUNK"  form[4]  count[4]  entry*  sha256[32]        the digest of all before it
 * entry = key[32]  rawSize[4]  offset[8]  length[4]  crc32c[4]     of the compressed bytes
 * </pre>
 *
 * @param entries in the order of their offsets
 */
record PackIndex(List<Entry> entries) {

  /** As in the name of a tarball's and of a pack's index; a new one makes all packs strangers. */
  private static final int FORM = 1;

  private static final byte[] MAGIC = {'D', 'O', 'S', 'C', 'H', 'U', 'N', 'K'};
  private static final int HEAD = 8;
  private static final int ENTRY = ChunkKey.LENGTH + 20;

  /** More than any index has; a larger file is none. */
  static final long LARGEST = 64L << 20;

  /**
   * One chunk of a pack.
   *
   * @param rawSize bytes of the tar stream
   * @param offset where its compressed form begins in the pack
   * @param length bytes of its compressed form
   * @param crc CRC-32C of its compressed form
   */
  record Entry(ChunkKey key, int rawSize, long offset, int length, int crc) {}

  /** Copies the list. */
  PackIndex {
    entries = List.copyOf(entries);
  }

  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(HEAD + entries.size() * ENTRY);
    out.putInt(FORM).putInt(entries.size());
    for (Entry entry : entries) {
      entry.key.write(out);
      out.putInt(entry.rawSize).putLong(entry.offset).putInt(entry.length).putInt(entry.crc);
    }
    return Sealed.seal(MAGIC, out.flip());
  }

  /** Reads an index; empty if it is torn, damaged or of another form. */
  static Optional<PackIndex> read(byte[] bytes) {
    Optional<ByteBuffer> body = Sealed.open(MAGIC, bytes);
    int length = body.map(ByteBuffer::remaining).orElse(0) - HEAD;
    if (length < 0 || length % ENTRY != 0) {
      return Optional.empty();
    }
    ByteBuffer in = body.orElseThrow();
    if (in.getInt() != FORM || in.getInt() != length / ENTRY) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>();
    while (in.hasRemaining()) {
      Entry entry =
          new Entry(ChunkKey.read(in), in.getInt(), in.getLong(), in.getInt(), in.getInt());
      if (entry.rawSize < 0 || entry.offset < 0 || entry.length < 0) {
        return Optional.empty();
      }
      entries.add(entry);
    }
    return Optional.of(new PackIndex(entries));
  }
}
