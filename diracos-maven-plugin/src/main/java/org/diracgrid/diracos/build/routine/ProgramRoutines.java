package org.diracgrid.diracos.build.routine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.RoutineRunner;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Runs routines as programs of this machine: the configuration as JSON on their standard input, the
 * rest in {@code DIRACOS_*} variables, {@code work} in the job's directory as working directory,
 * which all routines of a job share. What they say goes to the log while they say it. Each may take
 * as long, and use as much memory, as the build may.
 */
public final class ProgramRoutines implements RoutineRunner {

  private final CommandRunner runner;
  private final Map<String, String> host;

  /**
   * Routines of a machine.
   *
   * @param host the environment of this process; routines get the few variables of it that {@code
   *     docs/routines.md} lists
   */
  public ProgramRoutines(CommandRunner runner, Map<String, String> host) {
    this.runner = runner;
    this.host = Map.copyOf(host);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DiracosException DOS-ROUTINE-08 if the job's directory cannot be written, DOS-EXEC-02
   *     if no process can be started, DOS-EXEC-03 if the thread is interrupted
   */
  @Override
  public Optional<BuildOutcome.Failure> run(
      Path routine, String phase, BuildJob job, Optional<Path> buildroot) {
    String step = "routine " + routine.getFileName();
    try {
      Path work = job.directory().resolve("work");
      Files.createDirectories(work);
      Files.createDirectories(job.results());
      note(job, step + " (" + phase + ") starts");
      Optional<String> hindrance = hindrance(routine);
      if (hindrance.isPresent()) {
        note(job, step + ": " + hindrance.get());
        return failure(step, routine, hindrance.get());
      }
      CommandResult result = runner.run(command(routine, phase, job, buildroot, work));
      note(job, step + " ended with " + result.ending());
      if (!result.succeeded()) {
        return failure(step, routine, result.ending());
      }
      return isLastInstead(routine, phase, job) && !hasPackages(job.results())
          ? failure(step, routine, "it left no binary package in " + job.results())
          : Optional.empty();
    } catch (IOException e) {
      throw DiracosException.of(
          new Problem(
              "DOS-ROUTINE-08",
              "a routine cannot be run, since the job's directory cannot be used",
              job.directory().toString(),
              e.getClass().getSimpleName() + ": " + e.getMessage(),
              "check space and permissions, then run again"),
          e);
    }
  }

  private Command command(
      Path routine, String phase, BuildJob job, Optional<Path> buildroot, Path work) {
    Map<String, String> environment = RoutineEnvironment.of(host, phase, job, buildroot);
    return Command.of(List.of(routine.toString()), work, environment)
        .withInput(job.configuration())
        .withLimit(job.settings().limit())
        .withMemory(job.settings().memory())
        .withLog(job.log());
  }

  private static Optional<BuildOutcome.Failure> failure(String step, Path routine, String ending) {
    return Optional.of(new BuildOutcome.Failure(step, List.of(routine.toString()), ending));
  }

  /**
   * What keeps the routine from being run on this machine, which may not be the one that planned.
   */
  private static Optional<String> hindrance(Path routine) {
    try {
      Optional<Path> interpreter = RoutineCheck.interpreter(routine);
      if (interpreter.isPresent() && !Files.isExecutable(interpreter.get())) {
        return Optional.of("its interpreter " + interpreter.get() + " is not on this machine");
      }
    } catch (IOException e) {
      return Optional.of("it cannot be read on this machine: " + e);
    }
    return Files.isExecutable(routine)
        ? Optional.empty()
        : Optional.of("it cannot be executed on this machine");
  }

  /** Of several that replace a build, what counts is what is there after the last. */
  private static boolean isLastInstead(Path routine, String phase, BuildJob job) {
    List<Path> instead = job.routines().instead();
    return phase.equals(INSTEAD)
        && (instead.isEmpty() || instead.get(instead.size() - 1).equals(routine));
  }

  private static boolean hasPackages(Path results) throws IOException {
    try (DirectoryStream<Path> packages = Files.newDirectoryStream(results, "*.rpm")) {
      for (Path file : packages) {
        if (!file.toString().endsWith(".src.rpm") && Files.isRegularFile(file)) {
          return true;
        }
      }
    }
    return false;
  }

  private static void note(BuildJob job, String text) throws IOException {
    Files.write(
        job.log(),
        ("== " + text + "\n").getBytes(UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
