package org.diracgrid.diracos.repo;

import java.io.IOException;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What is said when a repository's metadata cannot be used. */
final class MetadataProblem {

  private static final String ASK =
      "tell whoever runs the repository, or name another mirror; createrepo_c writes good metadata";

  private MetadataProblem() {}

  /** DOS-REPO-03: not XML, or not of the kind expected. */
  static DiracosException malformed(String document, long offset, String reason) {
    return DiracosException.of(
        new Problem(
            "DOS-REPO-03",
            document + " is not valid repository metadata",
            "byte " + offset,
            reason,
            ASK));
  }

  /** DOS-REPO-08: the compressed form is broken. */
  static DiracosException damaged(String document, long offset, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-REPO-08",
            document + " cannot be decompressed",
            "byte " + offset + " of its content",
            reason(cause),
            ASK),
        cause);
  }

  /** DOS-REPO-04: the list of metadata lacks the part that all else hangs on. */
  static DiracosException noPrimary(String document) {
    return DiracosException.of(
        Problem.of(
            "DOS-REPO-04",
            document + " lists no primary metadata, so no packages are known",
            "",
            "run createrepo_c on the repository, or take its address out of the configuration"));
  }

  /** DOS-REPO-09: a list of mirrors that lists none. */
  static DiracosException noMirrors(String document, String reason) {
    return DiracosException.of(
        new Problem(
            "DOS-REPO-09",
            document + " names no mirror that can be used",
            "",
            reason,
            "look at the address in a browser; a fixed \"url\" in the repository's entry works"
                + " without a list"));
  }

  /** The message of an exception, or its kind if it has none. */
  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
