package org.diracgrid.diracos.build.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.Builder;
import org.diracgrid.diracos.build.SourceJob;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Builds by the shell script that a job has for its configuration, in the job's directory: what it
 * leaves in {@code result} are the packages. Status 42 is a problem that would stop any other job.
 */
final class ShellBuilder implements Builder {

  private static final int STOPS_ALL = 42;

  @Override
  public BuildOutcome build(BuildJob job) {
    List<String> words = List.of("/bin/sh", "-c", job.configuration());
    CommandResult result =
        new ProcessRunner()
            .run(
                Command.of(words, job.directory(), Map.of("PATH", "/usr/bin:/bin"))
                    .withLimit(job.settings().limit()));
    try {
      Files.writeString(
          job.log(), result.said(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      TreeMap<String, Duration> phases = new TreeMap<>(Map.of("rpmbuild", result.took()));
      if (result.status() == STOPS_ALL) {
        throw DiracosException.of(
            Problem.of("DOS-TEST-01", "no compiler", job.name(), "install one"));
      }
      if (!result.succeeded()) {
        return BuildOutcome.failed(
            new BuildOutcome.Failure("rpmbuild", words, result.ending()), phases);
      }
      try (Stream<Path> built = Files.list(job.results())) {
        return BuildOutcome.built(built.sorted().toList(), phases);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Path makeSourcePackage(SourceJob job) {
    throw new IllegalStateException("a shell script makes no source package: " + job.name());
  }
}
