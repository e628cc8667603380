package org.diracgrid.diracos.bundle;

import java.util.Arrays;
import java.util.List;

/** How a tarball is compressed. The names are those of {@code bundle.compression}. */
public enum Compression {
  /** gzip: what dirac-install unpacks. */
  GZ("gz", 6, 1, 9, 1 << 20),
  /** Zstandard: an order of magnitude faster to make, several times faster to unpack. */
  ZST("zst", 3, 1, 22, 16 << 20),
  /** xz: the smallest, and slow to make. */
  XZ("xz", 6, 0, 9, 16 << 20);

  private final String suffix;
  private final int defaultLevel;
  private final int lowest;
  private final int highest;
  private final int chunkSize;

  Compression(String suffix, int defaultLevel, int lowest, int highest, int chunkSize) {
    this.suffix = suffix;
    this.defaultLevel = defaultLevel;
    this.lowest = lowest;
    this.highest = highest;
    this.chunkSize = chunkSize;
  }

  /**
   * Reads {@code gz}, {@code zst} or {@code xz}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static Compression parse(String text) {
    return Arrays.stream(values())
        .filter(compression -> compression.suffix.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown compression '" + text + "', known are " + suffixes()));
  }

  /** {@code gz}, {@code zst}, {@code xz}. */
  public static List<String> suffixes() {
    return Arrays.stream(values()).map(Compression::suffix).toList();
  }

  /** The last part of the file name, without a dot. */
  public String suffix() {
    return suffix;
  }

  /** The level that is used where none is given. */
  public int defaultLevel() {
    return defaultLevel;
  }

  /** The lowest level that there is. */
  public int lowestLevel() {
    return lowest;
  }

  /** The highest level that there is. */
  public int highestLevel() {
    return highest;
  }

  /**
   * The most bytes of the tar stream that are compressed as one. Larger chunks make a smaller
   * bundle and take more memory and more work after a small change.
   */
  int chunkSize() {
    return chunkSize;
  }
}
