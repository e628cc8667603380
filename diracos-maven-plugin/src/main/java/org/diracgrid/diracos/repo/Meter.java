package org.diracgrid.diracos.repo;

import org.diracgrid.diracos.progress.Stage;

/** Counts the bytes of one file for a stage; what is fetched a second time counts once. */
final class Meter {

  private final Stage stage;
  private long reported;

  Meter(Stage stage) {
    this.stage = stage;
  }

  /** So many bytes of the file are here. */
  void at(long bytes) {
    if (bytes > reported) {
      stage.advance(bytes - reported);
      reported = bytes;
    }
  }
}
