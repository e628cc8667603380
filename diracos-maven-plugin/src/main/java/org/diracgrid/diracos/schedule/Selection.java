package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.problem.Problem;

/**
 * Which builds of a plan a run is about.
 *
 * @param asked the builds that are asked for, in the order of the plan
 * @param before builds that are not asked for, but that one that is waits for: they are built, too,
 *     if the cache does not have them
 */
public record Selection(List<Task> asked, List<Task> before) {

  private static final int MOST_NEAR = 3;

  /** Copies. */
  public Selection {
    asked = List.copyOf(asked);
    before = List.copyOf(before);
  }

  /**
   * What the user asks for.
   *
   * @param packages names (or ids) of the builds that are wanted ({@code diracos.package}, split at
   *     commas); with {@code from} empty: all
   * @param from name (or id) of the build to begin with ({@code diracos.from}): it and all that
   *     come after it in the order of the plan, whether they wait for it or not
   * @param dependents whether all that waits for {@code packages} is wanted, too ({@code
   *     diracos.dependents})
   */
  public record Wish(List<String> packages, Optional<String> from, boolean dependents) {

    /** Copies. */
    public Wish {
      packages = List.copyOf(packages);
    }

    /** Everything. */
    public static final Wish ALL = new Wish(List.of(), Optional.empty(), false);
  }

  /**
   * The builds that a wish is about.
   *
   * @throws DiracosException DOS-PLAN-03 for each name that is no build, DOS-PLAN-04 if the wish
   *     contradicts itself
   */
  public static Selection of(BuildPlan plan, Wish wish) {
    if (wish.from().isPresent() && !(wish.packages().isEmpty() && !wish.dependents())) {
      throw contradiction("diracos.from begins with one build and takes all after it");
    }
    if (wish.packages().isEmpty() && wish.dependents()) {
      throw contradiction("diracos.dependents says nothing without diracos.package");
    }
    BitSet asked = new BitSet();
    List<Problem> problems = new ArrayList<>();
    for (String name : wish.packages()) {
      List<Task> named = named(plan, name, "diracos.package", problems);
      named.forEach(task -> asked.set(task.index()));
      if (wish.dependents()) {
        named.forEach(task -> plan.descendants(task).forEach(after -> asked.set(after.index())));
      }
    }
    if (wish.from().isPresent()) {
      List<Task> named = named(plan, wish.from().get(), "diracos.from", problems);
      named.stream()
          .mapToInt(Task::index)
          .min()
          .ifPresent(first -> asked.set(first, plan.tasks().size()));
    } else if (wish.packages().isEmpty()) {
      asked.set(0, plan.tasks().size());
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    BitSet before = new BitSet();
    for (Task task : plan.tasks(asked)) {
      plan.ancestors(task).forEach(ancestor -> before.set(ancestor.index()));
    }
    before.andNot(asked);
    return new Selection(plan.tasks(asked), plan.tasks(before));
  }

  private static List<Task> named(
      BuildPlan plan, String name, String property, List<Problem> problems) {
    List<Task> named =
        plan.tasks().stream()
            .filter(task -> task.name().equals(name) || task.id().equals(name))
            .toList();
    if (named.isEmpty()) {
      TreeSet<String> known = new TreeSet<>();
      plan.tasks().forEach(task -> known.add(task.name()));
      List<String> near = Nearest.to(name, known, MOST_NEAR);
      problems.add(
          Problem.of(
              "DOS-PLAN-03",
              "no package to build is named " + name,
              "-D" + property,
              near.isEmpty()
                  ? "give the \"name\" of an entry of \"packages\"; -Ddiracos.plan=true lists them"
                  : "did you mean " + String.join(" or ", near) + "?"));
    }
    return named;
  }

  private static DiracosException contradiction(String what) {
    return DiracosException.of(
        Problem.of(
            "DOS-PLAN-04",
            what,
            "-Ddiracos.package, -Ddiracos.from, -Ddiracos.dependents",
            "give diracos.from alone, or diracos.package with or without"
                + " diracos.dependents=true"));
  }

  /** All that may have to be built, in the order of the plan. */
  public List<Task> all() {
    List<Task> all = new ArrayList<>(asked);
    all.addAll(before);
    all.sort((one, other) -> Integer.compare(one.index(), other.index()));
    return List.copyOf(all);
  }
}
