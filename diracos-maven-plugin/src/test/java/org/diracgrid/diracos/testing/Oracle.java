package org.diracgrid.diracos.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A tool of the machine whose word a test takes for the truth.
 *
 * <p>Where the tool is missing, {@link Oracles#require} has the word.
 */
public final class Oracle {

  private final Path tool;

  private Oracle(Path tool) {
    this.tool = tool;
  }

  /** The tool {@code name} of the search path; skips or fails the test if it is not there. */
  public static Oracle of(String name) {
    Oracles.require(name);
    for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path tool = Path.of(directory, name);
      if (Files.isExecutable(tool)) {
        return new Oracle(tool);
      }
    }
    throw new AssertionError("not reached");
  }

  /** What the tool prints on both streams; fails unless it ends with 0. */
  public String run(List<String> arguments) throws IOException, InterruptedException {
    return run(Map.of(), arguments);
  }

  /** What the tool prints on both streams; fails unless it ends with 0. */
  public String run(Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(command + " failed:\n" + output);
    }
    return output;
  }
}
