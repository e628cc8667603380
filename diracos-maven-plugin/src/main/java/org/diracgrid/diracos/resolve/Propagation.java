package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.diracgrid.diracos.repo.IntList;

/**
 * What is decided and what follows from it: unit propagation with two watched literals, first
 * unique implication point learning, backjumping. Knows nothing of packages or of preference.
 *
 * <p>Clauses lie one after the other in one array, each as its position, its length and its
 * literals; a watch list holds pairs of a clause's place there and a literal that, where it holds,
 * spares looking at the clause.
 *
 * <p>Source: Een and Sörensson, "An Extensible SAT-solver" (2003).
 */
final class Propagation {

  private static final int NO_REASON = -1;
  private static final int NO_CLAUSE = -1;

  private int[] arena = new int[1 << 12];
  private int used;

  /** Per clause position: where its length stands in the arena. */
  private final IntList places = new IntList();

  private final IntList[] watches;
  private final byte[] values;
  private final int[] levels;
  private final int[] reasons;
  private final IntList trail = new IntList();
  private final IntList levelStarts = new IntList();

  /** Per learnt clause the clauses that it was derived from. */
  private final List<int[]> learntFrom = new ArrayList<>();

  private int originals;
  private int propagated;
  private int undone;

  Propagation(int variables) {
    this.watches = new IntList[2 * (variables + 1)];
    this.values = new byte[variables + 1];
    this.levels = new int[variables + 1];
    this.reasons = new int[variables + 1];
  }

  /** Takes a clause of the problem; all of them come before the first assumption. */
  void add(int[] literals) {
    append(literals);
    originals++;
  }

  /** Keeps the numbers of positions in step for a clause that says nothing new. */
  void skip() {
    places.add(NO_CLAUSE);
    originals++;
  }

  private int append(int[] literals) {
    int place = used + 1;
    if (arena.length < place + 1 + literals.length) {
      arena = Arrays.copyOf(arena, Math.max(2 * arena.length, place + 1 + literals.length));
    }
    arena[used] = places.size();
    arena[place] = literals.length;
    System.arraycopy(literals, 0, arena, place + 1, literals.length);
    used = place + 1 + literals.length;
    places.add(place);
    if (literals.length > 1) {
      watch(literals[0], place, literals[1]);
      watch(literals[1], place, literals[0]);
    }
    return places.size() - 1;
  }

  private void watch(int literal, int place, int spares) {
    int slot = slot(literal);
    IntList list = watches[slot];
    if (list == null) {
      list = new IntList();
      watches[slot] = list;
    }
    list.add(place);
    list.add(spares);
  }

  private static int slot(int literal) {
    return literal > 0 ? 2 * literal : -2 * literal + 1;
  }

  /** 1 if the literal holds, -1 if its opposite does, 0 if undecided. */
  int value(int literal) {
    return literal > 0 ? values[literal] : -values[-literal];
  }

  /** How many assumptions stand. */
  int level() {
    return levelStarts.size();
  }

  /** With how many assumptions the variable was decided. */
  int levelOf(int variable) {
    return levels[variable];
  }

  /** How many literals are decided. */
  int size() {
    return trail.size();
  }

  /** The literal that was decided as number {@code i}. */
  int decided(int i) {
    return trail.get(i);
  }

  /** Grows whenever something decided was taken back. */
  int undone() {
    return undone;
  }

  /**
   * Asserts all clauses of one literal and draws the consequences.
   *
   * @return the position of a clause that is broken, or -1
   */
  int assertUnits() {
    for (int i = 0; i < originals; i++) {
      int place = places.get(i);
      if (place != NO_CLAUSE && arena[place] == 1 && !assign(arena[place + 1], i)) {
        return i;
      }
    }
    return propagate();
  }

