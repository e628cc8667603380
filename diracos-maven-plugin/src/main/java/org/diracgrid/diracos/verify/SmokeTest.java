package org.diracgrid.diracos.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A command of the bundle that has to work from wherever it is unpacked.
 *
 * @param name as reports call it
 * @param words a program of the bundle and its arguments; if {@code shell}, one text for {@code sh}
 * @param statuses the exit statuses that are right
 * @param output what standard output and standard error together must hold
 * @param limit how long it may take
 */
public record SmokeTest(
    String name,
    List<String> words,
    boolean shell,
    SortedSet<Integer> statuses,
    Optional<Pattern> output,
    Duration limit) {

  private static final Duration USUAL_LIMIT = Duration.ofMinutes(2);

  /**
   * A text of usage, from a program that came that far: neither the loader nor the interpreter
   * speaks of a module or library that it misses.
   */
  private static final Pattern USAGE =
      Pattern.compile(
          "(?is)\\A(?!.*(?:error while loading shared libraries|traceback \\(most recent call|"
              + "can't locate \\S+ in @inc))"
              + ".*\\b(?:usage|options?|help|commands?|syntax|synopsis)\\b");

  /** Copies. */
  public SmokeTest {
    words = List.copyOf(words);
    statuses = Collections.unmodifiableSortedSet(new TreeSet<>(statuses));
    if (words.isEmpty() || words.get(0).isBlank() || (shell && words.size() > 1)) {
      throw new IllegalArgumentException("the smoke test " + name + " has no command");
    }
    if (statuses.isEmpty()) {
      throw new IllegalArgumentException("the smoke test " + name + " has no status");
    }
  }

  /** A text that the shell runs once it sourced {@code diracosrc}; it has to end with 0. */
  public static SmokeTest shell(String text) {
    return new SmokeTest(text, List.of(text), true, zero(), Optional.empty(), USUAL_LIMIT);
  }

  /**
   * A program with its arguments; it has to end with 0. It fails where the program that PATH leads
   * to is not in the bundle, so that no program of the host passes for it.
   */
  public static SmokeTest program(List<String> words) {
    return new SmokeTest(
        String.join(" ", words), words, false, zero(), Optional.empty(), USUAL_LIMIT);
  }

  /** DIRACOS v1's check that Python modules can be imported; a test for each. */
  public static List<SmokeTest> imports(List<String> modules) {
    List<SmokeTest> tests = new ArrayList<>();
    for (String module : modules) {
      if (!module.matches("\\w+(\\.\\w+)*")) {
        throw new IllegalArgumentException("'" + module + "' is no name of a Python module");
      }
      tests.add(program(List.of("python3", "-c", "import " + module)).named("import " + module));
    }
    return tests;
  }

  /**
   * DIRACOS v1's check that commands print their help; a test for each. Some end with 1 or 2 after
   * it, or with 255 as ssh does, so that the text counts, not the status.
   */
  public static List<SmokeTest> help(List<String> commands) {
    return commands.stream()
        .map(
            command ->
                new SmokeTest(
                    command + " --help",
                    List.of(command, "--help"),
                    false,
                    new TreeSet<>(List.of(0, 1, 2, 255)),
                    Optional.of(USAGE),
                    USUAL_LIMIT))
        .toList();
  }

  private static SortedSet<Integer> zero() {
    return new TreeSet<>(List.of(0));
  }

  /** The same under another name. */
  public SmokeTest named(String other) {
    return new SmokeTest(other, words, shell, statuses, output, limit);
  }

  /** The same that has to end with that status. */
  public SmokeTest withStatus(int status) {
    return new SmokeTest(name, words, shell, new TreeSet<>(List.of(status)), output, limit);
  }

  /** The same whose output must hold that pattern. */
  public SmokeTest withOutput(Pattern pattern) {
    return new SmokeTest(name, words, shell, statuses, Optional.of(pattern), limit);
  }

  /** The same that may take that long. */
  public SmokeTest withLimit(Duration time) {
    return new SmokeTest(name, words, shell, statuses, output, time);
  }
}
