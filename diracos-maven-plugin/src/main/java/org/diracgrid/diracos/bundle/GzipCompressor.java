package org.diracgrid.diracos.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * One gzip member for each chunk.
 *
 * <pre>
 * member = 1f 8b 08 00  00000000  00 ff  deflate  crc32[4]  length[4]      no name, no time
 * </pre>
 */
final class GzipCompressor implements ChunkCompressor {

  private final Deflater deflater;
  private final CRC32 crc = new CRC32();

  GzipCompressor(int level) {
    this.deflater = new Deflater(level, true);
  }

  @Override
  public ByteBuffer newBuffer(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void compress(ByteBuffer raw, ByteBuffer out) {
    int length = raw.remaining();
    crc.reset();
    crc.update(raw.duplicate());
    out.clear();
    out.putInt(0x00088b1f).putInt(0).putShort((short) 0xff00);
    deflater.reset();
    deflater.setInput(raw);
    deflater.finish();
    while (!deflater.finished()) {
      deflater.deflate(out);
    }
    out.putInt((int) crc.getValue()).putInt(length);
    out.flip();
  }

  @Override
  public void close() {
    deflater.end();
  }
}
