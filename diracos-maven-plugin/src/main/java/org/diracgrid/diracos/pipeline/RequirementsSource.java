package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.requirements.RequirementsTree;

/** The requirements files of a configuration, on this machine or on the web. */
final class RequirementsSource {

  /** The id by which a password for them is looked up in {@code settings.xml}. */
  private static final String REPOSITORY = "requirements";

  private final Run run;
  private final Location first;

  /**
   * Those of a run.
   *
   * @param first the one that {@code pipRequirements} names
   */
  RequirementsSource(Run run, Location first) {
    this.run = run;
    this.first = first;
  }

  /** The first file with those that it takes in. */
  RequirementsTree tree() {
    return RequirementsTree.read(first, this::load, System.getenv());
  }

  private byte[] load(Location location, String namedBy) {
    Path file = file(location, namedBy);
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  private Path file(Location location, String namedBy) {
    if (!location.isFile()) {
      return run.downloads().fetcher().fetch(location.uri(), REPOSITORY, location.given());
    }
    if (!Files.isRegularFile(location.path())) {
      throw DiracosException.of(
          Problem.of(
              "DOS-PYTHON-34",
              "there is no requirements file " + location.path(),
              namedBy.isEmpty() ? run.spec().where("/pipRequirements") : namedBy,
              "correct its name; names are relative to the file that has them"));
    }
    return location.path();
  }
}
