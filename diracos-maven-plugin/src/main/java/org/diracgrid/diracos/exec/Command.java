package org.diracgrid.diracos.exec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
 * @param limit how long it may take; it is stopped then, with all that it started
 * @param bound how many bytes of standard output, and of standard error, are kept; what comes after
 *     them is read and thrown away
 */
public record Command(
    List<String> words,
    Path directory,
    SortedMap<String, String> environment,
    String input,
    Duration limit,
    int bound) {

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
    return new Command(words, directory, new TreeMap<>(environment), "", USUAL_LIMIT, USUAL_BOUND);
  }

  /** The same with that input. */
  public Command withInput(String text) {
    return new Command(words, directory, environment, text, limit, bound);
  }

  /** The same with that limit. */
  public Command withLimit(Duration time) {
    return new Command(words, directory, environment, input, time, bound);
  }

  /** The same of which that many bytes are kept. */
  public Command withBound(int bytes) {
    return new Command(words, directory, environment, input, limit, bytes);
  }
}
