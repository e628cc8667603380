package org.diracgrid.diracos.build.executor;

import java.time.Duration;

/**
 * When to ask next: often while something happens, ever less often while nothing does. The interval
 * grows by half each time.
 */
final class Pacing {

  private final Duration least;
  private final Duration most;
  private Duration interval;
  private Duration due;

  Pacing(Duration least, Duration most, Duration now) {
    this.least = least;
    this.most = most;
    this.interval = least;
    this.due = now.plus(least);
  }

  /** Something happened: more may follow soon. */
  void news(Duration now) {
    interval = least;
    Duration soon = now.plus(least);
    if (soon.compareTo(due) < 0) {
      due = soon;
    }
  }

  boolean isDue(Duration now) {
    return now.compareTo(due) >= 0;
  }

  void asked(Duration now) {
    due = now.plus(interval);
    Duration longer = interval.multipliedBy(3).dividedBy(2);
    interval = longer.compareTo(most) < 0 ? longer : most;
  }

  Duration due() {
    return due;
  }
}
