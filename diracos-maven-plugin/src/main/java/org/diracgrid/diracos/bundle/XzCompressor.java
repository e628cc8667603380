package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.tukaani.xz.ArrayCache;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** One xz stream for each chunk. */
final class XzCompressor implements ChunkCompressor {

  private final LZMA2Options options;
  private final ArrayCache arrays = new BasicArrayCache();

  XzCompressor(int level) {
    this.options = options(level);
  }

  /** What the encoder takes on the heap. */
  static long memory(int level) {
    return options(level).getEncoderMemoryUsage() * 1024L;
  }

  private static LZMA2Options options(int level) {
    try {
      LZMA2Options options = new LZMA2Options(level);
      // A dictionary beyond the chunk would take memory from reader and writer for nothing.
      int chunk = Compression.XZ.chunkSize();
      options.setDictSize(Math.min(options.getDictSize(), chunk));
      return options;
    } catch (UnsupportedOptionsException e) {
      throw new IllegalArgumentException("xz has no level " + level, e);
    }
  }

  @Override
  public ByteBuffer newBuffer(int size) {
    return ByteBuffer.allocate(size);
  }

  @Override
  public void compress(ByteBuffer raw, ByteBuffer out) {
    out.clear();
    try (XZOutputStream xz = new XZOutputStream(new Into(out), options, XZ.CHECK_CRC64, arrays)) {
      xz.write(raw.array(), raw.arrayOffset() + raw.position(), raw.remaining());
    } catch (IOException e) {
      throw new UncheckedIOException("compressing in memory", e);
    }
    out.flip();
  }

  @Override
  public void close() {
    // The arrays are garbage like any other.
  }

  private static final class Into extends OutputStream {
    private final ByteBuffer out;

    Into(ByteBuffer out) {
      this.out = out;
    }

    @Override
    public void write(int b) {
      out.put((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      out.put(bytes, offset, length);
    }
  }
}
