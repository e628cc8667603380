package org.diracgrid.diracos.build.executor;

import java.time.Duration;

/** Time as an executor sees it. */
interface Pause {

  /** Time that has passed since some moment, the same for all calls. */
  Duration now();

  /** Waits. */
  void sleep(Duration time) throws InterruptedException;

  /** The real one. */
  static Pause real() {
    return new Pause() {
      @Override
      public Duration now() {
        return Duration.ofNanos(System.nanoTime());
      }

      @Override
      public void sleep(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
      }
    };
  }
}
