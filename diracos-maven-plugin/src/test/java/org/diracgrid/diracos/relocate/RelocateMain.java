package org.diracgrid.diracos.relocate;

import java.nio.file.Path;
import java.time.Duration;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.stage.TreeReader;

/**
 * Relocates trees in a process of its own: for tests that need another user, and for {@code
 * it/bench/relocate.py}. Prints what came of it, findings, and the CPU time of each tree: all but
 * the first are done by a warm JVM.
 */
public final class RelocateMain {

  private RelocateMain() {}

  /** Takes the trees. */
  public static void main(String[] trees) {
    int threads = Integer.getInteger("diracos.threads", Runtime.getRuntime().availableProcessors());
    for (String tree : trees) {
      Duration before = cpu();
      try {
        RelocationResult result =
            new TreeRelocator(Progress.silent(), threads).relocate(TreeReader.read(Path.of(tree)));
        System.out.println(
            "cpu ms " + cpu().minus(before).toMillis() + " outcomes " + result.outcomes());
        if (!Boolean.getBoolean("diracos.quiet")) {
          result.findings().stream().map(Problem::toString).forEach(System.out::println);
        }
      } catch (DiracosException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
