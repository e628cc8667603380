package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.Pip;
import org.diracgrid.diracos.python.index.PipConfiguration;

/**
 * The pip of a relocated tree.
 *
 * @param run says where it looks
 * @param compiled where modules that were compiled are kept
 */
record TreePip(Run run, Path compiled) {

  private static final List<String> INTERPRETERS =
      List.of("usr/bin/python3", "usr/bin/python", "usr/local/bin/python3");

  /** Makes it ready for that Python. */
  Pip open(Path interpreter) {
    return Pip.open(
        new ProcessRunner(),
        new Pip.Place(
            interpreter,
            run.work("python"),
            run.environment().cache().resolve("pip"),
            compiled,
            run.spec().platform().glibc(),
            where()),
        run.spec().pip(),
        PipConfiguration.ofHost(),
        System.getenv(),
        run.environment().access());
  }

  private String where() {
    return run.spec().where("/pipRequirements");
  }

  /**
   * The tree's Python, made executable.
   *
   * @throws DiracosException DOS-PYTHON-01 if it has none
   */
  Path interpreter(Path root) {
    return found(root)
        .orElseThrow(
            () ->
                DiracosException.of(
                    Problem.of(
                        "DOS-PYTHON-01",
                        "the bundle has no Python to install the requirements with",
                        where(),
                        "add \"python3\" to \"packages\", or take \"pipRequirements\" out")));
  }

  /** The same, if it has one. */
  static Optional<Path> found(Path root) {
    for (String name : INTERPRETERS) {
      Path link = root.resolve(name);
      if (Files.isRegularFile(link)) {
        try {
          // Modes of a tree are those of its manifest; on disk only this one is run.
          Path program = link.toRealPath();
          if (!program.toFile().setExecutable(true, false)) {
            throw new IOException("it cannot be made executable");
          }
          return Optional.of(link);
        } catch (IOException e) {
          throw AtomicFile.unwritable(link, e);
        }
      }
    }
    return Optional.empty();
  }
}
