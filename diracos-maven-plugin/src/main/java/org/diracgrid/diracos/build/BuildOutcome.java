package org.diracgrid.diracos.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of a job.
 *
 * @param status how it ended
 * @param packages what was built, binary and source, below {@link BuildJob#results}, sorted; none
 *     unless {@link Status#BUILT}
 * @param wanted requirements that the source told while it was built, as rpm writes them; none
 *     unless {@link Status#WANTS}
 * @param failure what went wrong; there if {@link Status#FAILED}
 * @param phases how long each part took, by name: {@code buildroot}, {@code rpmbuild} ...
 */
public record BuildOutcome(
    Status status,
    List<Path> packages,
    List<String> wanted,
    Optional<Failure> failure,
    SortedMap<String, Duration> phases) {

  /** How a job ended. */
  public enum Status {
    /** The packages are there. */
    BUILT,
    /** The buildroot lacks what the source wants; to be done again with a larger one. */
    WANTS,
    /** It failed. */
    FAILED,
    /** It was stopped from outside and can be done again. */
    CANCELLED
  }

  /**
   * What went wrong.
   *
   * @param step what was done: {@code buildroot}, {@code rpmbuild}, the name of a routine ...
   * @param command the command that failed; empty if none did
   * @param ending how it ended: {@code status 1}, {@code signal 9 (SIGKILL)}, {@code no end in 60
   *     s}, or a message
   */
  public record Failure(String step, List<String> command, String ending) {
    /** Copies. */
    public Failure {
      command = List.copyOf(command);
    }
  }

  /** Copies. */
  public BuildOutcome {
    packages = List.copyOf(packages);
    wanted = List.copyOf(wanted);
    phases = Collections.unmodifiableSortedMap(new TreeMap<>(phases));
    if ((status == Status.FAILED) != failure.isPresent()) {
      throw new IllegalArgumentException(status + " and failure: " + failure);
    }
  }

  /** A build that succeeded. */
  public static BuildOutcome built(List<Path> packages, SortedMap<String, Duration> phases) {
    return new BuildOutcome(Status.BUILT, packages, List.of(), Optional.empty(), phases);
  }

  /** A build that lacks something. */
  public static BuildOutcome wants(List<String> wanted, SortedMap<String, Duration> phases) {
    return new BuildOutcome(Status.WANTS, List.of(), wanted, Optional.empty(), phases);
  }

  /** A build that failed. */
  public static BuildOutcome failed(Failure failure, SortedMap<String, Duration> phases) {
    return new BuildOutcome(Status.FAILED, List.of(), List.of(), Optional.of(failure), phases);
  }

  /** A build that was stopped from outside. */
  public static BuildOutcome cancelled(SortedMap<String, Duration> phases) {
    return new BuildOutcome(Status.CANCELLED, List.of(), List.of(), Optional.empty(), phases);
  }
}
