package org.diracgrid.diracos.verify;

import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.stage.StagedTree;

/** A bundle that can be put to any place of this machine, under the true names of its files. */
public interface SmokeSource {

  /**
   * Puts the bundle into an empty directory that is there. Links are made last and nothing is
   * written through one, so that nothing outside of the directory changes.
   *
   * @return how many names were left out, since they lead out of the directory or the locale has no
   *     way to write them
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-VERIFY-26 if it cannot be read or
   *     written
   */
  int unpack(Path directory);

  /** A tarball, plain or compressed by gzip, xz or zstd; which is told by its first bytes. */
  static SmokeSource tarball(Path file) {
    return new TarballSource(List.of(file));
  }

  /** Several such tarballs, unpacked one over the other as a client does. */
  static SmokeSource tarballs(List<Path> files) {
    return new TarballSource(files);
  }

  /** A directory as it lies there. */
  static SmokeSource directory(Path directory) {
    return new DirectorySource(directory);
  }

  /** A staged tree, whose names on disk are not the true ones. */
  static SmokeSource tree(StagedTree tree) {
    return new TreeSource(tree);
  }
}
