package org.diracgrid.diracos.repo;

import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.repo.Symbols.Symbol;
import org.jspecify.annotations.Nullable;

/** Gives one {@link Evr} for the same spelling of epoch, version and release. */
final class Evrs {

  private @Nullable Evr[] slots = new Evr[1 << 12];
  private int size;

  /**
   * The EVR of parts as metadata gives them.
   *
   * @throws IllegalArgumentException if the epoch is not one
   */
  Evr of(@Nullable Symbol epoch, Symbol version, @Nullable Symbol release) {
    long number = epoch == null ? 0 : epoch(epoch.text());
    String rel = release == null || release.text().isEmpty() ? null : release.text();
    int hash = version.hash() * 31 + (release == null ? 0 : release.hash()) + (int) number;
    int mask = slots.length - 1;
    int at = spread(hash) & mask;
    for (Evr found = slots[at]; found != null; found = slots[at]) {
      if (found.epoch() == number
          && found.version().equals(version.text())
          && (rel == null ? found.release() == null : rel.equals(found.release()))) {
        return found;
      }
      at = (at + 1) & mask;
    }
    Evr added = new Evr(number, version.text(), rel);
    if (size * 4 < slots.length * 3) {
      slots[at] = added;
      size++;
    } else {
      // A cache, not a register: starting over costs less than holding the hashes to rehash.
      slots = new Evr[Math.min(slots.length * 2, 1 << 20)];
      size = 0;
    }
    return added;
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }

  private static long epoch(String text) {
    if (text.length() == 1 && text.charAt(0) >= '0' && text.charAt(0) <= '9') {
      return Character.digit(text.charAt(0), 10);
    }
    if (text.isEmpty()) {
      return 0;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0 && number <= 0xFFFFFFFFL) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the epoch '" + text + "' is not a number", e);
    }
    throw new IllegalArgumentException("the epoch '" + text + "' is out of range");
  }
}
