package org.diracgrid.diracos.pipeline;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.schedule.BuildPlan;
import org.diracgrid.diracos.schedule.Selection;
import org.diracgrid.diracos.schedule.Task;

/**
 * Carries a plan out, and once more where that told a better order: what a package provides is
 * known when it is built, and what a source requires while it is built. So a build may turn out to
 * need one that it did not wait for; it fails, or is put off, and the next pass builds it after
 * that one. What a pass has done is not done again.
 */
final class RebuildPasses {

  /** How often the order may be made anew. */
  private static final int MOST = 20;

  private final Supplier<BuildPlan> planner;
  private final Function<BuildPlan, Selection> selecting;
  private final ToldRequirements told;
  private final Progress progress;

  /**
   * What became of builds in the passes before, by id; without those that are to be tried again.
   */
  private final Map<String, BuildState> before = new HashMap<>();

  /**
   * @param planner makes the plan of what is known when it is asked
   * @param selecting chooses the builds to do
   * @param told what the planner reads, too
   */
  RebuildPasses(
      Supplier<BuildPlan> planner,
      Function<BuildPlan, Selection> selecting,
      ToldRequirements told,
      Progress progress) {
    this.planner = planner;
    this.selecting = selecting;
    this.told = told;
    this.progress = progress;
  }

  /** Carries a plan out once: gives what became of every build of it. */
  interface Pass {
    /**
     * Does it.
     *
     * @param wanted the builds to do
     */
    Map<Task, BuildState> run(BuildPlan plan, Set<Task> wanted);
  }

  /**
   * What came of it.
   *
   * @param plan of the last pass
   * @param states what became of every build of the plan
   */
  record Result(BuildPlan plan, Selection selection, Map<Task, BuildState> states) {}

  /** Does it, beginning with that plan. */
  Result run(BuildPlan first, Pass pass) {
    BuildPlan plan = first;
    for (int number = 1; ; number++) {
      Selection selection = selecting.apply(plan);
      Map<Task, BuildState> states = pass.run(plan, new LinkedHashSet<>(selection.all()));
      boolean failed =
          states.values().stream().anyMatch(state -> state.kind() == BuildState.Kind.FAILED);
      if (!failed || number == MOST) {
        return new Result(plan, selection, states);
      }
      BuildPlan next = planner.get();
      List<Task> again = again(next, plan, states);
      if (again.isEmpty()) {
        return new Result(plan, selection, states);
      }
      remember(states, again);
      plan = next;
    }
  }

  /** The builds that failed and have something more to wait for. */
  private List<Task> again(BuildPlan next, BuildPlan plan, Map<Task, BuildState> states) {
    Set<String> failed =
        states.entrySet().stream()
            .filter(entry -> entry.getValue().kind() == BuildState.Kind.FAILED)
            .map(entry -> entry.getKey().id())
            .collect(Collectors.toSet());
    List<Task> again =
        next.waitingForMore(plan).stream().filter(task -> failed.contains(task.id())).toList();
    for (Task task : again) {
      progress.info(task + " is built after " + names(next.newAncestors(task, plan)));
    }
    return again;
  }

  private static String names(List<Task> tasks) {
    return tasks.stream().map(Task::id).collect(Collectors.joining(", "));
  }

  private void remember(Map<Task, BuildState> states, List<Task> again) {
    before.clear();
    states.forEach((task, state) -> before.put(task.id(), state));
    again.forEach(task -> before.remove(task.id()));
  }

  /** What builds told. */
  ToldRequirements told() {
    return told;
  }

  /** How a build failed in an earlier pass, where nothing would make it end in another way. */
  Optional<BuildState> failed(Task task) {
    return Optional.ofNullable(before.get(task.id()))
        .filter(state -> state.kind() == BuildState.Kind.FAILED);
  }

  /** How an earlier pass had a build's packages. */
  Optional<BuildState> done(Task task) {
    return Optional.ofNullable(before.get(task.id())).filter(BuildState::isDone);
  }

  /**
   * What a build would wait for by all that is known now, and does not in a plan.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PLAN-01 if it and another need each
   *     other
   */
  List<Task> newAncestors(Task task, BuildPlan plan) {
    BuildPlan now = planner.get();
    return now.task(task.id()).map(one -> now.newAncestors(one, plan)).orElse(List.of());
  }
}
