package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** The failures of this package. */
final class RepodataProblems {

  private static final String UNREADABLE = "DOS-REPODATA-01";
  private static final String UNWRITABLE = "DOS-REPODATA-02";
  private static final String CONTROL = "DOS-REPODATA-03";
  private static final String CHANGED = "DOS-REPODATA-04";
  private static final String MISNAMED = "DOS-REPODATA-05";
  private static final String INTERRUPTED = "DOS-REPODATA-06";

  private RepodataProblems() {}

  /** A directory or file of the repository cannot be read. */
  static DiracosException unreadable(Path file, IOException cause) {
    return DiracosException.of(
        new Problem(
            UNREADABLE,
            "cannot read " + file + " of the repository",
            file.toString(),
            reason(cause),
            "check that it is there and readable, then run again"),
        cause);
  }

  /** Something in the repository cannot be written. */
  static DiracosException unwritable(Path file, IOException cause) {
    return DiracosException.of(
        new Problem(
            UNWRITABLE,
            "cannot write " + file + " of the repository",
            file.toString(),
            reason(cause),
            "check free space and permissions of " + file.toAbsolutePath().getParent()),
        cause);
  }

  /** A name that XML cannot hold. */
  static DiracosException unwritable(Path file, String what, String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0xFFFE) {
        shown.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        shown.append(c);
      }
    }
    return DiracosException.of(
        new Problem(
            CONTROL,
            "a name in the package " + file.getFileName() + " cannot be written in metadata",
            file.toString(),
            what + " '" + shown + "' holds a character that XML does not have",
            "take the package out of the repository, or build it without that name"));
  }

  /** Somebody wrote to a package while it was read. */
  static DiracosException changed(Path file) {
    return DiracosException.of(
        Problem.of(
            CHANGED,
            "the package " + file.getFileName() + " was changed while it was read",
            file.toString(),
            "wait until nothing else writes to the repository, then run again"));
  }

  /** A file that cannot be put into a repository under its name. */
  static DiracosException misnamed(Path file, String because) {
    return DiracosException.of(
        new Problem(
            MISNAMED,
            "the package " + file.getFileName() + " cannot be put into the repository",
            file.toString(),
            because,
            "give each file a name of its own that ends in .rpm and begins with no dot"));
  }

  /** The run was asked to stop. */
  static DiracosException interrupted(Path repository, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return DiracosException.of(
        Problem.of(
            INTERRUPTED,
            "interrupted while the metadata of a repository was made",
            repository.toString(),
            "run again; the repository is as it was"),
        cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "it is not there";
    }
    if (cause instanceof NotDirectoryException) {
      return "it is no directory";
    }
    return cause instanceof AccessDeniedException
        ? "permission denied"
        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
