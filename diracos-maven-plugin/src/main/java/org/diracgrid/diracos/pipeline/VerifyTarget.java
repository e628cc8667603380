package org.diracgrid.diracos.pipeline;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What is verified other than the project's own bundle. */
public sealed interface VerifyTarget {

  /** Where it is. */
  Path path();

  /**
   * What the user points at, relative to the project; empty if nothing.
   *
   * @throws DiracosException DOS-VERIFY-35 if both are given
   */
  static Optional<VerifyTarget> of(
      Request request, Optional<File> directory, Optional<File> tarball) {
    if (directory.isPresent() && tarball.isPresent()) {
      throw DiracosException.of(
          Problem.of(
              "DOS-VERIFY-35",
              "a directory and a tarball are given: one of them can be looked at",
              "-Ddiracos.tree, -Ddiracos.tarball",
              "leave one of the two out"));
    }
    return directory
        .<VerifyTarget>map(file -> new Directory(request.base().resolve(file.toPath())))
        .or(() -> tarball.map(file -> new Tarball(request.base().resolve(file.toPath()))));
  }

  /** A directory, such as an unpacked bundle. */
  record Directory(Path path) implements VerifyTarget {}

  /** A tarball. */
  record Tarball(Path path) implements VerifyTarget {}
}
