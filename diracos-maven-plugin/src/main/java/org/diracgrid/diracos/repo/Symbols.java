package org.diracgrid.diracos.repo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns byte ranges into strings, the same bytes into the same string. Metadata repeats itself: in
 * a distribution nine names out of ten were seen before, and a look-up costs less than decoding.
 * Because equal ranges give the identical string, its hash is computed once.
 *
 * <p>The table grows with the distinct ranges, so callers hand in only what recurs or is kept.
 */
final class Symbols {

  /** One distinct byte range. */
  static final class Symbol {
    private final byte[] bytes;
    private final int hash;
    private final String text;
    private String local = "";

    private Symbol(byte[] bytes, int hash, String text) {
      this.bytes = bytes;
      this.hash = hash;
      this.text = text;
    }

    String text() {
      return text;
    }

    /** How many bytes it has. */
    int length() {
      return bytes.length;
    }

    /** The text after a prefix such as {@code rpm:}; worked out once. */
    String localName() {
      if (local.isEmpty()) {
        local = text.substring(text.indexOf(':') + 1).intern();
      }
      return local;
    }

    boolean is(byte[] buffer, int from, int to) {
      return Arrays.equals(bytes, 0, bytes.length, buffer, from, to);
    }
  }

  private @Nullable Symbol[] slots = new Symbol[1 << 12];
  private int size;

  Symbol of(byte[] buffer, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + buffer[i];
    }
    hash ^= hash >>> 15;
    hash *= 0x2c1b3c6d;
    hash ^= hash >>> 12;
    int mask = slots.length - 1;
    int at = hash & mask;
    for (Symbol found = slots[at]; found != null; found = slots[at]) {
      if (found.hash == hash && found.is(buffer, from, to)) {
        return found;
      }
      at = (at + 1) & mask;
    }
    Symbol added =
        new Symbol(
            Arrays.copyOfRange(buffer, from, to),
            hash,
            new String(buffer, from, to - from, StandardCharsets.UTF_8));
    slots[at] = added;
    if (++size * 2 > slots.length) {
      grow();
    }
    return added;
  }

  private void grow() {
    @Nullable Symbol[] old = slots;
    slots = new Symbol[old.length * 2];
    int mask = slots.length - 1;
    for (Symbol symbol : old) {
      if (symbol != null) {
        int at = symbol.hash & mask;
        while (slots[at] != null) {
          at = (at + 1) & mask;
        }
        slots[at] = symbol;
      }
    }
  }
}
