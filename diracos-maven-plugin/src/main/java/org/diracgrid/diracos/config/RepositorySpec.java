package org.diracgrid.diracos.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A repository, with the meanings of dnf.conf.
 *
 * @param id unique
 * @param name for people; the id if none was given
 * @param urls {@code baseurl} of dnf.conf: places that hold the same
 * @param mirrorlist address of a list of more such places
 * @param metalink address of a metalink
 * @param enabled false: as if it were not there
 * @param priority lower wins; 99 by default
 * @param cost which of equal packages is cheaper; 1000 by default
 * @param exclude globs and names of packages that do not exist
 * @param includepkgs if not empty, the only packages that exist
 * @param moduleHotfixes whether module streams hide none of its packages
 * @param gpgcheck whether packages must be signed by one of the keys
 * @param repoGpgcheck whether {@code repomd.xml} must be
 * @param gpgkeys where the public keys are
 * @param where where it was written, for messages
 */
public record RepositorySpec(
    String id,
    String name,
    List<Location> urls,
    Optional<Location> mirrorlist,
    Optional<Location> metalink,
    boolean enabled,
    int priority,
    int cost,
    List<String> exclude,
    List<String> includepkgs,
    boolean moduleHotfixes,
    boolean gpgcheck,
    boolean repoGpgcheck,
    List<Location> gpgkeys,
    String where) {

  /** The id of the own repository. */
  public static final String OWN = "diracos";

  /** dnf's default priority. */
  public static final int DEFAULT_PRIORITY = 99;

  /** dnf's default cost. */
  public static final int DEFAULT_COST = 1000;

  /** Copies. */
  public RepositorySpec {
    urls = List.copyOf(urls);
    exclude = List.copyOf(exclude);
    includepkgs = List.copyOf(includepkgs);
    gpgkeys = List.copyOf(gpgkeys);
  }

  /**
   * The priority of the own repository where it is not written: before any that somebody writes.
   */
  public static final int OWN_PRIORITY = 1;

  /**
   * The own repository, of which only the address is known. It goes before all others, since what
   * is built here is to ship in place of the distribution's; all else is as dnf has it by default.
   */
  public static RepositorySpec own(Location url, String where) {
    return new RepositorySpec(
        OWN,
        OWN,
        List.of(url),
        Optional.empty(),
        Optional.empty(),
        true,
        OWN_PRIORITY,
        DEFAULT_COST,
        List.of(),
        List.of(),
        false,
        false,
        false,
        List.of(),
        where);
  }

  /** The addresses of {@link #urls()}, each ending in a slash. */
  public List<URI> baseurl() {
    return urls.stream().map(Location::directory).toList();
  }

  /** The addresses of {@link #gpgkeys()}. */
  public List<URI> gpgkey() {
    return gpgkeys.stream().map(Location::uri).toList();
  }

  /** This repository with every location mapped. */
  RepositorySpec with(UnaryOperator<Location> map) {
    return new RepositorySpec(
        id,
        name,
        urls.stream().map(map).toList(),
        mirrorlist.map(map),
        metalink.map(map),
        enabled,
        priority,
        cost,
        exclude,
        includepkgs,
        moduleHotfixes,
        gpgcheck,
        repoGpgcheck,
        gpgkeys.stream().map(map).toList(),
        where);
  }
}
