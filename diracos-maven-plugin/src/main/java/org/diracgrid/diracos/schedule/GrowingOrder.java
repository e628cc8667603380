package org.diracgrid.diracos.schedule;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A graph without cycles that grows edge by edge, and an order of its nodes that agrees with it. An
 * edge that would close a cycle is refused. Only what stands between the two ends of an edge is
 * looked at (D. J. Pearce, P. H. J. Kelly, "A dynamic topological sort algorithm for directed
 * acyclic graphs", 2006).
 */
final class GrowingOrder {

  private final int[] place;
  private final IntLists after;
  private final IntLists before;
  private final BitSet seen = new BitSet();

  /** A graph without edges whose nodes stand at these places, each of which is taken once. */
  GrowingOrder(int[] places) {
    place = places.clone();
    after = new IntLists(places.length);
    before = new IntLists(places.length);
  }

  /** Puts {@code first} before {@code second}; false if it must come after. */
  boolean add(int first, int second) {
    if (first == second) {
      return false;
    }
    int low = place[second];
    int high = place[first];
    if (low < high) {
      seen.clear();
      int[] forward = reach(second, after, low, high);
      if (seen.get(first)) {
        return false;
      }
      seen.clear();
      int[] backward = reach(first, before, low, high);
      reorder(backward, forward);
    }
    after.add(first, second);
    before.add(second, first);
    return true;
  }

  /** What the node reaches by places from {@code low} to {@code high}, itself included. */
  private int[] reach(int from, IntLists edges, int low, int high) {
    int[] stack = new int[16];
    int[] found = new int[16];
    int depth = 0;
    int count = 0;
    stack[depth++] = from;
    seen.set(from);
    while (depth > 0) {
      int node = stack[--depth];
      if (count == found.length) {
        found = Arrays.copyOf(found, count * 2);
      }
      found[count++] = node;
      for (int i = 0; i < edges.size(node); i++) {
        int next = edges.get(node, i);
        if (place[next] >= low && place[next] <= high && !seen.get(next)) {
          seen.set(next);
          if (depth == stack.length) {
            stack = Arrays.copyOf(stack, depth * 2);
          }
          stack[depth++] = next;
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** Gives the places of both to the first, then the second, each in its own order. */
  private void reorder(int[] first, int[] second) {
    int[] nodes = new int[first.length + second.length];
    System.arraycopy(sorted(first), 0, nodes, 0, first.length);
    System.arraycopy(sorted(second), 0, nodes, first.length, second.length);
    int[] places = Arrays.stream(nodes).map(node -> place[node]).sorted().toArray();
    for (int i = 0; i < nodes.length; i++) {
      place[nodes[i]] = places[i];
    }
  }

  private int[] sorted(int[] nodes) {
    long[] keys = new long[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      keys[i] = (long) place[nodes[i]] << 32 | nodes[i];
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }

  /** Where a node stands in the order, from 0. */
  int place(int node) {
    return place[node];
  }
}
