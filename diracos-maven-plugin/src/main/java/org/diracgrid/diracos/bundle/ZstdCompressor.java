package org.diracgrid.diracos.bundle;

import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/**
 * One zstd frame for each chunk, with its size and checksum as the zstd tool writes them, and as
 * with its {@code --long}: a match may lie anywhere in the chunk.
 */
final class ZstdCompressor implements ChunkCompressor {

  /**
   * A chunk fits into it; any reader takes up to 27. A frame names no more than its content takes.
   */
  private static final int WINDOW_LOG = 24;

  private final ZstdCompressCtx context = new ZstdCompressCtx();

  ZstdCompressor(int level) {
    context.setLevel(level).setChecksum(true).setContentSize(true).setLong(WINDOW_LOG);
  }

  @Override
  public ByteBuffer newBuffer(int size) {
    return ByteBuffer.allocateDirect(size);
  }

  @Override
  public void compress(ByteBuffer raw, ByteBuffer out) {
    out.clear();
    context.compress(out, raw);
    out.flip();
  }

  @Override
  public void close() {
    context.close();
  }
}
