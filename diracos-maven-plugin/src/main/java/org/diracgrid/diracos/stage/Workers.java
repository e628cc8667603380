package org.diracgrid.diracos.stage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** A pool of threads for one job. After a failure nothing new is begun; all problems are told. */
final class Workers implements AutoCloseable {

  private final ExecutorService pool;

  private Workers(ExecutorService pool) {
    this.pool = pool;
  }

  static Workers start(int threads, String name) {
    AtomicInteger number = new AtomicInteger();
    return new Workers(
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "diracos-" + name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            }));
  }

  /** Applies {@code job} to each item; results are in the order of the items. */
  <T, R> List<R> map(List<T> items, Function<T, R> job) {
    AtomicBoolean failed = new AtomicBoolean();
    List<Future<List<R>>> futures = new ArrayList<>();
    for (T item : items) {
      futures.add(
          pool.submit(
              () -> {
                if (failed.get()) {
                  return List.of();
                }
                try {
                  return List.of(job.apply(item));
                } catch (RuntimeException | Error e) {
                  failed.set(true);
                  throw e;
                }
              }));
    }
    List<R> results = new ArrayList<>();
    List<DiracosException> failures = new ArrayList<>();
    for (Future<List<R>> future : futures) {
      try {
        results.addAll(future.get());
      } catch (ExecutionException e) {
        failures.add(asDiracos(e.getCause() == null ? e : e.getCause()));
      } catch (InterruptedException e) {
        failed.set(true);
        throw interrupted(e);
      }
    }
    if (!failures.isEmpty()) {
      throw join(failures);
    }
    return results;
  }

  private static DiracosException asDiracos(Throwable cause) {
    if (cause instanceof DiracosException known) {
      return known;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return DiracosException.internal(
        Problem.of(
            "DOS-STAGE-10",
            "extraction failed: " + cause,
            "",
            "report this with the stack trace (mvn -e)"),
        cause);
  }

  private static DiracosException join(List<DiracosException> failures) {
    if (failures.size() == 1) {
      return failures.get(0);
    }
    return DiracosException.of(
        failures.stream()
            .flatMap(failure -> failure.problems().stream())
            .sorted(Comparator.comparing(Problem::where).thenComparing(Problem::toString))
            .toList());
  }

  private static DiracosException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return DiracosException.of(
        Problem.of(
            StageProblems.INTERRUPTED, "extraction was interrupted", "", "run the build again"),
        cause);
  }

  /** Stops what is under way and waits for it, so that nobody writes after the caller goes on. */
  @Override
  public void close() {
    pool.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      while (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
        interrupted |= Thread.interrupted();
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
