package org.diracgrid.diracos.repo;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Remembers objects made for numbers, in chunks that come when one of their numbers is asked for.
 * Two threads may each make an object for a number; as the objects are immutable and equal, it does
 * not matter which one stays.
 */
final class Memo<T> {

  private static final int BITS = 8;

  private final @Nullable Object[][] chunks;

  Memo(int size) {
    chunks = new Object[(size >>> BITS) + 1][];
  }

  @SuppressWarnings("unchecked")
  T get(int number, IntFunction<T> maker) {
    @Nullable Object[] chunk = chunks[number >>> BITS];
    if (chunk == null) {
      chunk = new Object[1 << BITS];
      chunks[number >>> BITS] = chunk;
    }
    Object found = chunk[number & ((1 << BITS) - 1)];
    if (found == null) {
      found = maker.apply(number);
      chunk[number & ((1 << BITS) - 1)] = found;
    }
    return (T) found;
  }
}
