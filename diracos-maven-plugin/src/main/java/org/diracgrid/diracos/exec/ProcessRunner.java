package org.diracgrid.diracos.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Runs real processes.
 *
 * <p>Each gets a session of its own (by {@code setsid}, where the host has it), so that all that it
 * started can be found and stopped when it ends or its time is over, even what lost its parent
 * meanwhile. A run that is interrupted, or whose JVM ends, takes its processes with it.
 */
public final class ProcessRunner implements CommandRunner {

  /** How long output is waited for that a process of another session holds open. */
  private static final long LINGER_MILLIS = 2_000;

  /** How often the memory of processes is looked at. */
  private static final long MEMORY_NANOS = 200_000_000;

  private final Optional<Path> setsid;
  private final boolean ends;

  /** A runner for this host. */
  public ProcessRunner() {
    this(true);
  }

  private ProcessRunner(boolean ends) {
    this.setsid = HostProgram.find("setsid");
    this.ends = ends;
  }

  /**
   * A runner for what has to be run while the JVM ends, in a shutdown hook, where the usual one
   * starts nothing. What it runs outlives the JVM, if that is killed.
   */
  public static ProcessRunner atShutdown() {
    return new ProcessRunner(false);
  }

  @Override
  public CommandResult run(Command command) {
    Path program = program(command);
    List<String> words = new ArrayList<>();
    setsid.ifPresent(path -> words.add(path.toString()));
    words.add(program.toString());
    words.addAll(command.words().subList(1, command.words().size()));
    ProcessBuilder builder = new ProcessBuilder(words).directory(command.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    command
        .log()
        .ifPresent(
            log ->
                builder
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
    ProcessTree tree = new ProcessTree(setsid.isPresent());
    Thread hook = new Thread(tree::stop, "diracos-stop");
    try {
      if (ends) {
        Runtime.getRuntime().addShutdownHook(hook);
      }
    } catch (IllegalStateException e) {
      throw interrupted(command, e);
    }
    try {
      return run(command, tree, builder);
    } catch (InterruptedException e) {
      tree.stop();
      Thread.currentThread().interrupt();
      throw interrupted(command, e);
    } finally {
      if (ends) {
        forget(hook);
      }
    }
  }

  private static CommandResult run(Command command, ProcessTree tree, ProcessBuilder builder)
      throws InterruptedException {
    long begin = System.nanoTime();
    Process process;
    try {
      process = tree.start(builder);
    } catch (IOException e) {
      throw notStarted(command, e);
    }
    Capture output =
        Capture.of(process.getInputStream(), command.bound(), command.dialogue().map(Lines::new));
    Capture errors = Capture.of(process.getErrorStream(), command.bound(), Optional.empty());
    feed(process.getOutputStream(), command);
    OptionalLong tooMuch = OptionalLong.empty();
    boolean ended;
    if (command.memory().isEmpty()) {
      ended = process.waitFor(command.limit().toNanos(), TimeUnit.NANOSECONDS);
    } else {
      long most = command.memory().getAsLong();
      long left = command.limit().toNanos();
      do {
        ended = process.waitFor(Math.min(left, MEMORY_NANOS), TimeUnit.NANOSECONDS);
        left = command.limit().toNanos() - (System.nanoTime() - begin);
        long used = ended ? 0 : tree.memory();
        if (used > most) {
          tooMuch = OptionalLong.of(used);
        }
      } while (!ended && left > 0 && tooMuch.isEmpty());
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    tree.stop();
    int status = process.waitFor();
    boolean late = !ended && tooMuch.isEmpty();
    return new CommandResult(status, late, output.text(), errors.text(), took, tooMuch);
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ignored) {
      // The JVM is ending, and the hook is what ends the process.
    }
  }

  private static DiracosException interrupted(Command command, Exception cause) {
    return DiracosException.of(
        Problem.of(
            "DOS-EXEC-03",
            "a program was stopped since the build was interrupted",
            String.join(" ", command.words()),
            "run the build again"),
        cause);
  }

  private static Path program(Command command) {
    String name = command.words().get(0);
    if (name.contains("/")) {
      Path path = command.directory().resolve(name).toAbsolutePath();
      if (isProgram(path)) {
        return path;
      }
      throw missing(command, "there is no program at " + path);
    }
    String searched = command.environment().getOrDefault("PATH", "");
    for (String directory : searched.split(":", -1)) {
      Path path = command.directory().resolve(directory).resolve(name).toAbsolutePath();
      if (!directory.isEmpty() && isProgram(path)) {
        return path;
      }
    }
    throw missing(command, "looked in " + (searched.isEmpty() ? "an empty PATH" : searched));
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static DiracosException missing(Command command, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-EXEC-01",
            "the program " + command.words().get(0) + " is not there",
            String.join(" ", command.words()),
            because,
            "install it, or correct its name"));
  }

  private static DiracosException notStarted(Command command, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-EXEC-02",
            "the program " + command.words().get(0) + " cannot be started",
            String.join(" ", command.words()),
            String.valueOf(cause.getMessage()),
            "check that it is made for this machine, and that its directory is there"),
        cause);
  }

  /** Writes in a thread of its own: a program may say much before it reads. */
  private static void feed(OutputStream stream, Command command) {
    Thread thread =
        new Thread(
            () -> {
              try (OutputStream out = stream) {
                out.write(command.input().getBytes(StandardCharsets.UTF_8));
                if (command.dialogue().isPresent()) {
                  talk(out, command.dialogue().get());
                }
              } catch (IOException | InterruptedException ignored) {
                // It ended, or closed its input, without reading all: its own choice.
              }
            },
            "diracos-stdin");
    thread.setDaemon(true);
    thread.start();
  }

  private static void talk(OutputStream out, Dialogue dialogue)
      throws IOException, InterruptedException {
    for (Optional<String> text = dialogue.next(); text.isPresent(); text = dialogue.next()) {
      out.write(text.get().getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  /** Takes bytes in as they come, and gives on each line that is whole. */
  private static final class Lines {

    private final Dialogue dialogue;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    Lines(Dialogue dialogue) {
      this.dialogue = dialogue;
    }

    void take(byte[] buffer, int length) {
      for (int i = 0; i < length; i++) {
        if (buffer[i] == '\n') {
          dialogue.heard(begun.toString(StandardCharsets.UTF_8));
          begun.reset();
        } else {
          begun.write(buffer[i]);
        }
      }
    }
  }

  /** Reads a stream to its end in a thread of its own, and keeps the first bytes. */
  private static final class Capture implements Runnable {

    private final InputStream stream;
    private final int bound;
    private final Optional<Lines> lines;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread thread;

    private Capture(InputStream stream, int bound, Optional<Lines> lines) {
      this.stream = stream;
      this.bound = bound;
      this.lines = lines;
      this.thread = new Thread(this, "diracos-output");
    }

    static Capture of(InputStream stream, int bound, Optional<Lines> lines) {
      Capture capture = new Capture(stream, bound, lines);
      capture.thread.setDaemon(true);
      capture.thread.start();
      return capture;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[8192];
      try (InputStream in = stream) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          keep(buffer, n);
          if (lines.isPresent()) {
            lines.get().take(buffer, n);
          }
        }
      } catch (IOException ignored) {
        // The stream is closed under the reader when the process is killed: this is its end.
      }
    }

    private void keep(byte[] buffer, int length) {
      synchronized (kept) {
        kept.write(buffer, 0, Math.min(length, bound - kept.size()));
      }
    }

    String text() throws InterruptedException {
      thread.join(LINGER_MILLIS);
      synchronized (kept) {
        return kept.toString(StandardCharsets.UTF_8);
      }
    }
  }
}
