package org.diracgrid.diracos.build.executor;

import java.time.Duration;

/**
 * How an executor deals with a batch system.
 *
 * @param maxJobs how many jobs are submitted at a time
 * @param retries how often a job that was lost is submitted again
 * @param slack time that a job gets beside the limit of its build, so that the builder has the
 *     first word
 * @param overhead bytes that a job gets beside the memory of its build, for its own Java
 * @param look least and most time between two looks for outcomes
 * @param ask least and most time between two questions to the batch system
 * @param settle how long an outcome is waited for after the batch system says that the job ended,
 *     or knows it no more: shared file systems show late what others wrote
 * @param patience how long a batch system may be away
 * @param farewell how long cancelled jobs are waited for
 */
public record BatchSettings(
    int maxJobs,
    int retries,
    Duration slack,
    long overhead,
    Span look,
    Span ask,
    Duration settle,
    Duration patience,
    Duration farewell) {

  /**
   * From one time to another.
   *
   * @param least not zero
   */
  public record Span(Duration least, Duration most) {
    /** Validates the order. */
    public Span {
      if (least.isZero() || least.isNegative() || most.compareTo(least) < 0) {
        throw new IllegalArgumentException("no time from " + least + " to " + most);
      }
    }
  }

  /** Validates the bounds. */
  public BatchSettings {
    if (maxJobs < 1 || retries < 0 || overhead < 0) {
      throw new IllegalArgumentException(maxJobs + " jobs, " + retries + " retries");
    }
  }

  /** As a site with a busy scheduler and NFS can bear it. */
  public static BatchSettings usual(int maxJobs) {
    return new BatchSettings(
        maxJobs,
        3,
        Duration.ofMinutes(5),
        1L << 30,
        new Span(Duration.ofMillis(200), Duration.ofSeconds(5)),
        new Span(Duration.ofSeconds(1), Duration.ofSeconds(30)),
        Duration.ofSeconds(60),
        Duration.ofHours(2),
        Duration.ofMinutes(2));
  }
}
