package org.diracgrid.diracos.verify;

import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.progress.Progress;

/** A JVM of its own for {@link SmokeRunTest}: runs the program {@code hangs} of a bundle. */
final class SmokeRunProgram {

  private SmokeRunProgram() {}

  /** Takes the bundle and the scratch directory. */
  public static void main(String[] arguments) {
    new SmokeRun(new ProcessRunner(), Progress.silent())
        .run(
            SmokeSource.directory(Path.of(arguments[0])),
            List.of(SmokeTest.program(List.of("hangs"))),
            new SmokeSettings(2, SmokeSettings.Sandbox.NEVER, Path.of(arguments[1]), List.of()));
  }
}
