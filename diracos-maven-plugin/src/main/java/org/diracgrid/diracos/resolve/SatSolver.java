package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.diracgrid.diracos.repo.IntList;
import org.jspecify.annotations.Nullable;

/**
 * A conflict-driven solver over package rules: unit propagation with two watched literals, first
 * unique implication point learning, backjumping. Decisions are made as libsolv makes them: only
 * for a rule that asks for a package and has none yet, and then for the candidate that the policy
 * prefers; whatever is never asked for stays out.
 *
 * <p>Sources: Een and Sörensson, "An Extensible SAT-solver" (2003), for the engine; libsolv's
 * {@code solver.c} for the way decisions are driven by unfulfilled rules.
 */
final class SatSolver {

  private static final int NO_REASON = -1;

  private final List<Rule> rules;
  private final ToIntFunction<int[]> preference;

  /**
   * Rules that ask, by the packages that trigger them; position 0 holds those without a trigger.
   */
  private final IntList[] asking;

  private final IntList[] watches;
  private final byte[] values;
  private final int[] levels;
  private final int[] reasons;
  private final IntList trail = new IntList();
  private final IntList levelStarts = new IntList();
  private final List<int[]> learntFrom = new ArrayList<>();
  private final int originals;
  private int propagated;

  /**
   * @param variables how many packages the index has
   * @param preference picks one of the candidate packages of a rule
   */
  SatSolver(List<Rule> rules, int variables, ToIntFunction<int[]> preference) {
    this.rules = new ArrayList<>(rules);
    this.originals = rules.size();
    this.preference = preference;
    this.asking = new IntList[variables + 1];
    this.watches = new IntList[2 * (variables + 1)];
    this.values = new byte[variables + 1];
    this.levels = new int[variables + 1];
    this.reasons = new int[variables + 1];
  }

  /**
   * Solves.
   *
   * @return nothing if all rules can hold, see {@link #chosen()}; else the positions of rules that
   *     cannot hold together
   */
  Optional<int[]> solve() {
    for (int i = 0; i < originals; i++) {
      Rule rule = rules.get(i);
      if (rule.asks()) {
        register(rule, i);
      }
      if (rule.literals().length > 1) {
        watch(i);
      }
    }
    for (int i = 0; i < originals; i++) {
      int[] literals = rules.get(i).literals();
      if (literals.length == 1 && !assign(literals[0], i)) {
        return Optional.of(proof(i));
      }
    }
    while (true) {
      int conflict = propagate();
      if (conflict >= 0) {
        if (levelStarts.size() == 0) {
          return Optional.of(proof(conflict));
        }
        learn(conflict);
        continue;
      }
      int decision = decide();
      if (decision == 0) {
        return Optional.empty();
      }
      levelStarts.add(trail.size());
      assign(decision, NO_REASON);
    }
  }

  /** The packages in the closure, ascending. */
  BitSet chosen() {
    BitSet result = new BitSet();
    for (int i = 0; i < trail.size(); i++) {
      if (trail.get(i) > 0) {
        result.set(trail.get(i) - 1);
      }
    }
    return result;
  }

  private void register(Rule rule, int position) {
    boolean triggered = false;
    for (int literal : rule.literals()) {
      if (literal < 0) {
        list(asking, -literal).add(position);
        triggered = true;
      }
    }
    if (!triggered) {
      list(asking, 0).add(position);
    }
  }

  private static IntList list(IntList[] lists, int i) {
    IntList list = lists[i];
    if (list == null) {
      list = new IntList();
      lists[i] = list;
    }
    return list;
  }

  private void watch(int position) {
    int[] literals = rules.get(position).literals();
    list(watches, slot(literals[0])).add(position);
    list(watches, slot(literals[1])).add(position);
  }

  private static int slot(int literal) {
    return literal > 0 ? 2 * literal : -2 * literal + 1;
  }

  /** 1 if the literal holds, -1 if its opposite does, 0 if undecided. */
  private int value(int literal) {
    return literal > 0 ? values[literal] : -values[-literal];
  }

  private boolean assign(int literal, int reason) {
    int value = value(literal);
    if (value != 0) {
      return value > 0;
    }
    int variable = Math.abs(literal);
    values[variable] = (byte) (literal > 0 ? 1 : -1);
    levels[variable] = levelStarts.size();
    reasons[variable] = reason;
    trail.add(literal);
    return true;
  }

  /** Draws all consequences; the position of a rule that is broken, or -1. */
  private int propagate() {
    while (propagated < trail.size()) {
      int falsified = -trail.get(propagated++);
      IntList watching = watches[slot(falsified)];
      if (watching == null) {
        continue;
      }
      int kept = 0;
      for (int i = 0; i < watching.size(); i++) {
        int position = watching.get(i);
        int[] literals = rules.get(position).literals();
        if (literals[0] == falsified) {
          literals[0] = literals[1];
          literals[1] = falsified;
        }
        if (value(literals[0]) > 0 || !moveWatch(position, literals)) {
          watching.set(kept++, position);
          if (value(literals[0]) <= 0 && !assign(literals[0], position)) {
            while (++i < watching.size()) {
              watching.set(kept++, watching.get(i));
            }
            watching.truncate(kept);
            return position;
          }
        }
      }
      watching.truncate(kept);
    }
    return -1;
  }

