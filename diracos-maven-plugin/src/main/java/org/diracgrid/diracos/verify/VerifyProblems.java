package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.nio.file.Path;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What stops a verification; findings are no such thing. */
final class VerifyProblems {

  private VerifyProblems() {}

  /** There is nothing to verify at the path that the user gave. */
  static DiracosException nothingThere(Path path, String wanted) {
    return DiracosException.of(
        Problem.of(
            "DOS-VERIFY-31",
            "there is no " + wanted + " to look at",
            path.toString(),
            "give -Ddiracos.tree a directory or -Ddiracos.tarball a tarball, or leave both out to"
                + " verify the bundle of the project"));
  }

  /** A tarball is damaged or none. */
  static DiracosException badTarball(Path tarball, Exception cause) {
    return DiracosException.of(
        new Problem(
            "DOS-VERIFY-32",
            "the file is no tarball that can be read",
            tarball.toString(),
            String.valueOf(cause.getMessage()),
            "give a .tar, .tar.gz, .tar.zst or .tar.xz that is whole"),
        cause);
  }

  /** A tarball cannot be unpacked for other reasons than its own. */
  static DiracosException unwritable(Path place, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-VERIFY-33",
            "cannot unpack what is to be verified",
            place.toString(),
            cause.toString(),
            "check permissions and free space of the build directory, then run again"),
        cause);
  }
}
