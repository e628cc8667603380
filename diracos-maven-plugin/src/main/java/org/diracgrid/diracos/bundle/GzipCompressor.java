package org.diracgrid.diracos.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.diracgrid.diracos.deflate.DeflateEncoder;

/**
 * One gzip member for each chunk.
 *
 * <pre>
 * member = 1f 8b 08 00  00000000  00 ff  deflate  crc32[4]  length[4]      no name, no time
 * </pre>
 */
final class GzipCompressor implements ChunkCompressor {

  private final DeflateEncoder encoder;
  private final CRC32 crc = new CRC32();

  GzipCompressor(int level) {
    this.encoder = new DeflateEncoder(level);
  }

  @Override
  public ByteBuffer newBuffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  // newBuffer gives buffers that are an array from its start.
  @SuppressWarnings("ByteBufferBackingArray")
  @Override
  public void compress(ByteBuffer raw, ByteBuffer out) {
    int length = raw.remaining();
    crc.reset();
    crc.update(raw.array(), 0, length);
    out.clear();
    out.putInt(0x00088b1f).putInt(0).putShort((short) 0xff00);
    out.position(encoder.compress(raw.array(), length, out.array(), out.position()));
    out.putInt((int) crc.getValue()).putInt(length);
    out.flip();
  }

  @Override
  public void close() {
    // Everything is on the heap.
  }
}
