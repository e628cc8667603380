package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.repo.IntList;
import org.diracgrid.diracos.repo.PackageRecord;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/** Goes from the roots through the chosen packages and notes every reason to ship them. */
final class ReasonWalk {

  private final RepoIndex index;
  private final ResolveRequest request;
  private final RuleSet rules;
  private final BitSet chosen;
  private final Map<Integer, Integer> supplemented;
  private final List<Closure.Reason>[] reasons;
  private final IntList queue = new IntList();
  private int next;

  /**
   * @param supplemented per package that came since it supplemented something, by which relation
   */
  @SuppressWarnings("unchecked") // an array of lists
  ReasonWalk(
      RepoIndex index,
      ResolveRequest request,
      RuleSet rules,
      BitSet chosen,
      Map<Integer, Integer> supplemented) {
    this.index = index;
    this.request = request;
    this.rules = rules;
    this.chosen = chosen;
    this.supplemented = supplemented;
    this.reasons = (List<Closure.Reason>[]) new List<?>[index.size()];
  }

  /** The chosen packages that something asks for or wishes. */
  Closure closure() {
    for (Rule rule : rules.roots()) {
      String origin = request.roots().get(rule.root()).origin();
      note(rule.literals(), new Closure.Reason(origin, true, rule.text()));
    }
    followRequirements();
    if (request.weakDependencies()) {
      followWishes();
    }
    BitSet shipped = new BitSet();
    List<Closure.Chosen> packages = new ArrayList<>();
    for (int i = 0; i < queue.size(); i++) {
      int p = queue.get(i);
      shipped.set(p);
      List<Closure.Reason> why = reasons(p).stream().distinct().toList();
      PackageRecord record = index.record(p);
      packages.add(new Closure.Chosen(record, why));
    }
    packages.sort(Comparator.comparing(Closure.Chosen::nevra));
    return new Closure(packages, rules.cuts(shipped));
  }

  private List<Closure.Reason> reasons(int p) {
    List<Closure.Reason> list = reasons[p];
    if (list == null) {
      list = new ArrayList<>();
      reasons[p] = list;
    }
    return list;
  }

  private void followRequirements() {
    for (; next < queue.size(); next++) {
      int owner = queue.get(next);
      String by = index.nevra(owner).toString();
      for (Rule rule : rules.rulesOf(owner)) {
        if (rule.asks()) {
          note(rule.literals(), new Closure.Reason(by, false, rule.text()));
        }
      }
    }
  }

  /** A clause asks for nothing where one of its conditions does not hold. */
  private void note(int[] literals, Closure.Reason reason) {
    for (int literal : literals) {
      if (literal < 0 && !chosen.get(Rule.packageOf(literal))) {
        return;
      }
    }
    for (int literal : literals) {
      int p = Rule.packageOf(literal);
      if (literal > 0 && chosen.get(p)) {
        note(p, reason);
      }
    }
  }

  private void note(int p, Closure.Reason reason) {
    List<Closure.Reason> list = reasons(p);
    if (list.isEmpty()) {
      queue.add(p);
    }
    list.add(reason);
  }

  private void followWishes() {
    int wished = 0;
    boolean more = true;
    while (more) {
      for (; wished < queue.size(); wished++) {
        int owner = queue.get(wished);
        String by = index.nevra(owner).toString();
        for (int relation : index.relationNumbers(owner, RelationKind.RECOMMENDS)) {
          String text = index.relation(relation).toString();
          for (int[] clause : rules.weak().clauses(relation)) {
            note(clause, new Closure.Reason(by, text, Closure.Reason.Kind.RECOMMENDS));
          }
        }
        followRequirements();
      }
      more = noteSupplementing();
      followRequirements();
    }
  }

  /**
   * Notes one package without a reason that supplements something that has one, or that did when it
   * came.
   */
  private boolean noteSupplementing() {
    int[] open =
        new PackageOrder(index, request)
            .sorted(chosen.stream().filter(p -> reasons(p).isEmpty()).toArray());
    for (int p : open) {
      if (noteSupplementing(p, rules.weak().supplemented(p, q -> !reasons(q).isEmpty()))) {
        return true;
      }
    }
    for (int p : open) {
      if (noteSupplementing(p, supplemented.getOrDefault(p, -1))) {
        return true;
      }
    }
    return false;
  }

  private boolean noteSupplementing(int p, int relation) {
    if (relation >= 0) {
      String itself = index.nevra(p).toString();
      String text = index.relation(relation).toString();
      note(p, new Closure.Reason(itself, text, Closure.Reason.Kind.SUPPLEMENTS));
    }
    return relation >= 0;
  }
}
