package org.diracgrid.diracos.stage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** The failures of this package. */
final class StageProblems {

  /** A path that cannot stand in a tree. */
  static final String PATH = "DOS-STAGE-01";

  /** Symbolic links in a circle. */
  static final String LOOP = "DOS-STAGE-02";

  /** Content behind a symbolic link that leaves the tree. */
  static final String ESCAPE = "DOS-STAGE-03";

  /** Not the package that was asked for. */
  static final String PACKAGE = "DOS-STAGE-04";

  /** The disk is full. */
  static final String FULL = "DOS-STAGE-05";

  /** The tree cannot be written. */
  static final String WRITE = "DOS-STAGE-06";

  /** The directory for the tree holds something. */
  static final String NOT_EMPTY = "DOS-STAGE-07";

  /** The run was interrupted. */
  static final String INTERRUPTED = "DOS-STAGE-08";

  /** The manifest of a tree cannot be read. */
  static final String MANIFEST = "DOS-STAGE-09";

  private StageProblems() {}

  static Problem badPackage(String code, String what, String owner, String because) {
    return new Problem(
        code,
        what,
        owner,
        because,
        "leave the package out (\"ignoredPackages\") and report it to the repository that ships it");
  }

  static DiracosException cannotWrite(Path path, IOException cause) {
    String message = String.valueOf(reason(cause));
    String low = message.toLowerCase(Locale.ROOT);
    boolean full = low.contains("no space left") || low.contains("quota exceeded");
    if (full) {
      return DiracosException.of(
          new Problem(
              FULL,
              "the disk is full",
              path.toString(),
              message,
              "make room there, or build in another directory, then run again"),
          cause);
    }
    return DiracosException.of(
        new Problem(
            WRITE,
            "cannot write the staged tree",
            path.toString(),
            cause instanceof AccessDeniedException ? "permission denied" : message,
            "make sure that the build directory can be written, then run again"),
        cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
