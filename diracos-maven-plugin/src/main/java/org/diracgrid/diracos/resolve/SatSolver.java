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
 * Searches for the packages that meet all rules, deciding in libsolv's order: roots first, each in
 * turn; then requirements that leave one best candidate; then those that leave a choice; then, if
 * asked to, what is recommended; at last choices are taken back for a candidate that came in
 * anyway. Whatever is never asked for stays out.
 *
 * <p>Source of the order: libsolv's {@code solver.c}; the consequences are drawn by {@link
 * Propagation}.
 */
final class SatSolver implements Decisions {

  private static final int[] NONE = {};

  private final List<Rule> rules;
  private final Policy policy;
  private final Propagation propagation;
  private final @Nullable WeakStep weak;

  /** Per literal: the rules with a choice that it triggers. */
  private final IntList[] asking;

  /** Rules that may ask for a package now. */
  private final BitSet pending = new BitSet();

  private int looked;
  private int undoneSeen;
  private int roots;

  /** Per rule the candidates that were open when it was looked at last, and the best of them. */
  private final int[][] open;

  private final int[][] bestOfOpen;
  private final List<Branch> branches = new ArrayList<>();
  private Optional<int[]> contradiction = Optional.empty();

  /** A choice; {@code tried} holds the positions of the candidates that were taken before. */
  private record Branch(int[] candidates, BitSet tried, int level) {}

  /**
   * @param rules those of roots first
   * @param variables how many packages the index has
   * @param policy picks among the candidates of a rule
   * @param weak what to take beyond what is required; null for nothing
   */
  SatSolver(List<Rule> rules, int variables, Policy policy, @Nullable WeakStep weak) {
    this.rules = rules;
    this.policy = policy;
    this.weak = weak;
    this.propagation = new Propagation(variables);
    this.asking = new IntList[variables + 1];
    this.open = new int[rules.size()][];
    this.bestOfOpen = new int[rules.size()][];
  }

  /**
   * Searches without weak dependencies.
   *
   * @param preference picks one of the candidate packages of a rule
   */
  SatSolver(List<Rule> rules, int variables, ToIntFunction<int[]> preference) {
    this(rules, variables, single(preference), null);
  }

  private static Policy single(ToIntFunction<int[]> preference) {
    return new Policy() {
      @Override
      public int[] best(int[] candidates) {
        return new int[] {preference.applyAsInt(candidates)};
      }

      @Override
      public int[] favoured(int[] best, Decisions decisions) {
        return best;
      }

      @Override
      public int[] ordered(int[] favoured, Decisions decisions) {
        return favoured;
      }
    };
  }

  /**
   * Solves.
   *
   * @return nothing if all rules can hold, see {@link #chosen()}; else the positions of rules that
   *     cannot hold together
   */
  Optional<int[]> solve() {
    load();
    int broken = propagation.assertUnits();
    if (broken >= 0) {
      return Optional.of(propagation.proof(broken));
    }
    while (contradiction.isEmpty()) {
      int before = level();
      answerRoots();
      if (level() < before || contradiction.isPresent()) {
        continue;
      }
      before = level();
      answerRequirements();
      if (level() < before || contradiction.isPresent()) {
        continue;
      }
      if (weak != null && weak.take(this)) {
        continue;
      }
      if (!minimize()) {
        return Optional.empty();
      }
    }
    return contradiction;
  }

