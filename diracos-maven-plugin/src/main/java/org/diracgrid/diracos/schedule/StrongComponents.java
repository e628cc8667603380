package org.diracgrid.diracos.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** The sets of nodes that all reach each other (R. Tarjan, 1972, without recursion). */
final class StrongComponents {

  private final IntLists edges;
  private final int[] index;
  private final int[] low;
  private final int[] component;
  private final boolean[] open;
  private final Deque<Integer> stack = new ArrayDeque<>();
  private int count;
  private int components;

  StrongComponents(IntLists edges) {
    this.edges = edges;
    int n = edges.nodes();
    index = new int[n];
    low = new int[n];
    component = new int[n];
    open = new boolean[n];
    Arrays.fill(index, -1);
    for (int node = 0; node < n; node++) {
      if (index[node] < 0) {
        visit(node);
      }
    }
  }

  private void visit(int root) {
    Deque<int[]> path = new ArrayDeque<>();
    enter(root, path);
    while (!path.isEmpty()) {
      int[] top = path.element();
      int node = top[0];
      if (top[1] < edges.size(node)) {
        int next = edges.get(node, top[1]++);
        if (index[next] < 0) {
          enter(next, path);
        } else if (open[next]) {
          low[node] = Math.min(low[node], index[next]);
        }
        continue;
      }
      path.remove();
      if (!path.isEmpty()) {
        int parent = path.element()[0];
        low[parent] = Math.min(low[parent], low[node]);
      }
      if (low[node] == index[node]) {
        close(node);
      }
    }
  }

  private void enter(int node, Deque<int[]> path) {
    index[node] = count;
    low[node] = count++;
    open[node] = true;
    stack.push(node);
    path.push(new int[] {node, 0});
  }

  private void close(int node) {
    int popped;
    do {
      popped = stack.pop();
      open[popped] = false;
      component[popped] = components;
    } while (popped != node);
    components++;
  }

  boolean together(int one, int other) {
    return component[one] == component[other];
  }

  /**
   * A place for each node, from 0, such that every edge between components leads to a lower one.
   */
  int[] places() {
    // Tarjan's algorithm closes a component after all that it reaches.
    int[] nodes = new int[component.length];
    int[] starts = new int[components + 1];
    for (int c : component) {
      starts[c + 1]++;
    }
    for (int c = 0; c < components; c++) {
      starts[c + 1] += starts[c];
    }
    for (int node = 0; node < component.length; node++) {
      nodes[node] = starts[component[node]]++;
    }
    return nodes;
  }

  /** The components of several nodes, each ascending, in the order of their first nodes. */
  List<int[]> cyclic() {
    int[] sizes = new int[components];
    for (int c : component) {
      sizes[c]++;
    }
    int[][] members = new int[components][];
    int[] filled = new int[components];
    for (int node = 0; node < component.length; node++) {
      int c = component[node];
      if (sizes[c] > 1) {
        if (members[c] == null) {
          members[c] = new int[sizes[c]];
        }
        members[c][filled[c]++] = node;
      }
    }
    List<int[]> found = new ArrayList<>();
    for (int c = 0; c < components; c++) {
      if (sizes[c] > 1) {
        found.add(members[c]);
      }
    }
    found.sort(Comparator.comparingInt(nodes -> nodes[0]));
    return found;
  }
}
