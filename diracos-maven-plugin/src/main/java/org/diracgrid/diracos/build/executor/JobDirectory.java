package org.diracgrid.diracos.build.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildJobJson;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildOutcomeJson;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * The files of a job. Where a shared file system is slow to show what another machine wrote, the
 * directory is listed: opening one asks the server, a look at a single name may be answered from
 * memory.
 *
 * @param job whose directory it is
 */
record JobDirectory(BuildJob job) {

  private static final String INPUTS = "inputs";
  private static final String ATTEMPT = "attempt";

  /** Where routines work. */
  private static final String WORK = "work";

  private static final String PROBLEMS = "problems.json";

  /** Reads the job of {@code directory}. */
  static JobDirectory read(Path directory) {
    Path file = directory.resolve("job.json");
    return new JobDirectory(BuildJobJson.read(bytes(file), file));
  }

  /**
   * Makes the directory ready for a new attempt: what an earlier one left is gone.
   *
   * @param inputs see {@link JobInputs}
   * @return number of the attempt
   */
  int begin(Checksum inputs) {
    int attempt = attempt() + 1;
    // First the number: from here on a worker that is still at it leaves no outcome.
    write(ATTEMPT, Integer.toString(attempt));
    clear();
    // What an earlier attempt said would be told as the cause of what this one does.
    AtomicFile.delete(job.log());
    AtomicFile.write(job.job(), BuildJobJson.write(job));
    write(INPUTS, inputs.toString());
    return attempt;
  }

  /** Removes what an attempt leaves, save what programs said. */
  void clear() {
    AtomicFile.delete(job.outcome());
    AtomicFile.delete(problemsFile());
    Directories.delete(job.results());
    Directories.delete(job.directory().resolve(WORK));
  }

  /** The attempt that counts; 0 if there was none. */
  int attempt() {
    try {
      return Integer.parseInt(text(ATTEMPT).orElse("0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Whether the directory was made ready for exactly this. */
  boolean isOf(Checksum inputs) {
    return text(INPUTS).equals(Optional.of(inputs.toString()));
  }

  /**
   * What came of the job, once it is there with all its packages.
   *
   * @throws DiracosException DOS-EXECUTOR-01 if it is damaged
   */
  Optional<BuildOutcome> outcome() {
    if (!names(job.directory()).contains(name(job.outcome()))) {
      return Optional.empty();
    }
    BuildOutcome outcome = BuildOutcomeJson.read(bytes(job.outcome()), job.outcome());
    Map<Path, Set<String>> listed = new HashMap<>();
    for (Path each : outcome.packages()) {
      Path parent = Optional.ofNullable(each.getParent()).orElse(job.results());
      if (!listed.computeIfAbsent(parent, JobDirectory::names).contains(name(each))) {
        return Optional.empty();
      }
    }
    return Optional.of(outcome);
  }

  /**
   * What an earlier run made of exactly this job, if it need not be done again. One that failed is
   * done again: what made it fail may have been mended.
   */
  Optional<BuildOutcome> finishedBefore(Checksum inputs) {
    if (!isOf(inputs)) {
      return Optional.empty();
    }
    try {
      return outcome()
          .filter(
              outcome ->
                  outcome.status() == BuildOutcome.Status.BUILT
                      || outcome.status() == BuildOutcome.Status.WANTS);
    } catch (DiracosException e) {
      // Damaged, as by a power failure: as good as none.
      return Optional.empty();
    }
  }

  /** Says that the job is done. */
  void end(BuildOutcome outcome) {
    AtomicFile.write(job.outcome(), BuildOutcomeJson.write(outcome));
  }

  /** Says what stopped the job and would stop others. */
  void stop(List<Problem> problems) {
    AtomicFile.write(problemsFile(), ProblemsJson.write(problems));
  }

  /** What stopped the job and would stop others; none if that is not why it ended. */
  List<Problem> problems() {
    return names(job.directory()).contains(PROBLEMS)
        ? ProblemsJson.read(bytes(problemsFile()), problemsFile())
        : List.of();
  }

  private Path problemsFile() {
    return job.directory().resolve(PROBLEMS);
  }

  private void write(String name, String line) {
    AtomicFile.write(job.directory().resolve(name), (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private Optional<String> text(String name) {
    Path file = job.directory().resolve(name);
    return Files.isRegularFile(file)
        ? Optional.of(new String(bytes(file), StandardCharsets.UTF_8).strip())
        : Optional.empty();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  private static Set<String> names(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(JobDirectory::name).collect(Collectors.toCollection(HashSet::new));
    } catch (NoSuchFileException e) {
      return Set.of();
    } catch (IOException e) {
      throw AtomicFile.unreadable(directory, e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
