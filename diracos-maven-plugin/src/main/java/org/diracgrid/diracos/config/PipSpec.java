package org.diracgrid.diracos.config;

import java.util.List;
import java.util.Optional;

/**
 * Where pip looks for Python packages. What is not said here comes from pip's own configuration.
 *
 * @param indexUrl in place of the index of pip's configuration
 * @param extraIndexUrls further indexes
 * @param findLinks directories and pages with archives
 * @param trustedHosts hosts that may be asked without a certificate
 */
public record PipSpec(
    Optional<Location> indexUrl,
    List<Location> extraIndexUrls,
    List<Location> findLinks,
    List<String> trustedHosts) {

  /** Copies. */
  public PipSpec {
    extraIndexUrls = List.copyOf(extraIndexUrls);
    findLinks = List.copyOf(findLinks);
    trustedHosts = List.copyOf(trustedHosts);
  }
}
