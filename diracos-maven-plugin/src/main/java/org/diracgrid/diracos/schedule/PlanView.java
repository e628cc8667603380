package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan with all that is told of it before it is carried out.
 *
 * @param states of every build of the plan
 */
public record PlanView(BuildPlan plan, Map<Task, TaskState> states, Durations durations) {

  /** The numbers of slots that are simulated. */
  static final List<Integer> SLOTS = List.of(1, 2, 8, 64);

  /** Copies, and checks that no build lacks a state. */
  public PlanView {
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    if (!states.keySet().containsAll(plan.tasks())) {
      throw new IllegalArgumentException("a build without a state");
    }
  }

  TaskState state(Task task) {
    TaskState state = states.get(task);
    if (state == null) {
      throw new IllegalArgumentException(task + " has no state");
    }
    return state;
  }

  /** The builds that have to be built, or may have to. */
  List<Task> open() {
    List<Task> open = new ArrayList<>();
    for (Task task : plan.tasks()) {
      TaskState state = state(task);
      if (state instanceof TaskState.ToBuild || state instanceof TaskState.Waits) {
        open.add(task);
      }
    }
    return open;
  }

  long count(Class<? extends TaskState> kind) {
    return plan.tasks().stream().filter(task -> kind.isInstance(state(task))).count();
  }

  List<Makespan> makespans() {
    List<Task> open = open();
    return SLOTS.stream().map(slots -> Makespan.simulate(plan, open, durations, slots)).toList();
  }
}
