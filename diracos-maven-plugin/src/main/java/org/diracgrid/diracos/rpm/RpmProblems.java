package org.diracgrid.diracos.rpm;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** The failures of this package, each with file and byte offset. */
final class RpmProblems {

  /** Not a package, or of a version that is not known. */
  static final String NOT_RPM = "DOS-RPM-01";

  /** The file or its archive ends too early. */
  static final String TRUNCATED = "DOS-RPM-02";

  /** The structure of a header is broken. */
  static final String HEADER = "DOS-RPM-03";

  /** A tag is absent, of another type or contradicts another. */
  static final String TAG = "DOS-RPM-04";

  /** A digest of the header does not match. */
  static final String HEADER_DIGEST = "DOS-RPM-05";

  /** The payload cannot be decompressed. */
  static final String COMPRESSION = "DOS-RPM-06";

  /** The archive is malformed. */
  static final String ARCHIVE = "DOS-RPM-07";

  /** Archive and header contradict each other. */
  static final String MISMATCH = "DOS-RPM-08";

  /** Size or digest of the payload do not match. */
  static final String PAYLOAD_DIGEST = "DOS-RPM-09";

  /** Digest of a file does not match. */
  static final String FILE_DIGEST = "DOS-RPM-10";

  /** The file cannot be read. */
  static final String UNREADABLE = "DOS-RPM-11";

  /** Something follows the payload. */
  static final String TRAILING = "DOS-RPM-12";

  private static final String AGAIN =
      "download it again; if that does not help, report it to the repository that ships it";

  private RpmProblems() {}

  static DiracosException at(String code, Path file, long offset, String what) {
    return at(code, file, offset, what, "");
  }

  static DiracosException at(String code, Path file, long offset, String what, String because) {
    return DiracosException.of(problem(code, file, offset, what, because));
  }

  static DiracosException at(String code, Path file, long offset, String what, Throwable cause) {
    String message = cause.getMessage();
    String because = message == null ? cause.getClass().getSimpleName() : message;
    return DiracosException.of(problem(code, file, offset, what, because), cause);
  }

  private static Problem problem(String code, Path file, long offset, String what, String because) {
    return new Problem(code, what, file + " at byte " + offset, because, AGAIN);
  }

  static DiracosException unreadable(Path file, IOException cause) {
    String reason =
        cause instanceof NoSuchFileException
            ? "there is no such file"
            : cause instanceof AccessDeniedException
                ? "permission denied"
                : String.valueOf(cause.getMessage());
    return DiracosException.of(
        new Problem(
            UNREADABLE,
            "cannot read the package " + file.getFileName(),
            file.toString(),
            reason,
            "check that the file is there and readable, then run again"),
        cause);
  }
}
