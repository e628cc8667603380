package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.diracgrid.diracos.build.ProgramJob;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.path.Directories;

/**
 * Runs a program in a buildroot that is there, which it sees read-only.
 *
 * @param directory to work in
 */
record ProgramRun(ProgramJob job, Path base, Path directory, SandboxRunner sandboxes) {

  private static final String RESULT = "result";

  /** Runs it; what it left is in the results' directory if it succeeded, and nothing is if not. */
  CommandResult run() throws IOException {
    Workplace place = Workplace.in(directory);
    for (Map.Entry<String, Path> each : job.given().entrySet()) {
      Path target = place.home().resolve(each.getKey());
      Files.createDirectories(target.getParent());
      Trees.copy(each.getValue().toRealPath(), target);
    }
    Path result = Files.createDirectories(place.home().resolve(RESULT));
    SortedMap<String, String> environment = Inside.environment();
    environment.putAll(job.environment());
    CommandResult done =
        sandboxes.run(
            place.sandbox(base, RpmbuildWords.hostName(job.settings())),
            job.settings(),
            job.words(),
            environment,
            Optional.of(job.log()));
    Directories.remove(job.results());
    if (done.succeeded()) {
      Trees.copy(result, job.results());
    }
    return done;
  }
}
