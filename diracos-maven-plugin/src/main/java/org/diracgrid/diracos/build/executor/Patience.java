package org.diracgrid.diracos.build.executor;

import java.time.Duration;
import java.util.Optional;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Amounts;
import org.diracgrid.diracos.progress.Progress;

/** What is done while a batch system is away: it is asked again, ever less often, and told so. */
final class Patience {

  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(10);

  private final String system;
  private final BatchSettings settings;
  private final Progress progress;
  private Optional<Duration> since = Optional.empty();
  private Duration warned = Duration.ZERO;
  private Pacing pacing;

  Patience(String system, BatchSettings settings, Progress progress, Duration now) {
    this.system = system;
    this.settings = settings;
    this.progress = progress;
    this.pacing = pacing(now);
  }

  private Pacing pacing(Duration now) {
    return new Pacing(settings.ask().least(), settings.ask().most(), now);
  }

  /** Whether it may be asked now: it is there, or was away long enough. */
  boolean mayAsk(Duration now) {
    return since.isEmpty() || pacing.isDue(now);
  }

  /** When it may be asked again. */
  Duration due(Duration now) {
    return since.isEmpty() ? now : pacing.due();
  }

  /** It answered. */
  void answered(Duration now) {
    if (since.isPresent()) {
      progress.info(
          system + " answers again, after " + Amounts.duration(now.minus(since.get()).toNanos()));
      since = Optional.empty();
    }
  }

  /**
   * It did not answer.
   *
   * @throws DiracosException DOS-EXECUTOR-06 if it has been away for too long
   */
  void away(BatchUnavailableException failure, Duration now) {
    if (since.isEmpty()) {
      since = Optional.of(now);
      pacing = pacing(now);
      warn(failure, now);
    } else if (now.minus(since.get()).compareTo(settings.patience()) > 0) {
      throw DiracosException.of(
          new Problem(
              "DOS-EXECUTOR-06",
              system
                  + " has not answered for "
                  + Amounts.duration(now.minus(since.get()).toNanos()),
              "",
              failure.said(),
              "run again when it does: what is finished is not done again"),
          failure);
    } else if (now.minus(warned).compareTo(BETWEEN_WARNINGS) >= 0) {
      warn(failure, now);
    }
    pacing.asked(now);
  }

  private void warn(BatchUnavailableException failure, Duration now) {
    warned = now;
    progress.warn(
        system + " does not answer and is asked again; jobs go on meanwhile: " + failure.said());
  }
}
