package org.diracgrid.diracos.build.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;

/**
 * Why a build failed, as far as its log tells.
 *
 * @param failure what the builder says of it
 * @param section the part of the spec that failed, such as {@code %build}; empty if none is known
 * @param command the command that failed: of that part of the spec, else the builder's; empty if
 *     none is known
 * @param relevant the lines that tell what went wrong, in the order of the log
 * @param last the last lines of the log
 * @param causes known causes, the likeliest first; none if there is none
 */
public record Diagnosis(
    BuildOutcome.Failure failure,
    String section,
    String command,
    List<LogLine> relevant,
    List<LogLine> last,
    List<Cause> causes) {

  private static final int RELEVANT = 12;
  private static final int PER_CAUSE = 6;

  /** Copies. */
  public Diagnosis {
    relevant = List.copyOf(relevant);
    last = List.copyOf(last);
    causes = List.copyOf(causes);
  }

  /** The likeliest cause. */
  public Optional<Cause> cause() {
    return causes.stream().findFirst();
  }

  /**
   * Reads the log of a failed build. Whatever is in it, the answer comes in bounded time and
   * memory; a log that is not there or cannot be read is told in {@link #last}.
   *
   * @param outcome of the job; its status is {@code FAILED}
   * @param log where the job's log is now
   * @throws IllegalArgumentException if the job did not fail
   */
  public static Diagnosis of(BuildJob job, BuildOutcome outcome, Path log, WhoProvides who) {
    BuildOutcome.Failure failure =
        outcome
            .failure()
            .orElseThrow(() -> new IllegalArgumentException("no failure: " + outcome.status()));
    LogWalk walk = new LogWalk();
    List<LogLine> trouble = new ArrayList<>();
    try {
      LogReader.read(log, walk::add);
    } catch (IOException e) {
      String text = Files.exists(log) ? "the log cannot be read: " + e : "there is no log";
      trouble.add(new LogLine(0, text));
    }
    failure.ending().lines().map(LogReader::clean).forEach(walk::addEnding);
    Evidence evidence = walk.evidence();
    Map<CauseKind, List<Hint>> hints = Causes.weigh(evidence, failure);
    Remedies remedies = new Remedies(job, failure, evidence, log, who);
    List<Cause> causes = new ArrayList<>();
    hints.forEach((kind, lines) -> causes.add(remedies.cause(kind, lines)));
    trouble.addAll(evidence.last());
    String command =
        evidence.command().isEmpty() ? String.join(" ", failure.command()) : evidence.command();
    return new Diagnosis(
        failure, evidence.section(), command, relevant(evidence, hints), trouble, causes);
  }

  /** The first lines of each cause, then what make could not make, as far as there is room. */
  private static List<LogLine> relevant(Evidence evidence, Map<CauseKind, List<Hint>> hints) {
    TreeMap<Long, LogLine> lines = new TreeMap<>(Comparator.naturalOrder());
    hints.values().stream()
        .flatMap(all -> all.stream().limit(PER_CAUSE))
        .map(Hint::line)
        .filter(line -> line.number() > 0)
        .limit(RELEVANT)
        .forEach(line -> lines.putIfAbsent(line.number(), line));
    for (LogLine target : evidence.targets()) {
      if (lines.size() < RELEVANT) {
        lines.putIfAbsent(target.number(), target);
      }
    }
    return new ArrayList<>(lines.values());
  }
}
