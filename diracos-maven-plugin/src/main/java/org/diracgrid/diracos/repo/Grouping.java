package org.diracgrid.diracos.repo;

/**
 * Values put together by key, each key's in the order in which they came.
 *
 * @param starts per key, and once more at the end, where its values start
 */
record Grouping(int[] starts, int[] values) {

  /**
   * Sorts by counting.
   *
   * @param keys from 0 to before {@code count}, parallel to {@code values}
   */
  static Grouping of(int count, IntList keys, IntList values) {
    int[] starts = new int[count + 1];
    for (int i = 0; i < keys.size(); i++) {
      starts[keys.get(i) + 1]++;
    }
    for (int key = 0; key < count; key++) {
      starts[key + 1] += starts[key];
    }
    int[] next = starts.clone();
    int[] grouped = new int[values.size()];
    for (int i = 0; i < grouped.length; i++) {
      grouped[next[keys.get(i)]++] = values.get(i);
    }
    return new Grouping(starts, grouped);
  }
}