  private void load() {
    int[] previous = NONE;
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      int[] literals = rule.literals();
      if (rule.kind() == Rule.Kind.ROOT && roots == i) {
        roots = i + 1;
      }
      if (Arrays.equals(literals, previous)) {
        propagation.skip();
        continue;
      }
      previous = literals;
      propagation.add(literals);
      if (rule.asks()) {
        register(literals, i);
      }
    }
  }

  private void register(int[] literals, int position) {
    int candidates = 0;
    for (int literal : literals) {
      candidates += literal > 0 ? 1 : 0;
    }
    for (int literal : literals) {
      if (literal < 0 && candidates > 1) {
        IntList list = asking[-literal];
        if (list == null) {
          list = new IntList();
          asking[-literal] = list;
        }
        list.add(position);
      }
    }
  }

  /** The packages in the closure. */
  BitSet chosen() {
    BitSet result = new BitSet();
    for (int i = 0; i < size(); i++) {
      int p = chosenAt(i);
      if (p >= 0) {
        result.set(p);
      }
    }
    return result;
  }

  @Override
  public boolean chosen(int p) {
    return propagation.value(Rule.literal(p)) > 0;
  }

  /** Whether package {@code p} is neither in nor out. */
  boolean undecided(int p) {
    return propagation.value(Rule.literal(p)) == 0;
  }

  @Override
  public int size() {
    return propagation.size();
  }

  @Override
  public int chosenAt(int i) {
    int literal = propagation.decided(i);
    return literal > 0 ? Rule.packageOf(literal) : -1;
  }

  @Override
  public int undone() {
    return propagation.undone();
  }

  int level() {
    return propagation.level();
  }

  private void answerRoots() {
    int start = level();
    for (int i = 0; i < roots; i++) {
      int[] candidates = undecidedOf(rules.get(i).literals());
      if (candidates.length == 0) {
        continue;
      }
      int before = level();
      install(candidates);
      if (contradiction.isPresent() || level() < start) {
        return;
      }
      if (level() <= before) {
        i = level() == before ? i - 1 : -1;
      }
    }
  }

  /**
   * First the rules that leave one candidate, round and round until none is left; then, from the
   * first that left a choice, all.
   */
  private void answerRequirements() {
    int start = level();
    int postponed = -1;
    boolean choosing = false;
    int next = roots;
    int end = roots;
    boolean wrapped = false;
    while (true) {
      notice();
      int at = pending.nextSetBit(next);
      if (at < 0 && !wrapped) {
        wrapped = true;
        next = roots;
      } else if (at < 0 || (wrapped && at >= end)) {
        if (choosing || postponed < 0) {
          return;
        }
        choosing = true;
        next = postponed;
        end = postponed;
        wrapped = false;
      } else {
        next = at + 1;
        int[] left = candidatesOf(at);
        if (left.length > 1 && !choosing) {
          postponed = postponed < 0 ? at : postponed;
        } else if (left.length > 0) {
          install(left);
          if (contradiction.isPresent() || level() < start) {
            return;
          }
          end = next;
          wrapped = false;
        }
      }
    }
  }

  /** Marks the rules that what was decided lately may have triggered. */
  private void notice() {
    if (undoneSeen != undone()) {
      undoneSeen = undone();
      pending.clear();
      looked = 0;
    }
    for (; looked < size(); looked++) {
      int p = chosenAt(looked);
      IntList triggered = p < 0 ? null : asking[Rule.literal(p)];
      for (int k = 0; triggered != null && k < triggered.size(); k++) {
        pending.set(triggered.get(k));
      }
    }
  }

  /** The best candidates of a rule, as far as they are undecided; none if it asks for nothing. */
  private int[] candidatesOf(int position) {
    int[] candidates = undecidedOf(rules.get(position).literals());
    if (candidates.length == 0) {
      pending.clear(position);
      return candidates;
    }
    if (!Arrays.equals(candidates, open[position])) {
      open[position] = candidates;
      bestOfOpen[position] = policy.best(candidates);
    }
    int[] best = bestOfOpen[position];
    return best.length > 1 ? policy.favoured(best, this) : best;
  }

  /** The undecided packages of a clause; none if it holds or one of its conditions does not. */
  int[] undecidedOf(int[] literals) {
    int count = 0;
    for (int literal : literals) {
      int value = propagation.value(literal);
      if (value > 0 || (literal < 0 && value == 0)) {
        return NONE;
      }
      count += value == 0 ? 1 : 0;
    }
    int[] result = new int[count];
    for (int i = 0, k = 0; k < count; i++) {
      if (propagation.value(literals[i]) == 0) {
        result[k++] = Rule.packageOf(literals[i]);
      }
    }
    return result;
  }

  /** Takes the candidate that the policy likes best, and remembers the others. */
  void install(int[] candidates) {
    int[] left = candidates;
    if (left.length > 1) {
      left = policy.best(left);
      left = left.length > 1 ? policy.favoured(left, this) : left;
      left = left.length > 1 ? policy.ordered(left, this) : left;
    }
    if (left.length > 1) {
      BitSet tried = new BitSet();
      tried.set(0);
      branches.add(new Branch(left, tried, level()));
    }
    assume(left[0]);
  }

  /** Takes a package, and backs out of what does not go with it. */
  void assume(int p) {
    propagation.assume(Rule.literal(p));
    int broken = propagation.propagate();
    while (broken >= 0) {
      if (level() == 0) {
        contradiction = Optional.of(propagation.proof(broken));
        return;
      }
      propagation.learn(broken);
      forget(level());
      broken = propagation.propagate();
    }
  }

  private void forget(int level) {
    while (!branches.isEmpty() && branches.get(branches.size() - 1).level >= level) {
      branches.remove(branches.size() - 1);
    }
  }

  /**
   * Where a later decision brought in another candidate of an earlier choice, or one that is
   * recommended, goes back and takes that one.
   */
  private boolean minimize() {
    int earliest = -1;
    int take = -1;
    for (int b = branches.size() - 1; b >= 0; b--) {
      int candidate = betterOf(branches.get(b));
      if (candidate >= 0) {
        earliest = b;
        take = candidate;
      }
    }
    if (earliest < 0) {
      return false;
    }
    branches.subList(earliest + 1, branches.size()).clear();
    Branch branch = branches.get(earliest);
    branch.tried.set(take);
    propagation.undo(branch.level);
    assume(branch.candidates[take]);
    return true;
  }

  private int betterOf(Branch branch) {
    int[] candidates = branch.candidates;
    for (int i = 0; i < candidates.length; i++) {
      if (!branch.tried.get(i)
          && chosen(candidates[i])
          && propagation.levelOf(Rule.literal(candidates[i])) > branch.level) {
        return i;
      }
    }
    int[] favoured = candidates.length > 1 ? policy.favoured(candidates, this) : candidates;
    if (favoured.length == candidates.length) {
      return -1;
    }
    boolean disliked = false;
    int untried = -1;
    for (int i = candidates.length - 1; i >= 0; i--) {
      boolean liked = contains(favoured, candidates[i]);
      if (branch.tried.get(i)
          && chosen(candidates[i])
          && propagation.levelOf(Rule.literal(candidates[i])) == branch.level + 1) {
        disliked |= !liked;
      } else if (!branch.tried.get(i) && liked) {
        untried = i;
      }
    }
    return disliked ? untried : -1;
  }

  private static boolean contains(int[] packages, int p) {
    for (int q : packages) {
      if (q == p) {
        return true;
      }
    }
    return false;
  }
}
