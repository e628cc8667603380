package org.diracgrid.diracos.repodata;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Runs one action for each of some numbers on several threads; the first failure ends it. */
final class Workers {

  private Workers() {}

  static void forEach(int threads, int count, IntConsumer action) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    Runnable worker =
        () -> {
          try {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
              action.accept(i);
            }
          } finally {
            // After a failure nobody begins another; at the end it changes nothing.
            next.set(count);
          }
        };
    int helpers = Math.min(threads, count) - 1;
    if (helpers <= 0) {
      worker.run();
      return;
    }
    ExecutorService pool = Executors.newFixedThreadPool(helpers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < helpers; i++) {
        running.add(pool.submit(worker));
      }
      worker.run();
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      // What is under way ends first: nobody is to write once the caller goes on.
      next.set(count);
      pool.shutdown();
      end(pool);
    }
  }

  private static void end(ExecutorService pool) throws InterruptedException {
    boolean ended = false;
    while (!ended) {
      ended = pool.awaitTermination(1, TimeUnit.MINUTES);
    }
  }
}
