package org.diracgrid.diracos.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * How long the builds of a plan take on a number of slots, by simulation.
 *
 * <p>The model: each build occupies one slot for its duration, as {@link Durations} gives it,
 * whatever runs beside it. All slots are alike, and there from the start. Choosing, submitting and
 * storing take no time. Every build succeeds. Which one starts next says {@link ReadyQueue}, as it
 * does when builds really run. So a slot on a machine that others use, a batch system's queue, and
 * builds that compete for memory make the truth longer; a recorded duration from a busy machine
 * makes it shorter.
 *
 * @param slots how many builds run at a time
 * @param finish when the last one ends
 * @param work the durations of all builds together
 * @param critical the duration of the critical path: no number of slots is faster
 * @param criticalPath the builds on it, in order
 * @param runs every build, in the order in which they start
 */
public record Makespan(
    int slots,
    Duration finish,
    Duration work,
    Duration critical,
    List<Task> criticalPath,
    List<Run> runs) {

  /**
   * When a build runs.
   *
   * @param slot from 0
   */
  public record Run(Task task, Duration start, Duration end, int slot) {}

  /** Copies. */
  public Makespan {
    criticalPath = List.copyOf(criticalPath);
    runs = List.copyOf(runs);
  }

  /** Simulates all builds of a plan. */
  public static Makespan simulate(BuildPlan plan, Durations durations, int slots) {
    return simulate(plan, plan.tasks(), durations, slots);
  }

  /**
   * Simulates some builds of a plan; the others are done already.
   *
   * @param slots at least 1
   */
  public static Makespan simulate(
      BuildPlan plan, Collection<Task> tasks, Durations durations, int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException(slots + " slots");
    }
    ReadyQueue queue = new ReadyQueue(plan, tasks, durations);
    PriorityQueue<Integer> free = new PriorityQueue<>();
    for (int slot = 0; slot < Math.min(slots, Math.max(1, tasks.size())); slot++) {
      free.add(slot);
    }
    PriorityQueue<Run> running =
        new PriorityQueue<>(
            Comparator.comparing(Run::end).thenComparing(run -> run.task().index()));
    List<Run> runs = new ArrayList<>();
    Duration now = Duration.ZERO;
    Duration work = Duration.ZERO;
    while (true) {
      while (!free.isEmpty()) {
        Optional<Task> next = queue.poll();
        if (next.isEmpty()) {
          break;
        }
        Duration takes = durations.of(next.get());
        Run run = new Run(next.get(), now, now.plus(takes), free.remove());
        work = work.plus(takes);
        runs.add(run);
        running.add(run);
      }
      if (running.isEmpty()) {
        break;
      }
      now = running.element().end();
      while (!running.isEmpty() && running.element().end().equals(now)) {
        Run ended = running.remove();
        free.add(ended.slot());
        queue.done(ended.task());
      }
    }
    List<Task> path = queue.criticalPath();
    Duration critical = path.stream().map(durations::of).reduce(Duration.ZERO, Duration::plus);
    return new Makespan(slots, now, work, critical, path, runs);
  }

  /** No schedule on these slots is faster than this: the critical path, or the work shared out. */
  public Duration bound() {
    Duration shared = work.dividedBy(slots);
    return shared.compareTo(critical) > 0 ? shared : critical;
  }

  /**
   * {@link #finish} over {@link #bound}: 1 is the best that there can be; 1 if there is no work.
   */
  public double ratio() {
    return bound().isZero() ? 1 : (double) finish.toNanos() / bound().toNanos();
  }

  /** How much of the time the slots are used, from 0 to 1; 1 if there is no work. */
  public double utilisation() {
    return finish.isZero() ? 1 : (double) work.toNanos() / finish.toNanos() / slots;
  }
}
