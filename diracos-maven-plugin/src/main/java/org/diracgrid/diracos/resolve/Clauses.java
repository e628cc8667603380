package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Dependency;
import org.jspecify.annotations.Nullable;

/**
 * Turns a dependency into conjunctive normal form over packages, with libsolv's reading of the rich
 * operators: {@code A if B} is {@code A or not B}; {@code A unless B} is {@code A and not B};
 * {@code with} and {@code without} choose among the packages that satisfy their first operand. What
 * a package of the host meets is true.
 */
final class Clauses {

  private static final int MAX_CLAUSES = 10_000;

  /**
   * What cannot hold, since nothing at all provides it. Only this very list takes what it stands
   * beside in a conjunction with it: where a package is there but hidden, libsolv keeps the rest.
   */
  private static final List<int[]> NEVER = List.of(new int[0]);

  private final Providers providers;

  Clauses(Providers providers) {
    this.providers = providers;
  }

  /**
   * The clauses of {@code dependency}, or of its negation; no clause means that it always holds, an
   * empty clause that it never does.
   */
  List<int[]> of(Dependency dependency, boolean positive) {
    if (dependency instanceof Dependency.And and) {
      return combine(and.parts(), positive, positive);
    }
    if (dependency instanceof Dependency.Or or) {
      return combine(or.parts(), positive, !positive);
    }
    if (dependency instanceof Dependency.If rule) {
      Dependency otherwise = rule.otherwise();
      List<int[]> whenTrue =
          join(of(rule.then(), positive), of(rule.condition(), !positive), !positive);
      if (otherwise == null) {
        return whenTrue;
      }
      List<int[]> whenFalse =
          join(of(otherwise, positive), of(rule.condition(), positive), !positive);
      return join(whenTrue, whenFalse, positive);
    }
    if (dependency instanceof Dependency.Unless rule) {
      Dependency otherwise = rule.otherwise();
      List<int[]> without =
          join(of(rule.then(), positive), of(rule.condition(), !positive), positive);
      if (otherwise == null) {
        return without;
      }
      List<int[]> with = join(of(otherwise, positive), of(rule.condition(), positive), positive);
      return join(without, with, !positive);
    }
    int[] found = set(dependency, providers::of);
    return positive && found.length == 0 && set(dependency, providers::everyOf).length == 0
        ? NEVER
        : leaf(found, positive);
  }

  /** Whether nothing could ever make those clauses hold. */
  static boolean never(List<int[]> clauses) {
    return clauses == NEVER;
  }

  /** Whether a dependency holds among the chosen packages and those of the host. */
  boolean hold(Dependency dependency, IntPredicate chosen) {
    if (dependency instanceof Dependency.And and) {
      return and.parts().stream().allMatch(part -> hold(part, chosen));
    }
    if (dependency instanceof Dependency.Or or) {
      return or.parts().stream().anyMatch(part -> hold(part, chosen));
    }
    if (dependency instanceof Dependency.If rule) {
      Dependency otherwise = rule.otherwise();
      return hold(rule.condition(), chosen)
          ? hold(rule.then(), chosen)
          : otherwise == null || hold(otherwise, chosen);
    }
    if (dependency instanceof Dependency.Unless rule) {
      Dependency otherwise = rule.otherwise();
      return hold(rule.condition(), chosen)
          ? otherwise != null && hold(otherwise, chosen)
          : hold(rule.then(), chosen);
    }
    return Arrays.stream(set(dependency, providers::of))
        .anyMatch(p -> chosen.test(p) || providers.isAssumed(p));
  }

  /**
   * Whether a dependency holds for something that is there, not only for want of what a condition
   * names; as libsolv asks of what supplements.
   */
  boolean holdFor(Dependency dependency, IntPredicate chosen) {
    if (dependency instanceof Dependency.And and) {
      return hold(and, chosen) && and.parts().stream().anyMatch(part -> holdFor(part, chosen));
    }
    if (dependency instanceof Dependency.Or or) {
      return or.parts().stream().anyMatch(part -> holdFor(part, chosen));
    }
    if (dependency instanceof Dependency.If rule) {
      Dependency otherwise = rule.otherwise();
      return otherwise == null
          ? holdFor(rule.then(), chosen)
          : branchHoldsFor(rule.then(), otherwise, rule.condition(), chosen);
    }
    if (dependency instanceof Dependency.Unless rule) {
      Dependency otherwise = rule.otherwise();
      return otherwise == null
          ? !hold(rule.condition(), chosen) && holdFor(rule.then(), chosen)
          : branchHoldsFor(otherwise, rule.then(), rule.condition(), chosen);
    }
    return hold(dependency, chosen);
  }

