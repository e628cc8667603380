package org.diracgrid.diracos.verify;

import java.util.List;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * What is in a directory or tarball.
 *
 * @param tree what a bundle may hold; unreadable files are left out
 * @param oddities all else, in the order in which it was met, sorted by path for directories
 */
public record Contents(StagedTree tree, List<Oddity> oddities) {

  /** Copies. */
  public Contents {
    oddities = List.copyOf(oddities);
  }
}
