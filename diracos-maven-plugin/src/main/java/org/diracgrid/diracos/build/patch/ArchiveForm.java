package org.diracgrid.diracos.build.patch;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** What kind of archive a file is, told by its name, and how it is compressed. */
enum ArchiveForm {
  TAR(".tar"),
  TAR_GZIP(".tar.gz .tgz"),
  TAR_BZIP2(".tar.bz2 .tbz2 .tbz"),
  TAR_XZ(".tar.xz .txz"),
  TAR_ZSTD(".tar.zst .tzst"),
  ZIP(".zip");

  private static final int BUFFER = 1 << 16;

  /** Archives that xz -9 made need 64 MiB. */
  private static final int XZ_MEMORY_KIB = 256 << 10;

  private static final int XZ_LEVEL = 6;
  private static final int ZSTD_LEVEL = 9;

  private final String endings;

  ArchiveForm(String endings) {
    this.endings = endings;
  }

  private List<String> endings() {
    return List.of(endings.split(" ", -1));
  }

  /** The form that a file name tells. */
  static Optional<ArchiveForm> of(String name) {
    for (ArchiveForm form : values()) {
      if (form.endings().stream().anyMatch(e -> name.length() > e.length() && name.endsWith(e))) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }

  /** The name without its ending. */
  String stem(String name) {
    return endings().stream()
        .filter(name::endsWith)
        .map(ending -> name.substring(0, name.length() - ending.length()))
        .findFirst()
        .orElse(name);
  }

  /** The uncompressed bytes. */
  InputStream decode(InputStream raw) throws IOException {
    InputStream in = new BufferedInputStream(raw, BUFFER);
    return switch (this) {
      case TAR, ZIP -> in;
      case TAR_GZIP -> new GZIPInputStream(in, BUFFER);
      case TAR_BZIP2 -> new BZip2CompressorInputStream(in, true);
      case TAR_XZ -> new XZInputStream(in, XZ_MEMORY_KIB);
      case TAR_ZSTD -> new ZstdInputStreamNoFinalizer(in);
    };
  }

  /** Compresses so that the same bytes give the same bytes on any machine. */
  OutputStream encode(OutputStream raw) throws IOException {
    OutputStream out = new BufferedOutputStream(raw, BUFFER);
    return switch (this) {
      case TAR, ZIP -> out;
      case TAR_GZIP -> new GzipOutput(out);
      case TAR_BZIP2 -> new BZip2CompressorOutputStream(out);
      case TAR_XZ -> new XZOutputStream(out, new LZMA2Options(XZ_LEVEL));
      case TAR_ZSTD -> new ZstdOutputStreamNoFinalizer(out, ZSTD_LEVEL);
    };
  }
}
