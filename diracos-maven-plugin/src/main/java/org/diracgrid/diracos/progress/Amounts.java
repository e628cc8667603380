package org.diracgrid.diracos.progress;

import java.util.Locale;

/** How quantities are written, the same in every locale. */
public final class Amounts {

  private static final String[] PREFIXES = {"KiB", "MiB", "GiB", "TiB"};
  private static final long SECOND = 1_000_000_000L;

  private Amounts() {}

  /** Bytes with a binary prefix: {@code 512 B}, {@code 1.5 KiB}, {@code 388.0 MiB}. */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes / 1024.0;
    int prefix = 0;
    while (value >= 1023.95 && prefix < PREFIXES.length - 1) {
      value /= 1024;
      prefix++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, PREFIXES[prefix]);
  }

  /** A duration: {@code 0.4 s}, {@code 12.0 s}, {@code 2 min 05 s}, {@code 1 h 02 min}. */
  public static String duration(long nanos) {
    if (nanos < 59_950_000_000L) {
      return String.format(Locale.ROOT, "%.1f s", nanos / (double) SECOND);
    }
    long seconds = (nanos + SECOND / 2) / SECOND;
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds % 3600 / 60);
  }

  /** So many units. */
  static String of(long count, Unit unit) {
    return unit == Unit.BYTES ? bytes(count) : Long.toString(count);
  }

  /** So many units in that time: {@code 110.2 MiB/s}, {@code 41/s}; empty if there was no time. */
  static String rate(long count, long nanos, Unit unit) {
    if (nanos < SECOND / 1000 || count == 0) {
      return "";
    }
    double perSecond = count * (double) SECOND / nanos;
    return unit == Unit.BYTES
        ? bytes((long) perSecond) + "/s"
        : String.format(Locale.ROOT, perSecond < 10 ? "%.1f/s" : "%.0f/s", perSecond);
  }
}
