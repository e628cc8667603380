package org.diracgrid.diracos.exec;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * One piece of work on a thread of its own, beside what the caller does meanwhile.
 *
 * @param <T> what comes of it
 */
public final class Beside<T> {

  private final FutureTask<T> task;

  private Beside(FutureTask<T> task) {
    this.task = task;
  }

  /** Starts {@code work}; it does not keep the JVM alive. */
  public static <T> Beside<T> start(Callable<T> work) {
    return start(
        work,
        task -> {
          Thread thread = new Thread(task, "diracos-beside");
          thread.setDaemon(true);
          thread.start();
        });
  }

  /** Has {@code work} done by whoever takes it, whom it does not tell if it fails. */
  public static <T> Beside<T> start(Callable<T> work, Consumer<Runnable> taker) {
    FutureTask<T> task = new FutureTask<>(work);
    taker.accept(task);
    return new Beside<>(task);
  }

  /** Starts {@code work} that has no result. */
  public static Beside<Boolean> run(Runnable work) {
    return start(
        () -> {
          work.run();
          return true;
        });
  }

  /**
   * What came of it, waited for; what the work threw is thrown here.
   *
   * @throws DiracosException DOS-IO-03 if the thread is interrupted while it waits
   */
  public T get() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DiracosException.of(
          Problem.of("DOS-IO-03", "the run was interrupted", "", "run the build again"), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
