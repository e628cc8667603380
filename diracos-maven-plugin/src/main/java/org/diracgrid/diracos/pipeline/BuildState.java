package org.diracgrid.diracos.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * How far a build of a run is.
 *
 * @param packages what it gave, as far as others may use it; none unless it is done
 * @param attempt the job that was done for it, if one was
 * @param because why it failed, or was not done
 * @param problems what stopped it beside its job
 */
record BuildState(
    Kind kind,
    List<BuiltPackage> packages,
    Optional<Attempt> attempt,
    String because,
    List<Problem> problems) {

  /** One without problems. */
  BuildState(Kind kind, List<BuiltPackage> packages, Optional<Attempt> attempt, String because) {
    this(kind, packages, attempt, because, List.of());
  }

  /** One that failed before, or after, its job. */
  static BuildState failed(Optional<Attempt> attempt, DiracosException failure) {
    return new BuildState(
        Kind.FAILED, List.of(), attempt, failure.problems().get(0).what(), failure.problems());
  }

  /** What became of it. */
  enum Kind {
    /** The repository had it already. */
    PRESENT,
    /** A cache had it. */
    CACHED,
    /** Its packages were given. */
    GIVEN,
    /** It was built. */
    BUILT,
    /** It failed. */
    FAILED,
    /** Something that it needs failed. */
    SKIPPED,
    /** It was not asked for. */
    LEFT
  }

  /** A job and what came of it. */
  record Attempt(BuildJob job, BuildOutcome outcome) {

    /** How long it took, all phases together. */
    Duration took() {
      return outcome.phases().values().stream().reduce(Duration.ZERO, Duration::plus);
    }
  }

  /** Copies. */
  BuildState {
    packages = List.copyOf(packages);
    problems = List.copyOf(problems);
  }

  /** Whether there are packages of it. */
  boolean isDone() {
    return kind.compareTo(Kind.BUILT) <= 0;
  }
}
