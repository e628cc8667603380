package org.diracgrid.diracos.repo;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends transfers that stand still: the HTTP client waits for a body for ever. */
final class Watchdog implements AutoCloseable {

  private final Duration patience;
  private final ScheduledExecutorService timer;

  Watchdog(Duration patience) {
    this.patience = patience;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "diracos-watchdog");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The same stream, which fails when nothing came through it for as long as we have patience. */
  InputStream guard(InputStream in) {
    return new Guarded(in);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private final class Guarded extends FilterInputStream {
    private final ScheduledFuture<?> check;
    private volatile long reads;
    private long seen = -1;
    private volatile boolean stalled;

    Guarded(InputStream in) {
      super(in);
      long period = patience.toNanos();
      check = timer.scheduleAtFixedRate(this::check, period, period, TimeUnit.NANOSECONDS);
    }

    private void check() {
      if (seen == reads) {
        stalled = true;
        try {
          in.close();
        } catch (IOException e) {
          // The reader hears of the stall; that closing failed adds nothing.
        }
      }
      seen = reads;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one reader, and the timer only looks
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n;
      try {
        n = super.read(buffer, offset, length);
      } catch (IOException e) {
        throw stalled ? stall() : e;
      }
      if (stalled) {
        throw stall();
      }
      reads++;
      return n;
    }

    private IOException stall() {
      return new IOException("nothing came for " + patience.toSeconds() + " s");
    }

    @Override
    public void close() throws IOException {
      check.cancel(false);
      super.close();
    }
  }
}
