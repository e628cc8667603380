package org.diracgrid.diracos.repo;

/** Numbers for triples of ints, the same for the same: 0, 1, … in the order in which they came. */
final class TripleTable {

  private final IntList first = new IntList();
  private final IntList second = new IntList();
  private final IntList third = new IntList();

  /** The number plus one; 0 is a free slot. */
  private int[] slots = new int[1 << 10];

  int size() {
    return first.size();
  }

  /**
   * The number of a triple.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException if triples were made to collide
   */
  int of(int a, int b, int c) {
    int mask = slots.length - 1;
    int at = hash(a, b, c) & mask;
    int probes = 0;
    for (int slot = slots[at]; slot != 0; slot = slots[at]) {
      if (probes++ == StringTable.MOST_PROBES) {
        throw MetadataProblem.crowded("its relations, at number " + size());
      }
      int number = slot - 1;
      if (first.get(number) == a && second.get(number) == b && third.get(number) == c) {
        return number;
      }
      at = (at + 1) & mask;
    }
    first.add(a);
    second.add(b);
    third.add(c);
    slots[at] = size();
    if (size() * 3L > slots.length * 2L) {
      grow();
    }
    return size() - 1;
  }

  private void grow() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int number = 0; number < size(); number++) {
      int at = hash(first.get(number), second.get(number), third.get(number)) & mask;
      while (slots[at] != 0) {
        at = (at + 1) & mask;
      }
      slots[at] = number + 1;
    }
  }

  private static int hash(int a, int b, int c) {
    int hash = (a * 0x9E3779B1 + b) * 0x85EBCA6B + c;
    hash ^= hash >>> 15;
    hash *= 0x2c1b3c6d;
    return hash ^ (hash >>> 13);
  }

  int[] first() {
    return first.toArray();
  }

  int[] second() {
    return second.toArray();
  }

  int[] third() {
    return third.toArray();
  }
}
