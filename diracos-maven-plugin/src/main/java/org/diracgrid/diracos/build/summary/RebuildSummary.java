package org.diracgrid.diracos.build.summary;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.diracgrid.diracos.build.failure.Diagnosis;

/**
 * What became of each build of a run. The same value gives the same text and JSON.
 *
 * @param builds in the order of the plan
 * @param took how long the run took
 * @param resume the command that goes on where this run ended
 */
public record RebuildSummary(List<Build> builds, Duration took, String resume) {

  /** What became of a build. */
  public enum State {
    /** It was built. */
    BUILT,
    /** It was built before, with all the same. */
    CACHED,
    /** It failed. */
    FAILED,
    /** What it depends on failed. */
    SKIPPED,
    /** The run was not to build it. */
    EXCLUDED,
    /** The run was stopped before it ended. */
    CANCELLED;

    /** For people and programs, in small letters. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A build.
   *
   * @param number its place in the plan, from 1
   * @param name as configured
   * @param took how long it took; zero if it was not built
   * @param log where its log is; empty if there is none
   * @param because of what it was skipped or excluded; may be empty
   * @param diagnosis why it failed; there if it did
   */
  public record Build(
      int number,
      String name,
      State state,
      Duration took,
      Optional<Path> log,
      String because,
      Optional<Diagnosis> diagnosis) {

    /** Validates that a diagnosis belongs to a failure. */
    public Build {
      if ((state == State.FAILED) != diagnosis.isPresent()) {
        throw new IllegalArgumentException(name + " " + state + ", diagnosis " + diagnosis);
      }
    }

    /** A build that was built. */
    public static Build built(int number, String name, Duration took, Path log) {
      return new Build(number, name, State.BUILT, took, Optional.of(log), "", Optional.empty());
    }

    /** A build that was taken from a cache. */
    public static Build cached(int number, String name) {
      return quiet(number, name, State.CACHED, "");
    }

    /** A build that failed. */
    public static Build failed(
        int number, String name, Duration took, Path log, Diagnosis diagnosis) {
      return new Build(
          number, name, State.FAILED, took, Optional.of(log), "", Optional.of(diagnosis));
    }

    /** A build that was not begun, since {@code culprits} failed. */
    public static Build skipped(int number, String name, List<String> culprits) {
      return quiet(number, name, State.SKIPPED, "since " + String.join(", ", culprits) + " failed");
    }

    /** A build that the run was not to do, and why. */
    public static Build excluded(int number, String name, String because) {
      return quiet(number, name, State.EXCLUDED, because);
    }

    /** A build that was under way, or waited, when the run was stopped. */
    public static Build cancelled(int number, String name) {
      return quiet(number, name, State.CANCELLED, "the run was stopped");
    }

    private static Build quiet(int number, String name, State state, String because) {
      return new Build(
          number, name, state, Duration.ZERO, Optional.empty(), because, Optional.empty());
    }
  }

  /** Copies. */
  public RebuildSummary {
    builds = List.copyOf(builds);
  }

  /** How many builds are in a state. */
  public long count(State state) {
    return builds.stream().filter(build -> build.state() == state).count();
  }

  /** The builds that failed. */
  public List<Build> failures() {
    return builds.stream().filter(build -> build.state() == State.FAILED).toList();
  }

  /** Whether all is there that the run was to build. */
  public boolean complete() {
    return builds.stream()
        .map(Build::state)
        .noneMatch(
            state -> state == State.FAILED || state == State.SKIPPED || state == State.CANCELLED);
  }

  /** For people: a line for each build, then a section for each failure, then how to go on. */
  public String text() {
    return RebuildSummaryText.of(this);
  }

  /** For programs: UTF-8, a newline at the end; durations in milliseconds. */
  public byte[] json() {
    return RebuildSummaryJson.of(this);
  }
}
