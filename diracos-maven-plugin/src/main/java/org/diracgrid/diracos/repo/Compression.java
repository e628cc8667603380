package org.diracgrid.diracos.repo;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** The compressions of metadata, told by their first bytes: names of files are no promise. */
enum Compression {
  NONE,
  GZIP,
  XZ,
  ZSTD,
  ZCHUNK,
  BZIP2;

  private static final int BUFFER = 1 << 16;

  /** Memory that an xz stream may ask for, in KiB; {@code xz -9} needs 65 MiB. */
  private static final int XZ_MEMORY = 200 << 10;

  /**
   * Decompresses a stream.
   *
   * @param in supports mark and reset
   */
  static InputStream open(InputStream in) throws IOException {
    in.mark(8);
    byte[] magic = in.readNBytes(6);
    in.reset();
    return switch (of(magic)) {
      case GZIP -> new GZIPInputStream(in, BUFFER);
      case XZ -> new XZInputStream(in, XZ_MEMORY);
      case ZSTD -> new ZstdInputStream(in);
      case ZCHUNK -> new ZchunkInput(in);
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      case NONE -> in;
    };
  }

  private static Compression of(byte[] magic) {
    if (begins(magic, 0x1F, 0x8B)) {
      return GZIP;
    } else if (begins(magic, 0xFD, '7', 'z', 'X', 'Z', 0)) {
      return XZ;
    } else if (begins(magic, 0x28, 0xB5, 0x2F, 0xFD)) {
      return ZSTD;
    } else if (begins(magic, 'B', 'Z', 'h')) {
      return BZIP2;
    } else if (begins(magic, 0, 'Z', 'C', 'K', '1')) {
      return ZCHUNK;
    }
    return NONE;
  }

  private static boolean begins(byte[] magic, int... bytes) {
    if (magic.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((magic[i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
