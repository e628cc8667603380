package org.diracgrid.diracos.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Requirements that builds tell while they run: what earlier runs were told, and this one. Builds
 * are known by the number of their source.
 */
final class ToldRequirements {

  /** How often a build may tell more requirements. */
  private static final int MOST_ROUNDS = 10;

  private final Map<Integer, List<String>> told = new HashMap<>();
  private final Map<Integer, Integer> rounds = new HashMap<>();

  /** What a build told, by this run or, where it has not run yet, by earlier ones. */
  List<String> of(int number, Supplier<List<String>> before) {
    return List.copyOf(told.computeIfAbsent(number, n -> new ArrayList<>(before.get())));
  }

  /**
   * Adds what a build tells.
   *
   * @param wanted without what is known
   * @return whether it may be tried again: something is new, and it did not tell too often
   */
  boolean add(int number, List<String> wanted) {
    told.computeIfAbsent(number, n -> new ArrayList<>()).addAll(wanted);
    return !wanted.isEmpty() && rounds.merge(number, 1, Integer::sum) <= MOST_ROUNDS;
  }

  /** Takes back what was added last, since no order meets it. */
  void forget(int number, List<String> wanted) {
    told.getOrDefault(number, new ArrayList<>()).removeAll(wanted);
  }
}
