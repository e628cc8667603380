package org.diracgrid.diracos.repodata;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses blocks into units that may follow each other, gzip members or zstd frames, and back.
 * The bytes depend on the block alone.
 *
 * <pre>
 * member = 1f 8b 08 00  00000000  00 ff  deflate  crc32[4]  length[4]      no name, no time
 * </pre>
 */
final class BlockCoder {

  private static final int GZIP_HEAD = 10;
  private static final int GZIP_TAIL = 8;

  private BlockCoder() {}

  static byte[] compress(RepodataCompression by, byte[] block) {
    return switch (by) {
      case GZ -> gzip(block, by.level());
      case ZST -> {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
          context.setLevel(by.level()).setChecksum(true).setContentSize(true);
          yield context.compress(block);
        }
      }
    };
  }

  private static byte[] gzip(byte[] block, int level) {
    Deflater deflater = new Deflater(level, true);
    try {
      CRC32 crc = new CRC32();
      crc.update(block, 0, block.length);
      // Deflate adds five bytes for each 16 KiB that it cannot compress, at worst.
      int most = block.length + (block.length >> 10) + 64;
      ByteBuffer out = ByteBuffer.allocate(GZIP_HEAD + most + GZIP_TAIL);
      out.order(ByteOrder.LITTLE_ENDIAN);
      out.putInt(0x00088b1f).putInt(0).putShort((short) 0xff00);
      deflater.setInput(block);
      deflater.finish();
      while (!deflater.finished()) {
        deflater.deflate(out);
      }
      out.putInt((int) crc.getValue()).putInt(block.length).flip();
      byte[] member = new byte[out.remaining()];
      out.get(member);
      return member;
    } finally {
      deflater.end();
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
