package org.diracgrid.diracos.verify;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.diracgrid.diracos.path.BundlePath;
import org.tukaani.xz.XZInputStream;

/**
 * A bundle in a tarball, or in several that are unpacked one over the other. Devices, pipes and
 * sockets are left out.
 */
record TarballSource(List<Path> tarballs) implements SmokeSource {

  private static final int BUFFER = 1 << 18;

  /** Memory that an xz stream may ask for, in KiB: what a bundle of ours can have. */
  private static final int XZ_MEMORY = 1 << 20;

  /** Copies. */
  TarballSource {
    tarballs = List.copyOf(tarballs);
  }

  @Override
  public int unpack(Path directory) {
    PlacedFiles files = new PlacedFiles(directory);
    tarballs.forEach(file -> place(file, files));
    try {
      return files.finish();
    } catch (IOException e) {
      throw PlacedFiles.failure(directory, e);
    }
  }

  private static void place(Path file, PlacedFiles files) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new BufferedInputStream(decompressed(raw), BUFFER), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        place(tar, entry, files);
      }
    } catch (IOException e) {
      throw PlacedFiles.failure(file, e);
    }
  }

  private static void place(TarArchiveInputStream tar, TarArchiveEntry entry, PlacedFiles files)
      throws IOException {
    Optional<BundlePath> inside = files.inside(entry.getName());
    if (inside.isEmpty()) {
      return;
    }
    BundlePath path = inside.get();
    if (entry.isDirectory()) {
      files.directory(path, entry.getMode());
    } else if (entry.isSymbolicLink()) {
      files.link(path, entry.getLinkName());
    } else if (entry.isLink()) {
      Optional<BundlePath> other = files.inside(entry.getLinkName());
      if (other.isPresent()) {
        files.copy(path, other.get());
      }
    } else if (entry.isFile()) {
      files.file(path, entry.getMode(), tar);
    } else {
      files.leaveOut();
    }
  }

  /**
   * The tar stream, whatever its compression: told by the first bytes, as names promise nothing.
   */
  static InputStream decompressed(InputStream in) throws IOException {
    in.mark(8);
    byte[] magic = in.readNBytes(4);
    in.reset();
    if (begins(magic, 0x1F, 0x8B)) {
      return new GZIPInputStream(in, BUFFER);
    } else if (begins(magic, 0xFD, '7', 'z', 'X')) {
      return new XZInputStream(in, XZ_MEMORY);
    } else if (begins(magic, 0x28, 0xB5, 0x2F, 0xFD)) {
      return new ZstdInputStream(in);
    }
    return in;
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
