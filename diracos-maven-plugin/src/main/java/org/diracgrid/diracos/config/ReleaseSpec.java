package org.diracgrid.diracos.config;

import java.util.List;
import java.util.Optional;

/**
 * Where a bundle is released, and what clients call it.
 *
 * @param directory the release directory
 * @param url by which clients reach it
 * @param project of clients
 * @param name of the project's release
 * @param depends projects with their releases
 * @param modules with their versions
 * @param releases name of the file that lists the project's releases
 * @param defaults name of the project's defaults file
 * @param server whose credentials a remote directory takes
 */
public record ReleaseSpec(
    Optional<Location> directory,
    Optional<String> url,
    Optional<String> project,
    Optional<String> name,
    List<String> depends,
    List<String> modules,
    String releases,
    Optional<String> defaults,
    String server) {

  /** Copies. */
  public ReleaseSpec {
    depends = List.copyOf(depends);
    modules = List.copyOf(modules);
  }
}
