package org.diracgrid.diracos.stage;

import java.util.Objects;
import java.util.Set;
import org.diracgrid.diracos.path.BundlePath;

/**
 * What became of a tree that an earlier run left.
 *
 * @param extraction as a run from scratch gives it
 * @param kept regular files that were not written, and are as the earlier run left them
 */
public record UpdateResult(ExtractionResult extraction, Set<BundlePath> kept) {

  /** Copies the set. */
  public UpdateResult {
    Objects.requireNonNull(extraction);
    kept = Set.copyOf(kept);
  }
}
