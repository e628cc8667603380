package org.diracgrid.diracos.verify;

import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.TreeScan;
import org.diracgrid.diracos.stage.PathConflict;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * What is verified: a staged tree, a directory or a tarball, with all that its files show.
 *
 * @param name as the user calls it
 * @param tree its entries, modes as they are shipped; owners are empty where packages are not known
 * @param scan the ELF files, scripts, and files with a path of the build in them
 * @param oddities what cannot be an entry, in the order of the paths
 * @param conflicts paths that packages fight over; empty if packages are not known
 * @param packages what packages say of themselves, in the order of their names; empty if packages
 *     are not known
 * @param brokenLinks links that relocation removed since they lead nowhere
 */
public record Subject(
    String name,
    StagedTree tree,
    TreeScan scan,
    List<Oddity> oddities,
    Optional<List<PathConflict>> conflicts,
    Optional<List<PackageFacts>> packages,
    List<BundlePath> brokenLinks) {

  /** Copies. */
  public Subject {
    oddities = List.copyOf(oddities);
    conflicts = conflicts.map(List::copyOf);
    packages = packages.map(List::copyOf);
    brokenLinks = List.copyOf(brokenLinks);
  }

  /** {@code /usr/bin/git (git-2.39-1.x86_64)}: a path with the package it came from. */
  String owned(BundlePath path) {
    StagedEntry entry = tree.entries().get(path);
    return entry == null || entry.owner().isEmpty()
        ? path.toString()
        : path + " (" + entry.owner() + ")";
  }
}
