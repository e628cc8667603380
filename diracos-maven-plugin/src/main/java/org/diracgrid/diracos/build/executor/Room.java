package org.diracgrid.diracos.build.executor;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.diracgrid.diracos.build.BuildSettings;

/**
 * What a machine has room for.
 *
 * @param cores how many processes may run at once
 * @param memory bytes that builds may use in all
 */
public record Room(int cores, long memory) {

  /** Validates that there is some. */
  public Room {
    if (cores < 1 || memory < 1) {
      throw new IllegalArgumentException("no room: " + cores + " cores, " + memory + " bytes");
    }
  }

  /**
   * How many builds of that kind run at once: at least 1.
   *
   * @param configured what the user says, which is not questioned
   */
  public int slots(OptionalInt configured, int parallel, OptionalLong each) {
    if (configured.isPresent()) {
      return configured.getAsInt();
    }
    long slots = cores / parallel;
    if (each.isPresent()) {
      slots = Math.min(slots, memory / each.getAsLong());
    }
    return (int) Math.max(1, Math.min(slots, Integer.MAX_VALUE));
  }

  /** Whether a build fits in beside others that use {@code used} bytes. */
  boolean fits(BuildSettings settings, long used) {
    return used == 0 || used + memory(settings) <= memory;
  }

  /** What a build counts for: one that names no memory is not counted. */
  static long memory(BuildSettings settings) {
    return settings.memory().orElse(0);
  }
}
