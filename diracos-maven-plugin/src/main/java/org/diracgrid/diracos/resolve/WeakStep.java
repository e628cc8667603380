package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Takes what is recommended and what supplements, once all requirements are met and as long as they
 * stay met. Source of the order: libsolv's {@code solver.c}.
 */
final class WeakStep {

  private static final int[] NONE = {};

  private final WeakRelations relations;
  private final Policy policy;
  private final int[] supplementers;
  private final Map<Integer, Integer> supplemented = new TreeMap<>();

  WeakStep(WeakRelations relations, Policy policy) {
    this.relations = relations;
    this.policy = policy;
    this.supplementers = relations.supplementers();
  }

  /**
   * Per package that was taken since it supplements something, the relation by which it did then;
   * what came in later may have ended its condition.
   */
  Map<Integer, Integer> supplemented() {
    return Map.copyOf(supplemented);
  }

  /** Whether anything was tried, so that requirements have to be looked at again. */
  boolean take(SatSolver solver) {
    BitSet wished = new BitSet();
    List<Integer> wishing = chosen(solver);
    for (int p : wishing) {
      for (List<int[]> relation : relations.recommends(p)) {
        candidates(solver, relation).forEach(wished::set);
      }
    }
    int[] supplementing =
        IntStream.of(supplementers)
            .filter(solver::undecided)
            .filter(p -> supplements(p, solver))
            .toArray();
    IntStream.of(supplementing).forEach(wished::set);
    if (wished.isEmpty()) {
      return false;
    }
    int[] best = policy.best(wished.stream().toArray());
    if (best.length == 1) {
      solver.assume(best[0]);
    } else if (supplement(solver, supplementing, best)) {
      recommend(solver, wishing, best);
    }
    return true;
  }

  private boolean supplements(int p, SatSolver solver) {
    int relation = relations.supplemented(p, solver::chosen);
    if (relation >= 0) {
      supplemented.put(p, relation);
    }
    return relation >= 0;
  }

  /** False if it went back on something. */
  private boolean supplement(SatSolver solver, int[] supplementing, int[] best) {
    int[] worth = retain(supplementing, best);
    for (int p : worth.length > 1 ? policy.ordered(worth, solver) : worth) {
      if (solver.undecided(p) && !advances(solver, new int[] {p})) {
        return false;
      }
    }
    return true;
  }

  private void recommend(SatSolver solver, List<Integer> wishing, int[] best) {
    for (int p : wishing) {
      for (List<int[]> relation : relations.recommends(p)) {
        int[] candidates = retain(candidates(solver, relation).toArray(), best);
        if (candidates.length > 0 && !advances(solver, candidates)) {
          return;
        }
      }
    }
  }

  /** What could come in for a relation, whichever of its parts it is for. */
  private static IntStream candidates(SatSolver solver, List<int[]> relation) {
    return relation.stream()
        .flatMapToInt(clause -> IntStream.of(solver.undecidedOf(clause)))
        .distinct();
  }

  private static boolean advances(SatSolver solver, int[] candidates) {
    int before = solver.level();
    solver.install(candidates);
    return solver.level() > before;
  }

  private static List<Integer> chosen(SatSolver solver) {
    List<Integer> result = new ArrayList<>();
    for (int i = 0; i < solver.size(); i++) {
      if (solver.chosenAt(i) >= 0) {
        result.add(solver.chosenAt(i));
      }
    }
    return result;
  }

  private static int[] retain(int[] packages, int[] allowed) {
    return packages.length == 0
        ? NONE
        : IntStream.of(packages).filter(p -> IntStream.of(allowed).anyMatch(q -> q == p)).toArray();
  }
}
