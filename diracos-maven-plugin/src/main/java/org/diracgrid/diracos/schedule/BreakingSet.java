package org.diracgrid.diracos.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Looks for the smallest sets of nodes that are on all cycles of a graph (a minimum feedback vertex
 * set, NP-hard): each cycle has to lose one of its nodes, so the shortest one is found and each of
 * its nodes tried, to growing depths. The work is bounded; beyond the bound, and for large graphs,
 * a set is found that has no node to spare, but may not be the smallest.
 */
final class BreakingSet {

  private static final int MOST_NODES = 300;
  private static final int MOST_STEPS = 20_000;
  private static final int MOST_DEPTH = 12;
  private static final int MOST_TRIES = 50;

  private final IntLists edges;
  private final BitSet nodes;
  private int steps;

  /**
   * @param edges of a graph
   * @param nodes the part of it that is looked at
   */
  BreakingSet(IntLists edges, BitSet nodes) {
    this.edges = edges;
    this.nodes = nodes;
  }

  /**
   * The best set: the smallest, of these the cheapest, of these the first.
   *
   * @param allowed nodes that may be in it
   * @param cost of a set
   * @param accepted whether a set will do; asked for the best ones, at most some dozens of times
   * @return ascending; empty if none is found
   */
  int[] find(BitSet allowed, ToIntFunction<int[]> cost, Predicate<int[]> accepted) {
    int tries = 0;
    if (nodes.cardinality() <= MOST_NODES) {
      for (int depth = 1; depth <= MOST_DEPTH && steps < MOST_STEPS; depth++) {
        List<int[]> found = new ArrayList<>();
        search((BitSet) nodes.clone(), allowed, new int[depth], 0, found);
        for (int[] set : best(found, cost)) {
          if (tries++ < MOST_TRIES && accepted.test(set)) {
            return set;
          }
        }
      }
    }
    int[] set = greedy(allowed);
    return set.length > 0 && accepted.test(set) ? set : new int[0];
  }

  private static List<int[]> best(List<int[]> found, ToIntFunction<int[]> cost) {
    List<int[]> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingInt(cost).thenComparing(Arrays::compare));
    List<int[]> distinct = new ArrayList<>();
    for (int[] set : sorted) {
      if (distinct.stream().noneMatch(other -> Arrays.equals(other, set))) {
        distinct.add(set);
      }
    }
    return distinct;
  }

  private void search(BitSet left, BitSet allowed, int[] taken, int count, List<int[]> found) {
    if (steps++ >= MOST_STEPS) {
      return;
    }
    int[] cycle = shortestCycle(left);
    if (cycle.length == 0) {
      if (count == taken.length) { // Smaller ones were found at a smaller depth.
        int[] set = taken.clone();
        Arrays.sort(set);
        found.add(set);
      }
      return;
    }
    if (count == taken.length) {
      return;
    }
    for (int node : cycle) {
      if (allowed.get(node)) {
        left.clear(node);
        taken[count] = node;
        search(left, allowed, taken, count + 1, found);
        left.set(node);
      }
    }
  }

  /**
   * Takes the node with most ways through it until no cycle is left, then gives back what it can.
   */
  private int[] greedy(BitSet allowed) {
    BitSet left = (BitSet) nodes.clone();
    List<Integer> taken = new ArrayList<>();
    for (BitSet core = core(left); !core.isEmpty(); core = core(left)) {
      int node = busiest(core, allowed);
      if (node < 0) {
        return new int[0];
      }
      left.clear(node);
      taken.add(node);
    }
    for (Integer node : List.copyOf(taken)) {
      left.set(node);
      if (core(left).isEmpty()) {
        taken.remove(node);
      } else {
        left.clear(node);
      }
    }
    return taken.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  private int busiest(BitSet core, BitSet allowed) {
    long[] in = new long[edges.nodes()];
    long[] out = new long[edges.nodes()];
    core.stream()
        .forEach(
            node -> {
              for (int next : edges.of(node)) {
                if (core.get(next)) {
                  out[node]++;
                  in[next]++;
                }
              }
            });
    int best = -1;
    for (int node : core.stream().filter(allowed::get).toArray()) {
      if (best < 0 || in[node] * out[node] > in[best] * out[best]) {
        best = node;
      }
    }
    return best;
  }

  /** What is left when nodes without a way on are taken away: empty if there is no cycle. */
  private BitSet core(BitSet of) {
    BitSet core = (BitSet) of.clone();
    IntLists back = new IntLists(edges.nodes());
    int[] ways = new int[edges.nodes()];
    Deque<Integer> ends = new ArrayDeque<>();
    core.stream()
        .forEach(
            node -> {
              for (int next : edges.of(node)) {
                if (of.get(next)) {
                  ways[node]++;
                  back.add(next, node);
                }
              }
              if (ways[node] == 0) {
                ends.add(node);
              }
            });
    while (!ends.isEmpty()) {
      int end = ends.remove();
      core.clear(end);
      for (int node : back.of(end)) {
        if (--ways[node] == 0) {
          ends.add(node);
        }
      }
    }
    return core;
  }

  /** The shortest cycle, of these the one with the first node; empty if there is none. */
  int[] shortestCycle(BitSet among) {
    BitSet core = core(among);
    int[] best = {};
    for (int node = core.nextSetBit(0); node >= 0; node = core.nextSetBit(node + 1)) {
      int[] cycle = cycleThrough(node, core, best.length == 0 ? Integer.MAX_VALUE : best.length);
      if (cycle.length > 0) {
        best = cycle;
        if (best.length == 2) {
          break;
        }
      }
    }
    return best;
  }

  /** The shortest cycle through a node that has less than {@code below} nodes, or none. */
  int[] cycleThrough(int start, BitSet among, int below) {
    int[] from = new int[edges.nodes()];
    int[] length = new int[edges.nodes()];
    Arrays.fill(from, -1);
    Deque<Integer> queue = new ArrayDeque<>();
    queue.add(start);
    length[start] = 1;
    while (!queue.isEmpty()) {
      int node = queue.remove();
      if (length[node] >= below) {
        return new int[0];
      }
      for (int next : edges.of(node)) {
        if (next == start) {
          int[] cycle = new int[length[node]];
          for (int i = cycle.length - 1, at = node; i >= 0; i--, at = from[at]) {
            cycle[i] = at;
          }
          return cycle;
        }
        if (among.get(next) && length[next] == 0) {
          length[next] = length[node] + 1;
          from[next] = node;
          queue.add(next);
        }
      }
    }
    return new int[0];
  }
}
