package org.diracgrid.diracos.config;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * The tarball.
 *
 * @param level empty: the compression's own default
 */
public record BundleSpec(Compression compression, OptionalInt level) {

  /** How a tarball is compressed. */
  public enum Compression {
    /** gzip, the only one that dirac-install unpacks. */
    GZ(1, 9),
    /** Zstandard. */
    ZST(1, 22),
    /** xz. */
    XZ(0, 9);

    private final int least;
    private final int most;

    Compression(int least, int most) {
      this.least = least;
      this.most = most;
    }

    /** The lowest level. */
    public int least() {
      return least;
    }

    /** The highest level. */
    public int most() {
      return most;
    }

    /** What follows {@code .tar.}: {@code gz}, {@code zst}, {@code xz}. */
    public String extension() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Compression parse(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** Validates the level. */
  public BundleSpec {
    if (level.isPresent()
        && (level.getAsInt() < compression.least || level.getAsInt() > compression.most)) {
      throw new IllegalArgumentException(compression + " has no level " + level.getAsInt());
    }
  }
}
