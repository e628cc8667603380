package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What is known of a build before a run. */
public sealed interface TaskState {

  /** Its result is there. */
  record Cached() implements TaskState {}

  /**
   * It has to be built.
   *
   * @param reasons as {@link KeyDiff} gives them; at least one
   */
  record ToBuild(List<String> reasons) implements TaskState {
    /** Copies. */
    public ToBuild {
      reasons = List.copyOf(reasons);
      if (reasons.isEmpty()) {
        throw new IllegalArgumentException("a build for no reason");
      }
    }
  }

  /**
   * Its key is not known before others have been built; if they come out as they were, it is
   * cached.
   *
   * @param on the builds that it waits for, of those that are to be built or wait themselves
   */
  record Waits(List<Task> on) implements TaskState {
    /** Copies. */
    public Waits {
      on = List.copyOf(on);
    }
  }

  /** It is not asked for, and nothing that is waits for it. */
  record LeftOut() implements TaskState {}

  /**
   * The states of all builds of a plan, in its order.
   *
   * @param selection what is asked for
   * @param sure reasons to build a build that do not depend on its buildroot; none if there are
   *     none
   * @param known the state of a build whose ancestors are all cached: the others cannot have a key
   *     yet
   */
  static Map<Task, TaskState> of(
      BuildPlan plan,
      Selection selection,
      Function<Task, List<String>> sure,
      Function<Task, TaskState> known) {
    Map<Task, TaskState> states = new LinkedHashMap<>();
    plan.tasks().forEach(task -> states.put(task, new LeftOut()));
    for (Task task : selection.all()) {
      List<Task> open = new ArrayList<>();
      for (Task before : plan.ancestors(task)) {
        if (!(states.get(before) instanceof Cached)) {
          open.add(before);
        }
      }
      open.removeIf(before -> open.stream().anyMatch(nearer -> plan.isAncestor(before, nearer)));
      List<String> reasons = open.isEmpty() ? List.of() : sure.apply(task);
      if (!reasons.isEmpty()) {
        states.put(task, new ToBuild(reasons));
      } else {
        states.put(task, open.isEmpty() ? known.apply(task) : new Waits(open));
      }
    }
    return states;
  }
}
