package org.diracgrid.diracos.verify;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the bundle promises, and what its hosts bring.
 *
 * @param arch the bundle's architecture by rpm's name; empty: what most ELF files are of
 * @param glibc newest glibc that may be needed, such as {@code 2.17}; empty: no ceiling
 * @param hostLibraries sonames, globs, and names of lists ({@code manylinux2014} …) that hosts
 *     bring beside the glibc family
 * @param hostInterpreters interpreters (absolute paths) that hosts bring beside {@code /bin/sh} and
 *     the like
 * @param knownMissing sonames and globs that are no finding
 * @param knownBrokenLinks paths and globs that are no finding
 * @param severities of checks, where they are not the usual ones
 */
public record Contract(
    Optional<String> arch,
    Optional<String> glibc,
    List<String> hostLibraries,
    List<String> hostInterpreters,
    List<String> knownMissing,
    List<String> knownBrokenLinks,
    Map<Check, Severity> severities) {

  /** A contract without any particular. */
  public static final Contract PLAIN =
      new Contract(
          Optional.empty(), Optional.empty(), List.of(), List.of(), List.of(), List.of(), Map.of());

  /** Copies. */
  public Contract {
    hostLibraries = List.copyOf(hostLibraries);
    hostInterpreters = List.copyOf(hostInterpreters);
    knownMissing = List.copyOf(knownMissing);
    knownBrokenLinks = List.copyOf(knownBrokenLinks);
    severities = Map.copyOf(severities);
  }
}
