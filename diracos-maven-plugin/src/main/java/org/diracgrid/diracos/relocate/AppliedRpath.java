package org.diracgrid.diracos.relocate;

import java.util.Objects;
import org.diracgrid.diracos.elf.RpathChange;

/**
 * What giving a search path to one ELF file came to.
 *
 * @param after the path that it was to have
 * @param outcome {@link #UNCHANGED}, {@link #REFUSED} or the name of a {@link RpathChange.Strategy}
 * @param reason name of the {@code RpathRefusal}, else empty
 * @param size bytes of the file afterwards
 */
record AppliedRpath(String after, String outcome, String reason, long size) {

  static final String UNCHANGED = "UNCHANGED";
  static final String REFUSED = "REFUSED";

  /** Validates that all is there. */
  AppliedRpath {
    Objects.requireNonNull(after);
    Objects.requireNonNull(outcome);
    Objects.requireNonNull(reason);
  }

  /**
   * Of a change that was just made.
   *
   * @param sizeBefore bytes of the file as its package has it
   */
  static AppliedRpath of(String after, RpathChange change, long sizeBefore) {
    if (change instanceof RpathChange.Patched patched) {
      long size = patched.patch().sizeAfter(sizeBefore);
      return new AppliedRpath(after, patched.strategy().toString(), "", size);
    }
    if (change instanceof RpathChange.Refused refused) {
      return new AppliedRpath(after, REFUSED, refused.why().name(), sizeBefore);
    }
    return new AppliedRpath(after, UNCHANGED, "", sizeBefore);
  }

  /** Whether bytes of the file are others than in its package. */
  boolean isPatched() {
    return !outcome.equals(UNCHANGED) && !outcome.equals(REFUSED);
  }
}