  private boolean branchHoldsFor(
      Dependency met, Dependency unmet, Dependency condition, IntPredicate chosen) {
    if (!hold(condition, chosen)) {
      return holdFor(unmet, chosen);
    }
    return holdFor(condition, chosen) ? hold(met, chosen) : holdFor(met, chosen);
  }

  /**
   * A package of the host that meets a part of what package {@code p} requires and does not offer
   * itself, or -1; what stands under a condition counts if that holds.
   */
  int assumed(Dependency dependency, int p, IntPredicate chosen) {
    List<Dependency> parts = parts(dependency, chosen);
    if (parts.size() == 1 && parts.get(0).equals(dependency)) {
      int[] found = set(dependency, providers::of);
      return contains(found, p) ? -1 : providers.assumed(found);
    }
    for (Dependency part : parts) {
      int found = assumed(part, p, chosen);
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  private List<Dependency> parts(Dependency dependency, IntPredicate chosen) {
    if (dependency instanceof Dependency.And and) {
      return and.parts();
    }
    if (dependency instanceof Dependency.Or or) {
      return or.parts();
    }
    if (dependency instanceof Dependency.If rule) {
      return branch(hold(rule.condition(), chosen) ? rule.then() : rule.otherwise());
    }
    if (dependency instanceof Dependency.Unless rule) {
      return branch(hold(rule.condition(), chosen) ? rule.otherwise() : rule.then());
    }
    return List.of(dependency);
  }

  private static List<Dependency> branch(@Nullable Dependency taken) {
    return taken == null ? List.of() : List.of(taken);
  }

  private List<int[]> combine(List<Dependency> parts, boolean positive, boolean conjunction) {
    List<int[]> result = of(parts.get(0), positive);
    for (Dependency part : parts.subList(1, parts.size())) {
      result = join(result, of(part, positive), conjunction);
    }
    return result;
  }

  private static List<int[]> join(List<int[]> a, List<int[]> b, boolean conjunction) {
    List<int[]> result = new ArrayList<>();
    if (conjunction) {
      if (never(a) || never(b)) {
        return NEVER;
      }
      result.addAll(a);
      result.addAll(b);
      return result;
    }
    if (never(a) || never(b)) {
      return never(a) ? b : a;
    }
    if ((long) a.size() * b.size() > MAX_CLAUSES) {
      throw new IllegalArgumentException(
          "a rich dependency that expands to more than " + MAX_CLAUSES + " rules");
    }
    for (int[] x : a) {
      for (int[] y : b) {
        int[] clause =
            IntStream.concat(Arrays.stream(x), Arrays.stream(y)).sorted().distinct().toArray();
        boolean always =
            Arrays.stream(clause).anyMatch(l -> l > 0 && Arrays.binarySearch(clause, -l) >= 0);
        if (!always) {
          result.add(clause);
        }
      }
    }
    return result;
  }

  private List<int[]> leaf(int[] packages, boolean positive) {
    if (providers.assumed(packages) >= 0) {
      return positive ? List.of() : List.of(new int[0]);
    }
    if (positive) {
      return List.of(Arrays.stream(packages).map(Rule::literal).toArray());
    }
    return Arrays.stream(packages).mapToObj(p -> new int[] {-Rule.literal(p)}).toList();
  }

  /**
   * The packages that satisfy a dependency each on its own.
   *
   * @param providers who meets a part without operators
   */
  private static int[] set(Dependency dependency, Function<Dependency, int[]> providers) {
    if (dependency instanceof Dependency.With with) {
      int[] result = set(with.parts().get(0), providers);
      for (Dependency part : with.parts().subList(1, with.parts().size())) {
        int[] other = set(part, providers);
        result = filter(result, p -> contains(other, p));
      }
      return result;
    }
    if (dependency instanceof Dependency.Without without) {
      int[] unwanted = set(without.unwanted(), providers);
      return filter(set(without.wanted(), providers), p -> !contains(unwanted, p));
    }
    if (dependency instanceof Dependency.Or or) {
      return or.parts().stream()
          .flatMapToInt(part -> Arrays.stream(set(part, providers)))
          .sorted()
          .distinct()
          .toArray();
    }
    return providers.apply(dependency);
  }

  private static boolean contains(int[] set, int p) {
    return Arrays.stream(set).anyMatch(q -> q == p);
  }

  private static int[] filter(int[] set, IntPredicate keep) {
    return Arrays.stream(set).filter(keep).toArray();
  }
}
