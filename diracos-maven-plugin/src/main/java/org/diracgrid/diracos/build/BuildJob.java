package org.diracgrid.diracos.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One build of one source package, with all that it needs.
 *
 * @param id unique in its run; names the job's directory
 * @param name of the build, as configured
 * @param directory of the job, absolute; what is in it: {@link #log}, {@link #results} and the like
 * @param builder who builds
 * @param sourcePackage the SRPM, patched already
 * @param buildroot packages to build in, in the order of NEVRA; mock finds its own, these are then
 *     those that it is expected to find
 * @param buildroots directory where buildroots are kept to be used again
 * @param settings how it is built
 * @param routines the user's programs
 * @param configuration the package's merged configuration as JSON, for routines
 * @param mock what mock is told; there if it is the builder
 */
public record BuildJob(
    String id,
    String name,
    Path directory,
    BuilderKind builder,
    Path sourcePackage,
    List<BuildrootPackage> buildroot,
    Path buildroots,
    BuildSettings settings,
    RoutineFiles routines,
    String configuration,
    Optional<MockSettings> mock) {

  /** Copies. */
  public BuildJob {
    buildroot = List.copyOf(buildroot);
    if (!directory.isAbsolute() || !sourcePackage.isAbsolute() || !buildroots.isAbsolute()) {
      throw new IllegalArgumentException("a job is read elsewhere: its paths are absolute");
    }
    if ((builder == BuilderKind.MOCK) != mock.isPresent()) {
      throw new IllegalArgumentException(builder + " and settings of mock: " + mock.isPresent());
    }
  }

  /** This job, as JSON. */
  public Path job() {
    return directory.resolve("job.json");
  }

  /** What all programs of the job said, in order; appended to. */
  public Path log() {
    return directory.resolve("build.log");
  }

  /** Where the built packages are put, binary and source, before they go to the repository. */
  public Path results() {
    return directory.resolve("result");
  }

  /** The {@link BuildOutcome} as JSON; it appears whole, when all else is written. */
  public Path outcome() {
    return directory.resolve("outcome.json");
  }
}
