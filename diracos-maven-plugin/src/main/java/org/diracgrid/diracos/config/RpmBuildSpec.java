package org.diracgrid.diracos.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is rebuilt.
 *
 * @param options what {@code rpmBuild} says for all; empty options if there is no {@code rpmBuild}
 * @param packages every build, in the order written
 * @param buildroot what every buildroot holds: names, globs, capabilities, groups; none: as the
 *     mock configuration says
 * @param seeds RPM files that the own repository begins with
 * @param cluster whether builds run as jobs of a Slurm cluster
 * @param slots how many builds run at once on this machine
 * @param slurm how jobs are submitted
 * @param buildCaches published caches of earlier builds
 */
public record RpmBuildSpec(
    BuildOptions options,
    List<PackageBuild> packages,
    List<String> buildroot,
    List<Path> seeds,
    boolean cluster,
    OptionalInt slots,
    Slurm slurm,
    List<Location> buildCaches) {

  /** What a buildroot holds where neither the configuration nor mock's says anything. */
  public static final List<String> DEFAULT_BUILDROOT = BuildKeys.DEFAULT_BUILDROOT;

  /**
   * How jobs are submitted to Slurm.
   *
   * @param options more options of sbatch
   * @param maxJobs how many are submitted at a time
   */
  public record Slurm(
      Optional<String> partition,
      Optional<String> account,
      Optional<String> qos,
      List<String> options,
      int maxJobs) {

    /** Copies. */
    public Slurm {
      options = List.copyOf(options);
    }
  }

  /** Copies. */
  public RpmBuildSpec {
    packages = List.copyOf(packages);
    buildroot = List.copyOf(buildroot);
    seeds = List.copyOf(seeds);
    buildCaches = List.copyOf(buildCaches);
  }
}
