package org.diracgrid.diracos.bundle;

import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/** One zstd frame for each chunk, with its size and checksum as the zstd tool writes them. */
final class ZstdCompressor implements ChunkCompressor {

  private final ZstdCompressCtx context = new ZstdCompressCtx();

  ZstdCompressor(int level) {
    context.setLevel(level).setChecksum(true).setContentSize(true);
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
