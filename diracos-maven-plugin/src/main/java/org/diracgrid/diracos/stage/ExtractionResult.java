package org.diracgrid.diracos.stage;

import java.util.List;
import java.util.Objects;

/**
 * What extraction made. The same for the same packages, whatever their order and the threads.
 *
 * @param conflicts paths that packages claim with different content, sorted by path
 * @param skipped paths left out on purpose, sorted by package and path
 */
public record ExtractionResult(
    StagedTree tree, List<PathConflict> conflicts, List<SkippedFile> skipped) {

  /** Copies the lists. */
  public ExtractionResult {
    Objects.requireNonNull(tree);
    conflicts = List.copyOf(conflicts);
    skipped = List.copyOf(skipped);
  }
}
