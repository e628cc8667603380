package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Dependency;

/**
 * Turns a dependency into conjunctive normal form over packages, with libsolv's reading of the rich
 * operators: {@code A if B} is {@code A or not B}; {@code A unless B} is {@code A and not B};
 * {@code with} and {@code without} choose among the packages that satisfy their first operand.
 */
final class Clauses {

  private static final int MAX_CLAUSES = 10_000;

  /** Who satisfies a leaf; null if the boundary does, so that the leaf is true. */
  private final Function<Dependency, int[]> candidates;

  /** A leaf that the host satisfies. */
  static final int[] PRESENT = {-1};

  Clauses(Function<Dependency, int[]> candidates) {
    this.candidates = candidates;
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
    return leaf(set(dependency), positive);
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
      result.addAll(a);
      result.addAll(b);
      return result;
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

  private static List<int[]> leaf(int[] packages, boolean positive) {
    boolean present = packages.length == 1 && packages[0] < 0;
    if (present) {
      return positive ? List.of() : List.of(new int[0]);
    }
    if (positive) {
      return List.of(Arrays.stream(packages).map(Rule::literal).toArray());
    }
    return Arrays.stream(packages).mapToObj(p -> new int[] {-Rule.literal(p)}).toList();
  }

  /** The packages that satisfy a dependency each on its own. */
  private int[] set(Dependency dependency) {
    if (dependency instanceof Dependency.With with) {
      int[] result = set(with.parts().get(0));
      for (Dependency part : with.parts().subList(1, with.parts().size())) {
        int[] other = set(part);
        result = filter(result, p -> contains(other, p));
      }
      return result;
    }
    if (dependency instanceof Dependency.Without without) {
      int[] unwanted = set(without.unwanted());
      return filter(set(without.wanted()), p -> !contains(unwanted, p));
    }
    if (dependency instanceof Dependency.Or or) {
      return or.parts().stream()
          .flatMapToInt(part -> Arrays.stream(set(part)))
          .sorted()
          .distinct()
          .toArray();
    }
    return candidates.apply(dependency);
  }

  private static boolean contains(int[] set, int p) {
    return Arrays.stream(set).anyMatch(q -> q == p);
  }

  private static int[] filter(int[] set, java.util.function.IntPredicate keep) {
    return Arrays.stream(set).filter(keep).toArray();
  }
}
