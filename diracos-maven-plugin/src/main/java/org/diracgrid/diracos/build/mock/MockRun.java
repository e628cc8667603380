package org.diracgrid.diracos.build.mock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * mock in one buildroot.
 *
 * @param config of the build
 * @param extension tells this buildroot from others of the configuration
 * @param clean whether the buildroot is for one build; else a build waits until it is free
 * @param directory where mock starts
 * @param log gets all that mock says
 * @param limit how long a build may take, its waiting included
 * @param memory how many bytes it may use
 */
record MockRun(
    MockProgram mock,
    Path config,
    String extension,
    boolean clean,
    Path directory,
    Path log,
    Duration limit,
    OptionalLong memory) {

  /** mock's status when another build is in the buildroot. */
  private static final int LOCKED = 60;

  private static final Duration LOCK_PAUSE = Duration.ofSeconds(2);
  private static final Duration TIDYING = Duration.ofMinutes(2);

  /** How it ended, and how long it took in all. */
  record Ended(CommandResult result, Duration took) {}

  /** Runs mock, if need be after others that are in the same buildroot. */
  Ended run(List<String> words) throws IOException {
    long begin = System.nanoTime();
    long from = Files.exists(log) ? Files.size(log) : 0;
    CommandResult result = once(words, limit);
    while (!clean && result.status() == LOCKED && !result.timedOut()) {
      Duration left = limit.minusNanos(System.nanoTime() - begin).minus(LOCK_PAUSE);
      if (left.isNegative() || left.isZero()) {
        break;
      }
      pause();
      result = once(words, left);
    }
    if (result.timedOut() || result.tooMuchMemory().isPresent()) {
      end();
    } else if (!result.succeeded()) {
      MockProgram.refusal(MockLogs.since(log, from));
    }
    return new Ended(result, Duration.ofNanos(System.nanoTime() - begin));
  }

  private CommandResult once(List<String> words, Duration limit) throws IOException {
    MockLogs.heading(log, String.join(" ", mock.words(words)));
    try {
      return mock.run(words, directory, log, limit, memory);
    } catch (DiracosException e) {
      stopped(e);
      throw e;
    }
  }

  private void pause() {
    try {
      Thread.sleep(LOCK_PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DiracosException.of(
          Problem.of(
              "DOS-MOCK-07",
              "a build was interrupted while it waited for its buildroot",
              log.toString(),
              "run again"),
          e);
    }
  }

  /** Processes of mock that became root cannot be ended by us, but by mock. */
  private void stopped(DiracosException cause) {
    boolean interrupted = Thread.interrupted();
    try {
      end();
    } catch (DiracosException | IOException e) {
      cause.addSuppressed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void end() throws IOException {
    tidy(MockWords.killOrphans(config, extension));
    if (clean) {
      tidy(MockWords.clean(config, extension));
    }
  }

  /** What it does is no part of the build, so its status is only told in the log. */
  void tidy(List<String> words) throws IOException {
    MockLogs.heading(log, String.join(" ", mock.words(words)));
    CommandResult result = mock.run(words, directory, log, TIDYING, OptionalLong.empty());
    if (!result.succeeded()) {
      MockLogs.heading(log, "that ended with " + result.ending());
    }
  }
}
