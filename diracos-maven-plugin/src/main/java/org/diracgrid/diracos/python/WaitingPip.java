package org.diracgrid.diracos.python;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.exec.Beside;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.exec.Dialogue;
import org.diracgrid.diracos.path.AtomicFile;

/**
 * A pip that is started before it is needed. To load its modules takes most of its time; it does
 * that once, meanwhile, and is forked for each run. It has one environment and reaches the same for
 * all runs.
 */
final class WaitingPip implements AutoCloseable {

  /** In this order; an older pip lacks some. None of them looks for packages yet. */
  private static final List<String> MODULES =
      List.of(
          "pip._internal.cli.main",
          "pip._internal.commands.install",
          "pip._internal.commands.check",
          "pip._internal.resolution.resolvelib.resolver");

  /** What else Python says there, loading modules of the bundle, is none. */
  private static final Pattern ANSWER = Pattern.compile("pip ended ([0-9]{1,3})");

  private final BlockingQueue<Optional<String>> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<OptionalInt> answers = new LinkedBlockingQueue<>();
  private final Path output;
  private final Path errors;
  private final int bound;
  private final Beside<CommandResult> end;

  private WaitingPip(CommandRunner runner, Command command, Path work) {
    this.output = work.resolve("pip.out");
    this.errors = work.resolve("pip.err");
    this.bound = command.bound();
    Command talking =
        command.withDialogue(
            new Dialogue() {
              @Override
              public Optional<String> next() throws InterruptedException {
                return told.take();
              }

              @Override
              public void heard(String line) {
                Matcher answer = ANSWER.matcher(line);
                if (answer.matches()) {
                  answers.add(OptionalInt.of(Integer.parseInt(answer.group(1))));
                }
              }
            });
    this.end =
        Beside.start(
            () -> {
              try {
                return runner.run(talking);
              } finally {
                answers.add(OptionalInt.empty());
              }
            });
  }

  /** The words that its Python is started with. */
  static List<String> words() {
    List<String> words = new ArrayList<>(List.of("-c", SourceLook.program("waiting.py")));
    words.addAll(MODULES);
    return words;
  }

  /**
   * Starts one.
   *
   * @param command ends with {@link #words}
   * @param work a directory that it can write to
   */
  static WaitingPip start(CommandRunner runner, Command command, Path work) {
    return new WaitingPip(runner, command, work);
  }

  /**
   * Runs it, and waits for the end of that.
   *
   * @param arguments of pip
   * @param before places of packages that come before its own
   */
  synchronized CommandResult run(List<String> arguments, List<Path> before) {
    long begin = System.nanoTime();
    AtomicFile.write(output, new byte[0]);
    AtomicFile.write(errors, new byte[0]);
    told.add(Optional.of(json(arguments, before)));
    OptionalInt status = Beside.start(answers::take).get();
    if (status.isEmpty()) {
      // All of it ended, and says why.
      answers.add(status);
      return end.get();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return new CommandResult(status.getAsInt(), false, text(output), text(errors), took);
  }

  private String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(bound), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  private String json(List<String> arguments, List<Path> before) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setHighestNonEscapedChar(127);
      json.writeStartObject();
      write(json, "arguments", arguments);
      write(json, "before", before.stream().map(Path::toString).toList());
      json.writeStringField("output", output.toString());
      json.writeStringField("errors", errors.toString());
      json.writeEndObject();
    } catch (IOException e) {
      // A text takes all.
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void write(JsonGenerator json, String key, List<String> items) throws IOException {
    json.writeArrayFieldStart(key);
    for (String item : items) {
      json.writeString(item);
    }
    json.writeEndArray();
  }

  /** Ends it. */
  @Override
  public void close() {
    told.add(Optional.empty());
    end.get();
  }
}
