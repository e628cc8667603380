package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * What packages recommend, supplement, suggest and enhance. A weak relation that cannot be read is
 * as if it were not there, because nothing weak makes a resolve fail.
 */
final class WeakRelations {

  private static final int[] NONE = {};

  private final RepoIndex index;
  private final Providers providers;
  private final Clauses clauses;
  private final PackageOrder order;
  private final Map<Integer, List<int[]>> byRelation = new HashMap<>();

  private final Wished recommended = new Wished(RelationKind.RECOMMENDS);
  private final Wished suggested = new Wished(RelationKind.SUGGESTS);

  WeakRelations(RepoIndex index, Providers providers, Clauses clauses, PackageOrder order) {
    this.index = index;
    this.providers = providers;
    this.clauses = clauses;
    this.order = order;
  }

  /**
   * What would meet a relation, as clauses: conditions are negative literals, packages that could
   * come in positive ones.
   */
  List<int[]> clauses(int relation) {
    List<int[]> known = byRelation.get(relation);
    if (known == null) {
      Capability stated = index.relation(relation);
      known = List.of();
      if (stated.name().startsWith("(")) {
        known = rich(stated);
      } else {
        int[] found = providers.of(relation);
        if (found.length > 0 && providers.assumed(found) < 0) {
          known = List.of(IntStream.of(found).map(Rule::literal).toArray());
        }
      }
      byRelation.put(relation, known);
    }
    return known;
  }

  /** Without wishes that cannot come true, as those of which a part has no provider. */
  private List<int[]> rich(Capability stated) {
    try {
      List<int[]> all = clauses.of(Dependency.of(stated), true);
      return Clauses.never(all)
          ? List.of()
          : all.stream()
              .filter(clause -> IntStream.of(clause).anyMatch(literal -> literal > 0))
              .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** The clauses of all that package {@code p} recommends, per relation. */
  List<List<int[]>> recommends(int p) {
    List<List<int[]>> result = new ArrayList<>();
    for (int relation : index.relationNumbers(p, RelationKind.RECOMMENDS)) {
      result.add(clauses(relation));
    }
    return result;
  }

  /** The packages that supplement something and could be in the bundle, in order. */
  int[] supplementers() {
    return order.sorted(
        IntStream.range(0, index.size())
            .filter(p -> index.relationNumbers(p, RelationKind.SUPPLEMENTS).length > 0)
            .filter(p -> index.isVisible(p) && providers.accepts(p) && !providers.isAssumed(p))
            .toArray());
  }

  /** Whether package {@code p} could come to supplement some of {@code active}. */
  boolean possible(int p, BitSet active) {
    for (int relation : index.relationNumbers(p, RelationKind.SUPPLEMENTS)) {
      if (index.relation(relation).name().startsWith("(")
          || IntStream.of(providers.of(relation))
              .anyMatch(q -> active.get(q) || providers.isAssumed(q))) {
        return true;
      }
    }
    return false;
  }

  /** The first relation of {@code kind} of package {@code p} that holds, or -1. */
  int holding(int p, RelationKind kind, IntPredicate chosen) {
    for (int relation : index.relationNumbers(p, kind)) {
      if (holds(relation, chosen)) {
        return relation;
      }
    }
    return -1;
  }

  /** The first relation for which package {@code p} supplements something, or -1. */
  int supplemented(int p, IntPredicate chosen) {
    for (int relation : index.relationNumbers(p, RelationKind.SUPPLEMENTS)) {
      if (holds(relation, chosen) && !forWant(relation, chosen)) {
        return relation;
      }
    }
    return -1;
  }

  /** Whether a relation that holds does so for want of what its condition names only. */
  private boolean forWant(int relation, IntPredicate chosen) {
    Capability stated = index.relation(relation);
    return stated.name().startsWith("(") && !clauses.holdFor(Dependency.of(stated), chosen);
  }

  private boolean holds(int relation, IntPredicate chosen) {
    Capability stated = index.relation(relation);
    if (!stated.name().startsWith("(")) {
      return IntStream.of(providers.of(relation))
          .anyMatch(p -> chosen.test(p) || providers.isAssumed(p));
    }
    try {
      return clauses.hold(Dependency.of(stated), chosen);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether something in the closure recommends {@code p}, or {@code p} supplements it. */
  boolean favours(int p, Decisions decisions) {
    return recommended.has(p, decisions)
        || holding(p, RelationKind.SUPPLEMENTS, decisions::chosen) >= 0;
  }

  /** Whether something in the closure suggests {@code p}, or {@code p} enhances it. */
  boolean hints(int p, Decisions decisions) {
    return suggested.has(p, decisions) || holding(p, RelationKind.ENHANCES, decisions::chosen) >= 0;
  }

  /** The packages that those in the closure wish for, kept up as the closure grows. */
  private final class Wished {
    private final RelationKind kind;
    private final BitSet packages = new BitSet();
    private final List<int[]> conditional = new ArrayList<>();
    private int looked;
    private int undone;

    Wished(RelationKind kind) {
      this.kind = kind;
    }

    boolean has(int p, Decisions decisions) {
      if (undone != decisions.undone()) {
        undone = decisions.undone();
        looked = 0;
        packages.clear();
        conditional.clear();
      }
      for (; looked < decisions.size(); looked++) {
        int chosen = decisions.chosenAt(looked);
        for (int relation : chosen < 0 ? NONE : index.relationNumbers(chosen, kind)) {
          clauses(relation).forEach(this::wish);
        }
      }
      return packages.get(p) || conditional.stream().anyMatch(clause -> asks(clause, p, decisions));
    }

    private void wish(int[] clause) {
      if (IntStream.of(clause).anyMatch(literal -> literal < 0)) {
        conditional.add(clause);
      } else {
        IntStream.of(clause).map(Rule::packageOf).forEach(packages::set);
      }
    }

    private static boolean asks(int[] clause, int p, Decisions decisions) {
      boolean named = false;
      for (int literal : clause) {
        if (literal < 0 && !decisions.chosen(Rule.packageOf(literal))) {
          return false;
        }
        named |= literal == Rule.literal(p);
      }
      return named;
    }
  }
}
