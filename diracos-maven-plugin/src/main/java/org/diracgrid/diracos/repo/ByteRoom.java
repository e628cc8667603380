package org.diracgrid.diracos.repo;

import java.util.Arrays;

/** Appends to arrays of bytes that grow, up to what one array can hold. */
final class ByteRoom {

  private ByteRoom() {}

  /**
   * The array with the bytes put at {@code used}; a larger copy where they do not fit.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException if no array is large enough
   */
  static byte[] append(byte[] array, int used, byte[] buffer, int from, int to) {
    long needed = (long) used + to - from;
    byte[] result = array;
    if (needed > array.length) {
      result = Arrays.copyOf(array, IndexTables.fit(Math.max(needed, array.length * 2L), needed));
    }
    System.arraycopy(buffer, from, result, used, to - from);
    return result;
  }
}
