package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * What is built after what. Immutable, and the same for the same sources in whatever order they are
 * given.
 *
 * <p>A build waits for the builds that make what its source requires, for those that make what
 * these packages need at run time, and, unless it is of the bootstrap itself, for the whole
 * bootstrap. What it waits for, directly or not, are its {@linkplain #ancestors ancestors}. A
 * buildroot must see packages of its build's ancestors and of no other build: then it does not
 * depend on which build happened to end first.
 *
 * <p>See {@code docs/plan.md} for how makers are found, and what yields to what.
 */
public final class BuildPlan {

  private final List<Task> tasks;
  private final List<List<Edge>> edges;
  private final BitSet[] ancestors;
  private final List<int[]> predecessors;
  private final List<int[]> successors;
  private final List<Note> notes;

  private BuildPlan(
      List<Task> tasks, List<List<Edge>> edges, BitSet[] ancestors, List<Note> notes) {
    this.tasks = tasks;
    this.edges = edges.stream().map(List::copyOf).toList();
    this.ancestors = ancestors;
    this.notes = List.copyOf(notes);
    this.predecessors = predecessors();
    List<List<Integer>> after = new ArrayList<>();
    tasks.forEach(task -> after.add(new ArrayList<>()));
    for (Task task : tasks) {
      for (int before : predecessors.get(task.index())) {
        after.get(before).add(task.index());
      }
    }
    successors =
        after.stream().map(list -> list.stream().mapToInt(Integer::intValue).toArray()).toList();
  }

  /**
   * Plans the builds of some sources.
   *
   * @throws DiracosException DOS-PLAN-01 or DOS-PLAN-02, one problem for each set of sources that
   *     need each other to be built
   */
  public static BuildPlan of(List<PlannedSource> sources, BaseProvides base) {
    BaseProvides known = new KnownBase(base);
    Draft draft = new Draft(sources, known);
    if (!draft.graph().cycles().isEmpty()) {
      throw DiracosException.of(new CycleReport(draft, sources, known).problems());
    }
    Arrangement arrangement = new Arrangement(draft);
    List<Task> tasks = arrangement.tasks();
    return new BuildPlan(tasks, arrangement.edges(tasks), arrangement.ancestors(), draft.notes());
  }

  private List<int[]> predecessors() {
    BitSet ends = new BitSet();
    for (Task task : tasks) {
      if (task.bootstrap()) {
        ends.set(task.index());
        edges.get(task.index()).forEach(edge -> ends.clear(edge.maker().index()));
      }
    }
    List<int[]> all = new ArrayList<>();
    for (Task task : tasks) {
      BitSet mine = new BitSet();
      boolean behind = false;
      for (Edge edge : edges.get(task.index())) {
        boolean same = edge.maker().bootstrap() == task.bootstrap();
        behind |= same;
        if (same) {
          mine.set(edge.maker().index());
        }
      }
      if (!task.bootstrap() && !behind) {
        mine.or(ends);
      }
      all.add(mine.stream().toArray());
    }
    return all;
  }

  /**
   * All builds, each after its ancestors: by stage, in a stage the one with most after it first.
   */
  public List<Task> tasks() {
    return tasks;
  }

  /** The builds of each stage; the bootstrap has stages of its own, before all others. */
  public List<List<Task>> stages() {
    TreeMap<Integer, List<Task>> stages = new TreeMap<>();
    tasks.forEach(task -> stages.computeIfAbsent(task.stage(), s -> new ArrayList<>()).add(task));
    return List.copyOf(stages.values());
  }

  /**
   * Why a build waits: for each maker one edge, in the order of the plan. That it waits for the
   * bootstrap is not among them, nor what it needs at run time of makers that it waits for anyway.
   */
  public List<Edge> edges(Task task) {
    return edges.get(task.index());
  }

  /**
   * The builds that have to end before a build starts, by number, ascending; those left out of
   * which another one here waits for the whole bootstrap anyway.
   */
  int[] predecessors(int task) {
    return predecessors.get(task);
  }

  /** The builds that wait for a build directly, by number, ascending. */
  int[] successors(int task) {
    return successors.get(task);
  }

  /** All builds that have to end before this one starts, in the order of the plan. */
  public List<Task> ancestors(Task task) {
    return tasks(ancestors[task.index()]);
  }

  /** Whether {@code before} is an ancestor of {@code task}. */
  public boolean isAncestor(Task before, Task task) {
    return ancestors[task.index()].get(before.index());
  }

  /** All builds that cannot start before this one ends, in the order of the plan. */
  public List<Task> descendants(Task task) {
    BitSet after = new BitSet();
    IntStream.range(task.index() + 1, tasks.size())
        .filter(other -> ancestors[other].get(task.index()))
        .forEach(after::set);
    return tasks(after);
  }

  /**
   * The builds that wait for more here than in an earlier plan of the same sources, when less was
   * known of what they make and require; in the order of this plan.
   */
  public List<Task> waitingForMore(BuildPlan earlier) {
    return tasks.stream().filter(task -> !newAncestors(task, earlier).isEmpty()).toList();
  }

  /** What a build waits for here and not in an earlier plan, in the order of this plan. */
  public List<Task> newAncestors(Task task, BuildPlan earlier) {
    Set<String> known =
        earlier.task(task.id()).stream()
            .flatMap(old -> earlier.ancestors(old).stream())
            .map(Task::id)
            .collect(Collectors.toSet());
    return ancestors(task).stream().filter(one -> !known.contains(one.id())).toList();
  }

  List<Task> tasks(BitSet numbers) {
    return numbers.stream().mapToObj(tasks::get).toList();
  }

  /** The build with this id. */
  public Optional<Task> task(String id) {
    return tasks.stream().filter(task -> task.id().equals(id)).findFirst();
  }

  /** What a reader should know, sorted by kind and build. */
  public List<Note> notes() {
    return notes;
  }
}
