package org.diracgrid.diracos.rpm;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * How a payload is compressed, told by its first bytes; the header's own word for it is no promise.
 */
public enum Compression {
  /** RFC 1952. */
  GZIP(2),
  /** LZMA2 in the xz container. */
  XZ(12),
  /** RFC 8878. */
  ZSTD(1),
  /** LZMA in its old container, without a magic number. */
  LZMA(12),
  /** bzip2. */
  BZIP2(20),
  /** Not compressed. */
  NONE(1);

  /** How many bytes {@link #sniff} looks at. */
  static final int SNIFFED = 13;

  private final int cost;

  Compression(int cost) {
    this.cost = cost;
  }

  /**
   * Roughly how long a byte of a payload takes that the header says is compressed in this way; zstd
   * is 1. To start the longest first.
   */
  static int costOf(String name) {
    for (Compression each : values()) {
      if (each.name().equalsIgnoreCase(name)) {
        return each.cost;
      }
    }
    return GZIP.cost;
  }

  /** Compression by the first bytes, or null if they are of no known kind. */
  static @Nullable Compression sniff(byte[] head) {
    if (begins(head, 0x1F, 0x8B)) {
      return GZIP;
    }
    if (begins(head, 0xFD, '7', 'z', 'X', 'Z', 0)) {
      return XZ;
    }
    if (begins(head, 0x28, 0xB5, 0x2F, 0xFD)) {
      return ZSTD;
    }
    if (begins(head, 'B', 'Z', 'h')) {
      return BZIP2;
    }
    if (begins(head, '0', '7', '0', '7', '0')) {
      return NONE;
    }
    // lc=3 lp=0 pb=2, a dictionary of at least 4 KiB, and a size that is unknown or below 1 TiB.
    boolean lzma = head.length >= SNIFFED && begins(head, 0x5D, 0);
    return lzma && (head[12] == 0 || head[12] == -1) ? LZMA : null;
  }

  private static boolean begins(byte[] head, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (head.length <= i || (head[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** The decoded bytes of {@code in}; what is wrong with them is an {@link IOException}. */
  InputStream decode(InputStream in, DecoderMemory.Lease memory) throws IOException {
    return switch (this) {
      case NONE -> in;
      case GZIP -> new GzipInput(in);
      case XZ -> new XZInputStream(in, DecoderMemory.LIMIT_KIB, true, memory);
      case LZMA -> new LZMAInputStream(in, DecoderMemory.LIMIT_KIB, memory);
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      case ZSTD -> new ZstdInputStreamNoFinalizer(in, RecyclingBufferPool.INSTANCE);
    };
  }
}
