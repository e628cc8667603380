package org.diracgrid.diracos.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the progress as lines of a log.
 *
 * <pre>
 * fetch packages: 120 to do
 * fetch packages: 61 of 120 (50 %), 12/s, 4.9 s left
 * fetch packages: 120 in 9.8 s (12/s), 12 from the cache
 * </pre>
 *
 * Between the first and the last line of a stage there is at most one line every five seconds. On a
 * terminal a bar takes the place of those lines: a single line that is written over ten times a
 * second.
 */
public final class LogProgress implements Progress {

  private static final long SECOND = 1_000_000_000L;
  private static final long BETWEEN_LINES = 5 * SECOND;
  private static final long BETWEEN_BARS = SECOND / 10;
  private static final int BAR_CELLS = 24;

  /** Where the lines go. */
  public interface Log {
    /** Whether lines of information go anywhere. */
    default boolean isRead() {
      return true;
    }

    /** Writes a line of information. */
    void info(String line);

    /** Writes a warning. */
    void warn(String line);
  }

  private final Log log;
  private final LongSupplier nanoTime;
  private final @Nullable Consumer<String> terminal;
  private final List<Ended> ended = new ArrayList<>();
  private final long begin;
  private long lastShown;
  private int barWidth;

  private LogProgress(Log log, LongSupplier nanoTime, @Nullable Consumer<String> terminal) {
    this.log = log;
    this.nanoTime = nanoTime;
    this.terminal = terminal;
    this.begin = nanoTime.getAsLong();
  }

  /** Progress for a file or a batch run: lines only. */
  public static LogProgress lines(Log log, LongSupplier nanoTime) {
    return new LogProgress(log, nanoTime, null);
  }

  /**
   * Progress for somebody who watches.
   *
   * @param terminal writes what it gets to the terminal at once, without a newline
   */
  public static LogProgress live(Log log, LongSupplier nanoTime, Consumer<String> terminal) {
    return new LogProgress(log, nanoTime, terminal);
  }

  @Override
  public synchronized Stage stage(String name, long total, Unit unit) {
    if (!log.isRead()) {
      return Progress.silent().stage(name, total, unit);
    }
    line(total < 0 ? name : name + ": " + Amounts.of(total, unit) + " to do");
    long now = nanoTime.getAsLong();
    lastShown = now;
    return new LogStage(name, total, unit, now);
  }

  @Override
  public boolean isRead() {
    return log.isRead();
  }

  @Override
  public synchronized void info(String line) {
    line(line);
  }

  @Override
  public synchronized void warn(String line) {
    wipe();
    log.warn(line);
  }

  /** Prints what each stage took, in the order in which they ended, and the whole. */
  public synchronized void summary() {
    if (ended.isEmpty()) {
      return;
    }
    long whole = nanoTime.getAsLong() - begin;
    int width = ended.stream().mapToInt(stage -> stage.name.length()).max().orElse(0);
    width = Math.max(width, "all".length());
    line("how long it took:");
    for (Ended stage : ended) {
      row(width, stage.name, stage.nanos, whole, stage.done);
    }
    row(width, "all", whole, whole, "");
  }

  private void row(int width, String name, long nanos, long whole, String done) {
    double share = whole == 0 ? 0 : 100.0 * nanos / whole;
    String format = "  %-" + width + "s  %12s  %3.0f %%  %s";
    line(
        String.format(Locale.ROOT, format, name, Amounts.duration(nanos), share, done)
            .stripTrailing());
  }

  private void line(String text) {
    wipe();
    log.info(text);
  }

  private void show(LogStage stage, long now) {
    long between = terminal == null ? BETWEEN_LINES : BETWEEN_BARS;
    if (now - lastShown < between) {
      return;
    }
    lastShown = now;
    String text = stage.text(now);
    if (terminal == null) {
      log.info(text);
      return;
    }
    String bar = stage.bar() + text;
    String rest = " ".repeat(Math.max(0, barWidth - bar.length()));
    barWidth = bar.length();
    terminal.accept("\r" + bar + rest);
  }

  private void wipe() {
    if (terminal != null && barWidth > 0) {
      terminal.accept("\r" + " ".repeat(barWidth) + "\r");
      barWidth = 0;
    }
  }

  private record Ended(String name, long nanos, String done) {}

  /** Its state is guarded by the progress it belongs to. */
  private final class LogStage implements Stage {
    private final String name;
    private final long total;
    private final Unit unit;
    private final long start;
    private final List<String> remarks = new ArrayList<>();
    private long done;
    private boolean open = true;

    LogStage(String name, long total, Unit unit, long start) {
      this.name = name;
      this.total = total;
      this.unit = unit;
      this.start = start;
    }

    @Override
    public void advance(long units) {
      synchronized (LogProgress.this) {
        done += units;
        if (open) {
          show(this, nanoTime.getAsLong());
        }
      }
    }

    @Override
    public void remark(String text) {
      synchronized (LogProgress.this) {
        remarks.add(text);
      }
    }

    @Override
    public void close() {
      synchronized (LogProgress.this) {
        if (!open) {
          return;
        }
        open = false;
        long nanos = nanoTime.getAsLong() - start;
        String count = total > done ? of() : Amounts.of(done, unit);
        String rate = Amounts.rate(done, nanos, unit);
        StringBuilder text = new StringBuilder(name).append(": ");
        if (done > 0 || total >= 0) {
          text.append(count).append(" in ");
        }
        text.append(Amounts.duration(nanos));
        if (!rate.isEmpty()) {
          text.append(" (").append(rate).append(')');
        }
        remarks.forEach(remark -> text.append(", ").append(remark));
        line(text.toString());
        ended.add(new Ended(name, nanos, done > 0 ? count : ""));
      }
    }

    private String of() {
      return Amounts.of(done, unit) + " of " + Amounts.of(total, unit);
    }

    /** How far it is, how fast, and what is left. */
    String text(long now) {
      String rate = Amounts.rate(done, now - start, unit);
      String speed = rate.isEmpty() ? "" : ", " + rate;
      if (total <= 0 || done > total) {
        return name + ": " + Amounts.of(done, unit) + speed;
      }
      String left = done == 0 ? "" : ", " + Amounts.duration(left(now)) + " left";
      return name + ": " + of() + " (" + 100 * done / total + " %)" + speed + left;
    }

    private long left(long now) {
      return (long) ((now - start) * ((double) (total - done) / done));
    }

    String bar() {
      if (total <= 0 || done > total) {
        return "";
      }
      int full = (int) (BAR_CELLS * (double) done / total);
      return "[" + "=".repeat(full) + " ".repeat(BAR_CELLS - full) + "] ";
    }
  }
}
