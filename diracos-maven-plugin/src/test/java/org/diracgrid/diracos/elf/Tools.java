package org.diracgrid.diracos.elf;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs of the machine that tests compare with. One that is absent is said aloud and skips the
 * test; under CI, or with {@code -Ddiracos.oracles=required}, it fails the test.
 */
public final class Tools {

  private Tools() {}

  /** What a program printed and how it ended. */
  public record Outcome(int status, String output) {}

  /** Skips or fails the calling test unless all of these are in PATH. */
  public static void require(String... names) {
    for (String name : names) {
      if (!exists(name)) {
        missing(name + " is not installed");
      }
    }
  }

  /** Skips the calling test, or fails it where oracles are required. */
  public static void missing(String what) {
    System.err.println("ORACLE ABSENT: " + what);
    if ("true".equals(System.getenv("CI"))
        || "required".equals(System.getProperty("diracos.oracles"))) {
      throw new AssertionError(what + ", and oracles are required");
    }
    abort(what);
  }

  /** True if a program is in PATH. */
  public static boolean exists(String name) {
    for (String directory : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, name))) {
        return true;
      }
    }
    return false;
  }

  /** Where a program of PATH lies; it must be there. */
  public static String path(String name) {
    for (String directory : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, name))) {
        return Path.of(directory, name).toString();
      }
    }
    throw new AssertionError(name + " is not installed");
  }

  /** Runs a program with an environment of its own. */
  public static Outcome run(Path directory, Map<String, String> environment, List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.directory(directory.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " does not end");
      }
      return new Outcome(process.exitValue(), output);
    } catch (IOException e) {
      return new Outcome(-1, e.toString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a program that must succeed; returns what it printed. */
  public static String check(Path directory, String... command) {
    Outcome outcome =
        run(
            directory,
            Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C", "HOME", directory.toString()),
            List.of(command));
    if (outcome.status != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + outcome);
    }
    return outcome.output;
  }
}
