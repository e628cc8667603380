package org.diracgrid.diracos.testing;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.diracgrid.diracos.rpm.Compression;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.XZOutputStream;

/** Compresses the archive of a package that is being built. */
final class PayloadBytes {

  private PayloadBytes() {}

  static byte[] compress(byte[] archive, Compression compression) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream packer =
        switch (compression) {
          case NONE -> out;
          case GZIP -> new GZIPOutputStream(out);
          case XZ -> new XZOutputStream(out, new LZMA2Options(0));
          case LZMA -> new LZMAOutputStream(out, new LZMA2Options(0), -1);
          case BZIP2 -> new BZip2CompressorOutputStream(out);
          case ZSTD -> new ZstdOutputStream(out);
        }) {
      packer.write(archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** How rpm calls it; it has no word for none. */
  static String name(Compression compression) {
    return switch (compression) {
      case GZIP, NONE -> "gzip";
      default -> compression.name().toLowerCase(Locale.ROOT);
    };
  }
}
