package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Finds why rules cannot hold together: minimal causes, each a set of rules of which none can be
 * left out. After a cause is found, what it forbids is taken as allowed and the rest is looked at,
 * so that independent causes are all found.
 *
 * <p>A cause is shrunk by deletion, first of blocks, then of single rules (Marques-Silva, "Minimal
 * Unsatisfiability: Models, Algorithms and Applications", 2010, section 3).
 */
final class Causes {

  /** How many causes are shrunk; the others are only counted. */
  static final int MOST = 20;

  /** How many rules are given to the solver in all, repetitions counted, before the search ends. */
  private static final long MOST_WORK = 20_000_000;

  private final List<Rule> rules;
  private long work;

  Causes(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * What was found.
   *
   * @param causes each minimal, in the order they were found; the rules of each in their own order
   * @param more how many further causes there are at least
   */
  record Found(List<List<Rule>> causes, int more) {}

  /** Looks for causes until the rest can hold, or the search has cost too much. */
  Found find() {
    List<List<Rule>> causes = new ArrayList<>();
    int more = 0;
    List<Rule> left = rules;
    Optional<List<Rule>> core = contradiction(left);
    while (core.isPresent()) {
      List<Rule> cause = core.get();
      if (causes.size() < MOST) {
        cause = shrink(cause);
        causes.add(cause);
      } else {
        more++;
      }
      left = without(left, cause);
      core = work < MOST_WORK ? contradiction(left) : Optional.empty();
    }
    return new Found(causes, more);
  }

  /**
   * A subset of rules that cannot hold together, with as little as can be; as large as given if the
   * search has cost too much.
   */
  private List<Rule> shrink(List<Rule> core) {
    // What was added last is farthest from the roots: it goes first.
    List<Rule> left = new ArrayList<>(core);
    Collections.reverse(left);
    for (int block = Math.max(1, left.size() / 2); ; block = block / 2) {
      int at = 0;
      while (at < left.size() && work < MOST_WORK) {
        List<Rule> fewer = new ArrayList<>(left.subList(0, at));
        fewer.addAll(left.subList(Math.min(left.size(), at + block), left.size()));
        Optional<List<Rule>> smaller = contradiction(fewer);
        if (smaller.isPresent()) {
          left = new ArrayList<>(smaller.get());
        } else {
          at += block;
        }
      }
      if (block == 1) {
        Collections.reverse(left);
        return left;
      }
    }
  }

  /** Some of the rules, in the same order, that cannot hold together; empty if all can. */
  private Optional<List<Rule>> contradiction(List<Rule> some) {
    work += some.size();
    Map<Integer, Integer> numbers = new HashMap<>();
    List<Rule> compact = new ArrayList<>(some.size());
    // The solver wants what is asked for first.
    List<Rule> ordered = new ArrayList<>(some);
    ordered.sort(Comparator.comparing(rule -> rule.kind() != Rule.Kind.ROOT));
    for (Rule rule : ordered) {
      int[] literals = rule.literals().clone();
      for (int i = 0; i < literals.length; i++) {
        int variable = numbers.computeIfAbsent(Math.abs(literals[i]), v -> numbers.size() + 1);
        literals[i] = literals[i] < 0 ? -variable : variable;
      }
      compact.add(new Rule(rule.kind(), literals, rule.owner(), rule.relation(), rule.root()));
    }
    return new SatSolver(compact, numbers.size(), candidates -> candidates[0])
        .solve()
        .map(positions -> inOrder(some, IntStream.of(positions).mapToObj(ordered::get).toList()));
  }

  private static List<Rule> inOrder(List<Rule> all, List<Rule> wanted) {
    Set<Rule> identical = Collections.newSetFromMap(new IdentityHashMap<>());
    identical.addAll(wanted);
    return all.stream().filter(identical::contains).toList();
  }

  /** The rules without what the cause forbids. */
  private static List<Rule> without(List<Rule> rules, List<Rule> cause) {
    Set<String> missing = new HashSet<>();
    Set<String> names = new HashSet<>();
    Set<BitSet> apart = new HashSet<>();
    for (Rule rule : cause) {
      switch (rule.kind()) {
        case NOTHING_PROVIDES -> missing.add(rule.text());
        case SAME_NAME -> names.add(rule.text());
        default -> {
          if (forbids(rule)) {
            apart.add(packages(rule));
          }
        }
      }
    }
    return rules.stream()
        .filter(
            rule ->
                switch (rule.kind()) {
                  case NOTHING_PROVIDES -> !missing.contains(rule.text());
                  case SAME_NAME -> !names.contains(rule.text());
                  default -> !(forbids(rule) && apart.contains(packages(rule)));
                })
        .toList();
  }

  /** Whether the rule only says what must not be; no cause is without such a rule. */
  static boolean forbids(Rule rule) {
    return Arrays.stream(rule.literals()).allMatch(literal -> literal < 0);
  }

  private static BitSet packages(Rule rule) {
    BitSet result = new BitSet();
    Arrays.stream(rule.literals()).map(Rule::packageOf).forEach(result::set);
    return result;
  }

  /** Who lacks the same as {@code rule}, by number, ascending. */
  Set<Integer> lacking(Rule rule) {
    Set<Integer> owners = new TreeSet<>();
    for (Rule other : rules) {
      if (other.kind() == Rule.Kind.NOTHING_PROVIDES && other.text().equals(rule.text())) {
        owners.add(other.owner());
      }
    }
    return owners;
  }
}
