package org.diracgrid.diracos.build.executor;

/**
 * A batch system does not answer now and may later: it is restarted, busy, or the network is away.
 * Checked, since whoever asks has to try again.
 */
public final class BatchUnavailableException extends Exception {

  /**
   * What it said.
   *
   * @param message in its own words
   */
  public BatchUnavailableException(String message) {
    super(message);
  }

  /** In its own words. */
  String said() {
    return String.valueOf(getMessage());
  }
}
