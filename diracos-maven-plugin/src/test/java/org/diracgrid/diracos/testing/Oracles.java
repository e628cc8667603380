package org.diracgrid.diracos.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What tests against real tools need: the tools, and the fixture repository. Where one is absent
 * the test is skipped, loudly; with {@code CI=true} or {@code -Ddiracos.oracles=required} it fails.
 */
public final class Oracles {

  private Oracles() {}

  /** Skips or fails unless all the programs are on the PATH. */
  public static void require(String... programs) {
    for (String program : programs) {
      boolean found =
          Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
              .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
      missingUnless(found, "the program " + program + " is not installed");
    }
  }

  /**
   * A program that is named by a property, or of the PATH. Skips, aloud, if it is not there: for
   * programs that a machine for tests cannot be asked to have, since its distribution has none.
   *
   * @param property {@code -Ddiracos.mock=…}
   */
  public static Path program(String property, String name) {
    Optional<Path> program =
        Stream.concat(
                Stream.ofNullable(System.getProperty(property)).map(Path::of),
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                    .map(directory -> Path.of(directory, name)))
            .filter(Files::isExecutable)
            .findFirst();
    if (program.isEmpty()) {
      String message =
          "ORACLE TEST NOT RUN: the program " + name + " is not here (or set -D" + property + ")";
      System.err.println(message);
      Assumptions.abort(message);
    }
    return program.orElseThrow();
  }

  /** The fixture repository; skips or fails if there is none. */
  public static Path fixtureRepository() {
    Path repo = Path.of(System.getProperty("diracos.fixture", "no-fixture"), "repo");
    missingUnless(
        Files.isDirectory(repo),
        "no fixture repository at " + repo + " (set -Ddiracos.fixture=<directory holding repo/>)");
    return repo;
  }

  /**
   * The repository of the fixture distribution that can build packages; skips or fails if there is
   * none.
   */
  public static Path buildRepository() {
    Path repo = Path.of(System.getProperty("diracos.fixture-build", "no-fixture"), "repo");
    missingUnless(
        Files.isDirectory(repo),
        "no fixture that can build at "
            + repo
            + " (set -Ddiracos.fixture-build=<directory holding repo/>)");
    return repo.toAbsolutePath();
  }

  /** The directory of upstream sources that can be built there; skips or fails if there is none. */
  public static Path rebuildSources() {
    Path sources = Path.of(System.getProperty("diracos.rebuild-sources", "no-sources"));
    missingUnless(
        Files.isRegularFile(sources.resolve("sources.json")),
        "no upstream sources at "
            + sources
            + " (set -Ddiracos.rebuild-sources=<directory made by it/rebuild/make-sources.py>)");
    return sources.toAbsolutePath();
  }

  /** The packages of the fixture repository; skips or fails if there are none. */
  public static List<Path> fixturePackages() {
    Path repo = fixtureRepository();
    try (Stream<Path> files = Files.walk(repo)) {
      return files
          .filter(file -> file.toString().endsWith(".rpm") && !file.toString().endsWith(".src.rpm"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void missingUnless(boolean found, String what) {
    if (found) {
      return;
    }
    String message = "ORACLE TEST NOT RUN: " + what;
    System.err.println(message);
    boolean required =
        "true".equals(System.getenv("CI"))
            || "required".equals(System.getProperty("diracos.oracles"));
    if (required) {
      Assertions.fail(message);
    }
    Assumptions.abort(message);
  }

  /** Runs a shell script in a directory and gives what it wrote; fails unless it ends with 0. */
  public static byte[] bash(Path directory, String script, String... arguments) {
    try {
      Path out = Files.createTempFile("oracle", ".out");
      Path err = Files.createTempFile("oracle", ".err");
      List<String> command =
          Stream.concat(
                  Stream.of("bash", "-euo", "pipefail", "-c", script, "bash"), Stream.of(arguments))
              .toList();
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      byte[] output = Files.readAllBytes(out);
      String errors = Files.readString(err, StandardCharsets.ISO_8859_1);
      Files.delete(out);
      Files.delete(err);
      Assertions.assertTrue(ended, script + " does not end");
      Assertions.assertEquals(0, process.exitValue(), script + "\n" + errors);
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
