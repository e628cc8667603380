package org.diracgrid.diracos.bundle;

import java.util.Objects;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * A compression with its level.
 *
 * @param level as the format's own tool counts it
 */
public record Packing(Compression compression, int level) {

  /**
   * Validates that the compression has such a level.
   *
   * @throws DiracosException if it has not
   */
  public Packing {
    Objects.requireNonNull(compression);
    if (level < compression.lowestLevel() || level > compression.highestLevel()) {
      throw DiracosException.of(
          Problem.of(
              "DOS-BUNDLE-07",
              compression.suffix() + " has no compression level " + level,
              "bundle.level",
              "give a level from "
                  + compression.lowestLevel()
                  + " to "
                  + compression.highestLevel()
                  + ", or none for "
                  + compression.defaultLevel()));
    }
  }

  /** Such as {@code zst 3}. */
  @Override
  public String toString() {
    return compression.suffix() + " " + level;
  }

  /** The compression at its default level. */
  public static Packing of(Compression compression) {
    return new Packing(compression, compression.defaultLevel());
  }
}
