package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** How long each build and what is behind it take, in nanoseconds; what is not asked for, none. */
final class Ranks {

  private final BuildPlan plan;
  private final BitSet asked;
  private final long[] own;
  private final long[] ranks;

  Ranks(BuildPlan plan, BitSet asked, Durations durations) {
    this.plan = plan;
    this.asked = asked;
    int size = plan.tasks().size();
    own = new long[size];
    ranks = new long[size];
    long guess = durations.guess().toNanos();
    for (int i = size - 1; i >= 0; i--) {
      Task task = plan.tasks().get(i);
      if (asked.get(i)) {
        own[i] = durations.knows(task) ? durations.of(task).toNanos() : guess;
      }
      long behind = 0;
      for (int after : plan.successors(i)) {
        behind = Math.max(behind, ranks[after]);
      }
      ranks[i] = own[i] + behind;
    }
  }

  long own(Task task) {
    return own[task.index()];
  }

  long rank(Task task) {
    return ranks[task.index()];
  }

  /** From the first of the highest rank down, the first of the highest at each step. */
  List<Task> criticalPath() {
    List<Task> path = new ArrayList<>();
    int at = -1;
    for (int i = 0; i < ranks.length; i++) {
      if (at < 0 || ranks[i] > ranks[at]) {
        at = i;
      }
    }
    while (at >= 0 && ranks[at] > 0) {
      if (asked.get(at)) {
        path.add(plan.tasks().get(at));
      }
      long left = ranks[at] - own[at];
      int next = -1;
      for (int after : plan.successors(at)) {
        if (next < 0 && ranks[after] == left) {
          next = after;
        }
      }
      at = next;
    }
    return path;
  }
}