  /** Watches another literal than the falsified second one, if one is not false. */
  private boolean moveWatch(int position, int[] literals) {
    for (int k = 2; k < literals.length; k++) {
      if (value(literals[k]) >= 0) {
        int other = literals[k];
        literals[k] = literals[1];
        literals[1] = other;
        list(watches, slot(other)).add(position);
        return true;
      }
    }
    return false;
  }

  /** The literal to assume next, or 0 if no rule asks for anything. */
  private int decide() {
    int decision = firstUnanswered(asking[0]);
    for (int i = 0; decision == 0 && i < trail.size(); i++) {
      if (trail.get(i) > 0) {
        decision = firstUnanswered(asking[trail.get(i)]);
      }
    }
    return decision;
  }

  private int firstUnanswered(@Nullable IntList positions) {
    for (int i = 0; positions != null && i < positions.size(); i++) {
      int[] literals = rules.get(positions.get(i)).literals();
      boolean open = true;
      for (int literal : literals) {
        // Open: every trigger is in the closure and no candidate is.
        open &= literal > 0 ? value(literal) <= 0 : value(literal) < 0;
      }
      if (open) {
        int[] candidates =
            Arrays.stream(literals)
                .filter(literal -> literal > 0 && value(literal) == 0)
                .map(Rule::packageOf)
                .sorted()
                .toArray();
        return candidates.length == 0 ? 0 : Rule.literal(preference.applyAsInt(candidates));
      }
    }
    return 0;
  }

  private void learn(int conflict) {
    int level = levelStarts.size();
    BitSet seen = new BitSet();
    IntList learnt = new IntList();
    IntList sources = new IntList();
    int[] literals = rules.get(conflict).literals();
    sources.add(conflict);
    int open = 0;
    int at = trail.size();
    int pivot = 0;
    do {
      for (int literal : literals) {
        int variable = Math.abs(literal);
        if (literal != pivot && !seen.get(variable)) {
          seen.set(variable);
          if (levels[variable] == level) {
            open++;
          } else {
            // Level 0 is kept too, so that a proof can name every rule that led here.
            learnt.add(literal);
          }
        }
      }
      do {
        at--;
      } while (!seen.get(Math.abs(trail.get(at))));
      pivot = trail.get(at);
      seen.clear(Math.abs(pivot));
      open--;
      if (open > 0) {
        int reason = reasons[Math.abs(pivot)];
        sources.add(reason);
        literals = rules.get(reason).literals();
      }
    } while (open > 0);
    backjump(learnt, -pivot, sources);
  }

  private void backjump(IntList others, int asserted, IntList sources) {
    int target = 0;
    for (int i = 0; i < others.size(); i++) {
      int level = levels[Math.abs(others.get(i))];
      if (level > target) {
        target = level;
        int first = others.get(0);
        others.set(0, others.get(i));
        others.set(i, first);
      }
    }
    int[] literals = new int[others.size() + 1];
    literals[0] = asserted;
    for (int i = 0; i < others.size(); i++) {
      literals[i + 1] = others.get(i);
    }
    int position = rules.size();
    rules.add(new Rule(Rule.Kind.LEARNT, literals, -1, "", -1));
    learntFrom.add(sources.toArray());
    undo(target);
    if (literals.length > 1) {
      watch(position);
    }
    assign(asserted, position);
  }

  private void undo(int target) {
    int start = levelStarts.get(target);
    for (int i = trail.size() - 1; i >= start; i--) {
      values[Math.abs(trail.get(i))] = 0;
    }
    trail.truncate(start);
    levelStarts.truncate(target);
    propagated = Math.min(propagated, start);
  }

  /** The original rules behind a conflict at level 0. */
  private int[] proof(int conflict) {
    BitSet rulesSeen = new BitSet();
    IntList open = new IntList();
    open.add(conflict);
    BitSet result = new BitSet();
    while (open.size() > 0) {
      int position = open.last();
      open.truncate(open.size() - 1);
      if (position < 0 || rulesSeen.get(position)) {
        continue;
      }
      rulesSeen.set(position);
      if (position < originals) {
        result.set(position);
      } else {
        Arrays.stream(learntFrom.get(position - originals)).forEach(open::add);
      }
      for (int literal : rules.get(position).literals()) {
        if (value(literal) != 0) {
          open.add(reasons[Math.abs(literal)]);
        }
      }
    }
    return result.stream().toArray();
  }
}
