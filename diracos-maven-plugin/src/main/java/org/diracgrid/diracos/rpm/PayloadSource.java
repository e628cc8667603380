package org.diracgrid.diracos.rpm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Nevra;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a package, not open: small enough to keep for thousands of packages while their
 * headers are gone.
 */
public final class PayloadSource {

  private final Path path;
  private final Nevra nevra;
  private final long offset;
  private final long end;
  private final List<RpmFileInfo> files;
  private final @Nullable Checksum digest;
  private final RpmFile.@Nullable WholeDigest whole;
  private final int cost;

  PayloadSource(
      Path path,
      Nevra nevra,
      long offset,
      long end,
      List<RpmFileInfo> files,
      @Nullable Checksum digest,
      RpmFile.@Nullable WholeDigest whole,
      int cost) {
    this.cost = cost;
    this.path = path;
    this.nevra = nevra;
    this.offset = offset;
    this.end = end;
    this.files = List.copyOf(files);
    this.digest = digest;
    this.whole = whole;
  }

  /** The package file. */
  public Path path() {
    return path;
  }

  /** The package. */
  public Nevra nevra() {
    return nevra;
  }

  /** Byte of the package file at which the payload begins. */
  public long offset() {
    return offset;
  }

  /** Compressed bytes. */
  public long compressedSize() {
    return end - offset;
  }

  /**
   * Roughly how long decoding takes, relative to other payloads: by size and by what the header
   * says of the compression.
   */
  public long decodingCost() {
    return compressedSize() * cost;
  }

  /** Byte of the package file at which the payload ends: the end of the file when it was read. */
  long end() {
    return end;
  }

  /** The files of the header, in its order. */
  public List<RpmFileInfo> files() {
    return files;
  }

  /** The digest of the compressed payload that the header states; null in old packages. */
  public @Nullable Checksum digest() {
    return digest;
  }

  RpmFile.@Nullable WholeDigest whole() {
    return whole;
  }

  /**
   * Opens the payload for one pass.
   *
   * @param memory shared by all payloads that are open at a time
   * @throws org.diracgrid.diracos.problem.DiracosException if the file cannot be read or its
   *     compression is not known
   */
  public Payload open(DecoderMemory memory) {
    try {
      return Payload.open(this, memory);
    } catch (IOException e) {
      throw RpmProblems.unreadable(path, e);
    }
  }
}