  /** Assumes an undecided literal. */
  void assume(int literal) {
    levelStarts.add(trail.size());
    assign(literal, NO_REASON);
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

  /** Draws all consequences; the position of a clause that is broken, or -1. */
  int propagate() {
    while (propagated < trail.size()) {
      int falsified = -trail.get(propagated++);
      IntList watching = watches[slot(falsified)];
      int broken = watching == null ? NO_CLAUSE : visit(falsified, watching);
      if (broken != NO_CLAUSE) {
        return arena[broken - 1];
      }
    }
    return -1;
  }

  private int visit(int falsified, IntList watching) {
    int kept = 0;
    int size = watching.size();
    int broken = NO_CLAUSE;
    for (int i = 0; i < size; i += 2) {
      int place = watching.get(i);
      int spares = watching.get(i + 1);
      if (broken == NO_CLAUSE && value(spares) <= 0) {
        int other = arena[place + 1] == falsified ? arena[place + 2] : arena[place + 1];
        if (value(other) <= 0 && moveWatch(place, falsified, other)) {
          continue;
        }
        spares = other;
        if (!assign(other, arena[place - 1])) {
          broken = place;
        }
      }
      watching.set(kept++, place);
      watching.set(kept++, spares);
    }
    watching.truncate(kept);
    return broken;
  }

  /** Watches another literal than the falsified one, if one is not false. */
  private boolean moveWatch(int place, int falsified, int other) {
    int end = place + 1 + arena[place];
    for (int k = place + 3; k < end; k++) {
      int literal = arena[k];
      if (value(literal) >= 0) {
        arena[k] = falsified;
        arena[place + 1] = other;
        arena[place + 2] = literal;
        watch(literal, place, other);
        return true;
      }
    }
    return false;
  }

  /** Learns from a broken clause, goes back to where the new clause decides, and decides. */
  void learn(int conflict) {
    int level = levelStarts.size();
    BitSet seen = new BitSet();
    IntList learnt = new IntList();
    IntList sources = new IntList();
    int clause = conflict;
    int open = 0;
    int at = trail.size();
    int pivot = 0;
    do {
      sources.add(clause);
      int place = places.get(clause);
      for (int k = place + 1; k <= place + arena[place]; k++) {
        int literal = arena[k];
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
      clause = reasons[Math.abs(pivot)];
    } while (open > 0);
    backjump(learnt, -pivot, sources);
  }

  private void backjump(IntList others, int asserted, IntList sources) {
    int target = 0;
    int[] literals = new int[others.size() + 1];
    literals[0] = asserted;
    for (int i = 0; i < others.size(); i++) {
      literals[i + 1] = others.get(i);
      int level = levels[Math.abs(others.get(i))];
      if (level > target) {
        target = level;
        literals[i + 1] = literals[1];
        literals[1] = others.get(i);
      }
    }
    learntFrom.add(sources.toArray());
    undo(target);
    assign(asserted, append(literals));
  }

  /** Takes back all that was decided with more than {@code target} assumptions. */
  void undo(int target) {
    if (target >= levelStarts.size()) {
      return;
    }
    undone++;
    int start = levelStarts.get(target);
    for (int i = trail.size() - 1; i >= start; i--) {
      values[Math.abs(trail.get(i))] = 0;
    }
    trail.truncate(start);
    levelStarts.truncate(target);
    propagated = Math.min(propagated, start);
  }

  /** The clauses of the problem behind one that is broken without any assumption, ascending. */
  int[] proof(int conflict) {
    BitSet seen = new BitSet();
    BitSet result = new BitSet();
    IntList open = new IntList();
    open.add(conflict);
    while (open.size() > 0) {
      int position = open.last();
      open.truncate(open.size() - 1);
      if (position < 0 || seen.get(position)) {
        continue;
      }
      seen.set(position);
      if (position < originals) {
        result.set(position);
      } else {
        for (int source : learntFrom.get(position - originals)) {
          open.add(source);
        }
      }
      int place = places.get(position);
      for (int k = place + 1; k <= place + arena[place]; k++) {
        if (value(arena[k]) != 0) {
          open.add(reasons[Math.abs(arena[k])]);
        }
      }
    }
    return result.stream().toArray();
  }
}
