package org.diracgrid.diracos.exec;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What became of a command.
 *
 * @param status its exit status, or 128 and the number of the signal that ended it, as shells have
 *     it
 * @param timedOut whether it was stopped since its time was over
 * @param output the start of its standard output, read as UTF-8
 * @param errors the start of its standard error, read as UTF-8
 * @param took how long it ran
 * @param tooMuchMemory how many bytes it used when it was stopped for using more than it may; empty
 *     if it was not
 */
public record CommandResult(
    int status,
    boolean timedOut,
    String output,
    String errors,
    Duration took,
    OptionalLong tooMuchMemory) {

  private static final int SIGNALS = 128;

  /** Of those that end a process when it is broken or stopped; the numbers are those of Linux. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(4, "SIGILL"),
          Map.entry(6, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(15, "SIGTERM"),
          Map.entry(31, "SIGSYS"));

  /** What became of a command that kept to its memory. */
  public CommandResult(int status, boolean timedOut, String output, String errors, Duration took) {
    this(status, timedOut, output, errors, took, OptionalLong.empty());
  }

  /** Whether it ended by itself, with status 0. */
  public boolean succeeded() {
    return status == 0 && !timedOut && tooMuchMemory.isEmpty();
  }

  /**
   * Its end in words: {@code status 3}, {@code signal 11 (SIGSEGV)}, {@code no end in 60 s}, {@code
   * out of memory: 2048 MiB}.
   */
  public String ending() {
    if (tooMuchMemory.isPresent()) {
      return "out of memory: " + (tooMuchMemory.getAsLong() >> 20) + " MiB";
    }
    if (timedOut) {
      return "no end in " + took.toSeconds() + " s";
    }
    String name = NAMES.get(status - SIGNALS);
    return name == null ? "status " + status : "signal " + (status - SIGNALS) + " (" + name + ")";
  }

  /** Standard output and, behind it, standard error. */
  public String said() {
    return output.isEmpty() || output.endsWith("\n") ? output + errors : output + "\n" + errors;
  }
}
