package org.diracgrid.diracos.build;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a package is built.
 *
 * @param targetArch architecture that is built for, by rpm's name: {@code x86_64}, {@code i686}
 * @param macros defined for rpmbuild, by name without {@code %}; {@code dist} is one of them
 * @param with features that are switched on: {@code --with}
 * @param without features that are switched off: {@code --without}
 * @param sourceDateEpoch seconds since 1970 for {@code SOURCE_DATE_EPOCH}; empty: the time of the
 *     newest entry of the package's change log
 * @param buildHost what packages name as the host that built them
 * @param parallel how many processes a build may run at once
 * @param memory how many bytes a build may use; empty: as many as there are
 * @param limit how long a build may take
 */
public record BuildSettings(
    String targetArch,
    SortedMap<String, String> macros,
    List<String> with,
    List<String> without,
    OptionalLong sourceDateEpoch,
    String buildHost,
    int parallel,
    OptionalLong memory,
    Duration limit) {

  /** Copies. */
  public BuildSettings {
    macros = Collections.unmodifiableSortedMap(new TreeMap<>(macros));
    with = List.copyOf(with);
    without = List.copyOf(without);
    if (parallel < 1) {
      throw new IllegalArgumentException(parallel + " processes");
    }
  }
}
