package org.diracgrid.diracos.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import org.diracgrid.diracos.exec.Beside;

/**
 * Reports that are written while the run goes on. What a stage notes as finished is noted when its
 * reports are there.
 */
final class Deferred {

  private final Deque<Runnable> endings = new ArrayDeque<>();

  /**
   * Begins {@code work} on another thread.
   *
   * @param afterwards done by {@link #settle}, on its thread, once the work is
   */
  void begin(Runnable work, Runnable afterwards) {
    Beside<Boolean> background = Beside.run(work);
    endings.add(
        () -> {
          background.get();
          afterwards.run();
        });
  }

  /** Waits for all that was begun; what failed is thrown here. */
  void settle() {
    while (!endings.isEmpty()) {
      endings.remove().run();
    }
  }
}
