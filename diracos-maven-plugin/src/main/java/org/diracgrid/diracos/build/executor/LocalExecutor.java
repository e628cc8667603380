package org.diracgrid.diracos.build.executor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.Executor;
import org.diracgrid.diracos.digest.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Has jobs done by threads of this process, in the order in which they came; one that does not fit
 * into the memory that is left holds up those behind it, so that none waits for ever.
 *
 * <p>A job that an earlier run finished, with the same inputs, is not done again.
 */
public final class LocalExecutor implements Executor {

  private final BuilderFactory builders;
  private final Room room;
  private final int slots;
  private final Deque<BuildJob> waiting = new ArrayDeque<>();
  private final Deque<End> ended = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private int running;
  private long memory;
  private boolean closed;

  private record End(BuildJob job, BuildOutcome outcome, @Nullable Throwable failure) {}

  /**
   * An executor.
   *
   * @param builders safe for use by several threads, as are those that it makes
   * @param room of this machine
   * @param slots how many jobs run at once; see {@link Room#slots}
   */
  public LocalExecutor(BuilderFactory builders, Room room, int slots) {
    this.builders = builders;
    this.room = room;
    this.slots = slots;
    if (slots < 1) {
      throw new IllegalArgumentException(slots + " slots");
    }
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public synchronized void submit(BuildJob job) {
    if (closed) {
      throw new IllegalStateException("the executor is closed");
    }
    waiting.add(job);
    start();
  }

  /** Starts what there is room for. */
  private void start() {
    while (!closed
        && running < slots
        && !waiting.isEmpty()
        && room.fits(waiting.getFirst().settings(), memory)) {
      BuildJob job = waiting.removeFirst();
      running++;
      memory += Room.memory(job.settings());
      Thread thread = new Thread(() -> run(job), "diracos-build-" + job.id());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void run(BuildJob job) {
    End end;
    try {
      end = new End(job, build(job), null);
    } catch (RuntimeException | Error e) {
      end = new End(job, BuildOutcome.cancelled(new TreeMap<>()), e);
    }
    synchronized (this) {
      running--;
      memory -= Room.memory(job.settings());
      threads.remove(Thread.currentThread());
      ended.add(end);
      start();
      notifyAll();
    }
  }

  private BuildOutcome build(BuildJob job) {
    JobDirectory directory = new JobDirectory(job);
    Checksum inputs = JobInputs.of(job);
    return directory
        .finishedBefore(inputs)
        .orElseGet(
            () -> {
              int attempt = directory.begin(inputs);
              return new JobRun(directory, attempt).run(builders.of(job));
            });
  }

  @Override
  public synchronized Finished next() {
    if (ended.isEmpty() && running == 0 && waiting.isEmpty()) {
      throw new IllegalStateException("no job is under way");
    }
    try {
      while (ended.isEmpty()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Interruption.of(e);
    }
    End end = ended.removeFirst();
    if (end.failure() instanceof Error error) {
      throw error;
    }
    if (end.failure() instanceof RuntimeException failure) {
      throw failure;
    }
    return new Finished(end.job(), end.outcome());
  }

  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    List<Thread> left;
    synchronized (this) {
      closed = true;
      waiting.clear();
      left = List.copyOf(threads);
      left.forEach(Thread::interrupt);
    }
    for (Thread thread : left) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          // What it waits for was told to end.
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
