package org.diracgrid.diracos.repo;

import java.io.IOException;
import java.time.Duration;

/** Why one address did not give a file; the fetcher decides what to do about it. */
final class FailedAttempt extends IOException {

  private static final long serialVersionUID = 1L;

  /** What it means for trying on. */
  enum Kind {
    /** Trying again may help. */
    PASSING,
    /** The host did not answer: nothing else there will either. */
    UNREACHABLE,
    /** It is not there, or not for us. */
    REFUSED,
    /** It is there and is something else. */
    WRONG,
    /** It is there and is too short or too long. */
    SIZE
  }

  private final Kind kind;
  private final transient Duration retryAfter;
  private final boolean absent;

  FailedAttempt(Kind kind, String message) {
    this(kind, message, Duration.ZERO);
  }

  FailedAttempt(Kind kind, String message, Duration retryAfter) {
    this(kind, message, retryAfter, false);
  }

  private FailedAttempt(Kind kind, String message, Duration retryAfter, boolean absent) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.absent = absent;
  }

  /** {@link Kind#REFUSED} since there is no such file. */
  static FailedAttempt absent(String message) {
    return new FailedAttempt(Kind.REFUSED, message, Duration.ZERO, true);
  }

  Kind kind() {
    return kind;
  }

  /** Whether the address answered that there is no such file. */
  boolean isAbsent() {
    return absent;
  }

  /** What the server asked to wait; zero if it did not. */
  Duration retryAfter() {
    return retryAfter;
  }
}
