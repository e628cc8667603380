package org.diracgrid.diracos.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Which build starts next: the policy, for the real thing and for its simulation alike.
 *
 * <p>A build is ready when all builds that it waits for are done. Of those that are ready the one
 * goes first that starts the longest way to the end of the plan: its own duration and the longest
 * chain of durations behind it. Ties go to the longer build, then by the order of the plan. Nothing
 * is kept waiting while a slot is free.
 *
 * <p>Not safe for use by several threads.
 */
public final class ReadyQueue {

  private final BuildPlan plan;
  private final BitSet asked = new BitSet();
  private final BitSet started = new BitSet();
  private final BitSet ended = new BitSet();
  private final BitSet blocked = new BitSet();
  private final int[] missing;
  private final Ranks ranks;
  private final PriorityQueue<Task> ready;

  /**
   * @param tasks of the plan that are to be done; the others are taken as done, or as not needed
   * @param durations of builds
   */
  public ReadyQueue(BuildPlan plan, Collection<Task> tasks, Durations durations) {
    this.plan = plan;
    tasks.forEach(task -> asked.set(task.index()));
    ranks = new Ranks(plan, asked, durations);
    ready =
        new PriorityQueue<>(
            Comparator.comparing((Task task) -> -ranks.rank(task))
                .thenComparing(task -> -ranks.own(task))
                .thenComparing(Task::index));
    missing = new int[plan.tasks().size()];
    // What is not asked for is done: it holds nobody up, but what is behind it still counts.
    BitSet open = (BitSet) asked.clone();
    for (Task task : plan.tasks()) {
      for (int before : plan.predecessors(task.index())) {
        if (open.get(before)) {
          missing[task.index()]++;
        }
      }
      if (missing[task.index()] > 0) {
        open.set(task.index()); // Passed on: it is done when those before it are.
      }
    }
    for (Task task : plan.tasks()) {
      if (asked.get(task.index()) && missing[task.index()] == 0) {
        ready.add(task);
      }
    }
  }

  /** The build to start now, which counts as started; empty if none is ready. */
  public Optional<Task> poll() {
    Task task = ready.poll();
    if (task == null) {
      return Optional.empty();
    }
    started.set(task.index());
    return Optional.of(task);
  }

  /** A build that was started can be started again: it was lost, or needs a larger buildroot. */
  public void again(Task task) {
    check(task);
    started.clear(task.index());
    ready.add(task);
  }

  /** A build that was started has ended well. */
  public void done(Task task) {
    check(task);
    end(task.index());
  }

  private void end(int task) {
    ended.set(task);
    for (int after : plan.successors(task)) {
      if (--missing[after] == 0 && !blocked.get(after)) {
        if (asked.get(after)) {
          ready.add(plan.tasks().get(after));
        } else {
          end(after);
        }
      }
    }
  }

  /**
   * A build that was started has failed: nothing that waits for it starts any more.
   *
   * @return those of the builds to be done that this stops, in the order of the plan
   */
  public List<Task> failed(Task task) {
    check(task);
    ended.set(task.index());
    List<Task> stopped = new ArrayList<>();
    for (Task after : plan.descendants(task)) {
      if (!blocked.get(after.index())) {
        blocked.set(after.index());
        if (asked.get(after.index())) {
          stopped.add(after);
        }
      }
    }
    return stopped;
  }

  private void check(Task task) {
    if (!started.get(task.index()) || ended.get(task.index())) {
      throw new IllegalStateException(task + " is not under way");
    }
  }

  /** The builds that are neither started nor stopped, in the order of the plan. */
  public List<Task> waiting() {
    BitSet left = (BitSet) asked.clone();
    left.andNot(started);
    left.andNot(blocked);
    return plan.tasks(left);
  }

  /** How long the build and the longest chain behind it take. */
  public Duration rank(Task task) {
    return Duration.ofNanos(ranks.rank(task));
  }

  /** The longest chain of builds that are to be done, each waiting for the one before. */
  public List<Task> criticalPath() {
    return ranks.criticalPath();
  }
}
