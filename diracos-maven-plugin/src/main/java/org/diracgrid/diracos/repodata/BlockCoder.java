package org.diracgrid.diracos.repodata;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses blocks into units that may follow each other, gzip members or zstd frames, and back.
 * The bytes depend on the block alone.
 *
 * <pre>
 * member = 1f 8b 08 00  00000000  00 ff  deflate  crc32[4]  length[4]      no name, no time
 * </pre>
 */
final class BlockCoder implements AutoCloseable {

  private static final int GZIP_HEAD = 10;
  private static final int GZIP_TAIL = 8;

  private final @Nullable Deflater deflater;
  private final @Nullable ZstdCompressCtx zstd;
  private byte[] room = new byte[1 << 16];

  /** A coder of one block after the other, for one thread. */
  BlockCoder(RepodataCompression by) {
    deflater = by == RepodataCompression.GZ ? new Deflater(by.level(), true) : null;
    zstd = by == RepodataCompression.ZST ? new ZstdCompressCtx() : null;
    if (zstd != null) {
      zstd.setLevel(by.level()).setChecksum(true).setContentSize(true);
    }
  }

  byte[] compress(byte[] block) {
    return zstd != null ? zstd.compress(block) : gzip(Objects.requireNonNull(deflater), block);
  }

  private byte[] gzip(Deflater by, byte[] block) {
    CRC32 crc = new CRC32();
    crc.update(block, 0, block.length);
    // Deflate adds five bytes for each 16 KiB that it cannot compress, at worst.
    int most = GZIP_HEAD + block.length + (block.length >> 10) + 64 + GZIP_TAIL;
    if (room.length < most) {
      room = new byte[Math.max(most, 2 * room.length)];
    }
    ByteBuffer out = ByteBuffer.wrap(room).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x00088b1f).putInt(0).putShort((short) 0xff00);
    by.reset();
    by.setInput(block);
    by.finish();
    while (!by.finished()) {
      by.deflate(out);
    }
    out.putInt((int) crc.getValue()).putInt(block.length);
    return Arrays.copyOf(room, out.position());
  }

  @Override
  public void close() {
    if (deflater != null) {
      deflater.end();
    }
    if (zstd != null) {
      zstd.close();
    }
  }

  /** Compresses a block alone. */
  static byte[] compress(RepodataCompression by, byte[] block) {
    try (BlockCoder coder = new BlockCoder(by)) {
      return coder.compress(block);
    }
  }

  /**
   * The block that {@code in[from, from + length)} was made of.
   *
   * @param size of the block
   * @throws IllegalStateException if there is another block, or none
   */
  static byte[] expand(RepodataCompression by, byte[] in, int from, int length, int size) {
    return switch (by) {
      case GZ -> inflate(in, from, length, size);
      case ZST -> {
        byte[] block = new byte[size];
        try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
          int found = context.decompressByteArray(block, 0, size, in, from, length);
          if (found != size) {
            throw new IllegalStateException("a block of " + found + " bytes, not " + size);
          }
        }
        yield block;
      }
    };
  }

  private static byte[] inflate(byte[] in, int from, int length, int size) {
    byte[] block = new byte[size];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(in, from + GZIP_HEAD, length - GZIP_HEAD - GZIP_TAIL);
      int at = 0;
      while (at < size) {
        int got = inflater.inflate(block, at, size - at);
        if (got == 0) {
          throw new IllegalStateException("a block of " + at + " bytes, not " + size);
        }
        at += got;
      }
      return block;
    } catch (DataFormatException e) {
      throw new IllegalStateException("a block that is not deflated", e);
    } finally {
      inflater.end();
    }
  }
}
