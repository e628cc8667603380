package org.diracgrid.diracos.bundle;

import java.nio.ByteBuffer;

/**
 * Compresses one chunk after the other, each into a unit that stands by itself and that may follow
 * another one. The bytes depend on the chunk and the level alone. Used by one thread at a time.
 */
interface ChunkCompressor extends AutoCloseable {

  /** The most bytes that {@code length} bytes can become. */
  static int bound(int length) {
    // Above what each of the formats promises for data that cannot be compressed.
    return length + (length >> 7) + 1024;
  }

  /** A compressor for {@code packing}. */
  static ChunkCompressor of(Packing packing) {
    return switch (packing.compression()) {
      case GZ -> new GzipCompressor(packing.level());
      case ZST -> new ZstdCompressor(packing.level());
      case XZ -> new XzCompressor(packing.level());
    };
  }

  /**
   * What decides on the bytes besides the chunk, as the name of a directory: format, level, and a
   * number that is raised when an encoder changes. {@code ChunkFormTest} holds the bytes of each
   * number, so that a new version of a library cannot change them unseen.
   */
  static String form(Packing packing) {
    int encoder =
        switch (packing.compression()) {
          case GZ -> 1;
          case ZST -> 2;
          case XZ -> 1;
        };
    return packing.compression().suffix() + "-" + packing.level() + "-" + encoder;
  }

  /** The bytes that a compressor of this kind holds besides the buffers it is given. */
  static long memory(Packing packing) {
    return switch (packing.compression()) {
      case GZ -> 1L << 20;
      case ZST -> 0; // outside the heap
      case XZ -> XzCompressor.memory(packing.level());
    };
  }

  /** A buffer of the kind that this compressor works on without copying. */
  ByteBuffer newBuffer(int size);

  /**
   * Compresses what remains in {@code raw} into {@code out}, which is cleared before and flipped
   * after.
   */
  void compress(ByteBuffer raw, ByteBuffer out);

  @Override
  void close();
}
