package org.diracgrid.diracos.build.executor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.diracgrid.diracos.progress.Amounts;
import org.diracgrid.diracos.progress.Progress;

/** Cancels all jobs of a working directory and waits until none is left. */
final class Farewell {

  private static final Duration LEAST = Duration.ofMillis(200);
  private static final Duration MOST = Duration.ofSeconds(2);

  private final BatchSystem system;
  private final Pause pause;
  private final Duration limit;
  private final Progress progress;

  Farewell(BatchSystem system, Pause pause, Duration limit, Progress progress) {
    this.system = system;
    this.pause = pause;
    this.limit = limit;
    this.progress = progress;
  }

  /** Does it; an interrupt does not hurry it, and is there afterwards. */
  void cancelAll(String prefix) {
    boolean interrupted = Thread.interrupted();
    Duration begin = pause.now();
    Duration wait = LEAST;
    Optional<String> left = cancel(prefix);
    while (left.isPresent()) {
      if (pause.now().minus(begin).compareTo(limit) > 0) {
        progress.warn(
            "after "
                + Amounts.duration(limit.toNanos())
                + " not all jobs of "
                + system.name()
                + " are gone; cancel those that begin with "
                + prefix
                + ": "
                + left.get());
        break;
      }
      try {
        pause.sleep(wait);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      Duration longer = wait.multipliedBy(2);
      wait = longer.compareTo(MOST) < 0 ? longer : MOST;
      left = cancel(prefix);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is left, in words; empty if nothing is. */
  private Optional<String> cancel(String prefix) {
    try {
      List<BatchSystem.Listed> live =
          system.find(prefix).stream().filter(job -> job.status().state().isLive()).toList();
      if (live.isEmpty()) {
        return Optional.empty();
      }
      SortedSet<String> ids =
          live.stream().map(BatchSystem.Listed::id).collect(Collectors.toCollection(TreeSet::new));
      system.cancel(ids);
      return Optional.of(String.join(" ", ids));
    } catch (BatchUnavailableException e) {
      return Optional.of(e.said());
    }
  }
}
