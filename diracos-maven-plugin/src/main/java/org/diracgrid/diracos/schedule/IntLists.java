package org.diracgrid.diracos.schedule;

import java.util.Arrays;

/** A growing list of numbers for each of some nodes: the edges of a graph. */
final class IntLists {

  private static final int[] EMPTY = {};

  private final int[][] values;
  private final int[] sizes;

  IntLists(int nodes) {
    values = new int[nodes][];
    Arrays.fill(values, EMPTY);
    sizes = new int[nodes];
  }

  int nodes() {
    return values.length;
  }

  void add(int node, int value) {
    int size = sizes[node]++;
    if (size == values[node].length) {
      values[node] = Arrays.copyOf(values[node], Math.max(4, size * 2));
    }
    values[node][size] = value;
  }

  int size(int node) {
    return sizes[node];
  }

  int get(int node, int i) {
    return values[node][i];
  }

  int[] of(int node) {
    return Arrays.copyOf(values[node], sizes[node]);
  }
}
