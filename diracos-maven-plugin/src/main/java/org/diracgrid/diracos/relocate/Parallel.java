package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Runs one action for each index on several threads; the first failure ends it and is thrown. */
final class Parallel {

  private Parallel() {}

  private static <T> T get(Future<T> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  static void forEach(int threads, int count, IntConsumer action) {
    int workers = Math.min(threads, count);
    if (workers <= 1) {
      for (int i = 0; i < count; i++) {
        action.accept(i);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        running.add(
            pool.submit(
                () -> {
                  try {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                      action.accept(i);
                    }
                  } finally {
                    // After a failure nobody starts another; after the end it changes nothing.
                    next.set(count);
                  }
                }));
      }
      running.forEach(Parallel::get);
    } finally {
      next.set(count);
      pool.shutdownNow();
    }
  }
}
