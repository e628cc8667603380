package org.diracgrid.diracos.exec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A program to run, with everything that it gets.
 *
 * @param words the program and its arguments; a program without a slash is looked up in the {@code
 *     PATH} of {@code environment}, another from {@code directory} on
 * @param directory where it starts
 * @param environment all of its variables
 * @param input what it reads from its standard input, as UTF-8; then comes the end of the file
 * @param dialogue what is said to it instead, while it runs, and hears what it says
 * @param limit how long it may take; it is stopped then, with all that it started
 * @param bound how many bytes of standard output, and of standard error, are kept; what comes after
 *     them is read and thrown away
 * @param log file that gets all that it says, on both outputs and in order, appended while it is
 *     said; nothing of it is kept in memory then, and the result has no output
 * @param memory how many bytes it may use with all that it started; it is stopped beyond that.
 *     Looked at several times a second, so that a short peak may pass; empty: as many as there are
 */
public record Command(
    List<String> words,
    Path directory,
    SortedMap<String, String> environment,
    String input,
    Optional<Dialogue> dialogue,
    Duration limit,
    int bound,
    Optional<Path> log,
    OptionalLong memory) {

  private static final Duration USUAL_LIMIT = Duration.ofMinutes(10);
  private static final int USUAL_BOUND = 1 << 20;

  /** Copies. */
  public Command {
    words = List.copyOf(words);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    if (words.isEmpty() || words.get(0).isEmpty()) {
      throw new IllegalArgumentException("a command without a program");
    }
    if (limit.isNegative() || limit.isZero() || bound < 0) {
      throw new IllegalArgumentException("a command without time or room");
    }
  }

  /** A command without input that may take ten minutes and say a MiB. */
  public static Command of(List<String> words, Path directory, Map<String, String> environment) {
    return new Command(
        words,
        directory,
        new TreeMap<>(environment),
        "",
        Optional.empty(),
        USUAL_LIMIT,
        USUAL_BOUND,
        Optional.empty(),
        OptionalLong.empty());
  }

  /** The same with that input. */
  public Command withInput(String text) {
    return new Command(
        words, directory, environment, text, Optional.empty(), limit, bound, log, memory);
  }

  /** The same that is talked with; its output has to be kept, not logged. */
  public Command withDialogue(Dialogue talk) {
    return new Command(
        words, directory, environment, "", Optional.of(talk), limit, bound, log, memory);
  }

  /** The same with that limit. */
  public Command withLimit(Duration time) {
    return new Command(words, directory, environment, input, dialogue, time, bound, log, memory);
  }

  /** The same of which that many bytes are kept. */
  public Command withBound(int bytes) {
    return new Command(words, directory, environment, input, dialogue, limit, bytes, log, memory);
  }

  /** The same that says all into that file. */
  public Command withLog(Path file) {
    return new Command(
        words, directory, environment, input, dialogue, limit, bound, Optional.of(file), memory);
  }

  /** The same that may use that many bytes of memory. */
  public Command withMemory(OptionalLong bytes) {
    return new Command(words, directory, environment, input, dialogue, limit, bound, log, bytes);
  }
}
