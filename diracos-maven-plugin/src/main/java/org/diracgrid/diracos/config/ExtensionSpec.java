package org.diracgrid.diracos.config;

import java.util.List;
import java.util.Optional;

/**
 * What an extension builds on, and how it ships.
 *
 * @param base as written: path or address of a released bundle, {@code $version} standing for
 *     {@code diracOsVersion}, or its Maven coordinates {@code group:artifact[:version]}
 * @param baseChecksum what the bundle must have, as written
 * @param output what the tarball holds
 * @param overrides paths and globs of the base that the extension may replace
 */
public record ExtensionSpec(
    Optional<String> base, Optional<String> baseChecksum, Output output, List<String> overrides) {

  /** Copies. */
  public ExtensionSpec {
    overrides = List.copyOf(overrides);
  }

  /** What the tarball of an extension holds. */
  public enum Output {
    /** The base and what is added, as v1 did. */
    FULL,
    /** Only what is added, to be unpacked over the base. */
    DELTA
  }
}
