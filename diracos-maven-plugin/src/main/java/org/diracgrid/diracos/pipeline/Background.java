package org.diracgrid.diracos.pipeline;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** One piece of work on a thread of its own, beside what the run does. */
final class Background {

  private final FutureTask<Boolean> task;

  private Background(FutureTask<Boolean> task) {
    this.task = task;
  }

  static Background start(Runnable work) {
    FutureTask<Boolean> task = new FutureTask<>(work, true);
    Thread thread = new Thread(task, "diracos-background");
    thread.setDaemon(true);
    thread.start();
    return new Background(task);
  }

  /** Waits for the end; what the work threw is thrown here. */
  void await() {
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DiracosException.of(
          Problem.of("DOS-IO-03", "the run was interrupted", "", "run the build again"), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
