package org.diracgrid.diracos.config;

import java.util.List;

/**
 * What is rebuilt.
 *
 * @param options what {@code rpmBuild} says for all; empty options if there is no {@code rpmBuild}
 * @param packages every build, in the order written
 */
public record RpmBuildSpec(BuildOptions options, List<PackageBuild> packages) {

  /** Copies. */
  public RpmBuildSpec {
    packages = List.copyOf(packages);
  }
}
