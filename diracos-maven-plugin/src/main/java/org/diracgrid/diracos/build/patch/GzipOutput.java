package org.diracgrid.diracos.build.patch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.diracgrid.diracos.deflate.DeflateEncoder;

/**
 * Writes gzip as members of at most 4 MiB, without name and time: the same bytes on any machine.
 *
 * <pre>
 * member = 1f 8b 08 00  00000000  00 ff  deflate  crc32[4]  length[4]
 * </pre>
 */
final class GzipOutput extends OutputStream {

  private static final int CHUNK = 4 << 20;
  private static final int LEVEL = 6;
  private static final int FRAME = 18;

  private final OutputStream out;
  private final DeflateEncoder encoder = new DeflateEncoder(LEVEL);
  private final CRC32 crc = new CRC32();
  private final byte[] raw = new byte[CHUNK];

  /** What cannot be compressed becomes a little longer. */
  private final byte[] packed = new byte[FRAME + CHUNK + CHUNK / 128 + 1024];

  private int filled;
  private boolean written;
  private boolean closed;

  GzipOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int left = length;
    while (left > 0) {
      int n = Math.min(left, CHUNK - filled);
      System.arraycopy(bytes, at, raw, filled, n);
      filled += n;
      at += n;
      left -= n;
      if (filled == CHUNK) {
        member();
      }
    }
  }

  private void member() throws IOException {
    ByteBuffer frame = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(0x00088b1f).putInt(0).putShort((short) 0xff00);
    int end = encoder.compress(raw, filled, packed, frame.position());
    crc.reset();
    crc.update(raw, 0, filled);
    frame.position(end);
    frame.putInt((int) crc.getValue()).putInt(filled);
    out.write(packed, 0, frame.position());
    filled = 0;
    written = true;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (filled > 0 || !written) {
      member();
    }
    out.close();
  }
}
