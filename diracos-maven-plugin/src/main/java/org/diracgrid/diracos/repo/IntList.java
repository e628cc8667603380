package org.diracgrid.diracos.repo;

import java.util.Arrays;

/** A growing list of ints. */
public final class IntList {

  private int[] values = new int[4];
  private int size;

  /** Appends {@code value}. */
  public void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The value at {@code i}. */
  public int get(int i) {
    return values[i];
  }

  /** Keeps only the first {@code newSize}. */
  public void truncate(int newSize) {
    size = newSize;
  }

  /** Replaces the value at {@code i}. */
  public void set(int i, int value) {
    values[i] = value;
  }

  /** The last one; the list must not be empty. */
  public int last() {
    return values[size - 1];
  }

  /** A copy. */
  public int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
