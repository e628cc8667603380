package org.diracgrid.diracos.python;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.ProgramJob;
import org.diracgrid.diracos.build.failure.WhoProvides;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.problem.Problem;

/** Where wheels with compiled code are built: buildroots of the distribution. */
public interface WheelBuilder extends WhoProvides {

  /**
   * A buildroot.
   *
   * @param packages all of them
   * @param refused why there is none, and what to do; empty if there is one
   */
  record Buildroot(List<BuildrootPackage> packages, Optional<Problem> refused) {

    /** Copies. */
    public Buildroot {
      packages = List.copyOf(packages);
    }
  }

  /** Chooses and fetches what is needed to compile for that Python. */
  Buildroot choose(PythonAbi python);

  /** Limits of a build, and its time. */
  BuildSettings settings();

  /** Where buildroots are kept. */
  Path buildroots();

  /** Runs a program in a buildroot. */
  CommandResult run(ProgramJob job);
}
