package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.stage.FoundTree;
import org.diracgrid.diracos.stage.TreeReader;

/**
 * Relocates trees in a process of its own: for tests that need another user, and for {@code
 * it/bench/relocate.py}. Prints the CPU time of each tree, all but the first of which are done by a
 * warm JVM, what came of it, and findings. Properties: {@code diracos.threads}; {@code
 * diracos.stage} for the stage that relocates a tree of this program's own making, in the files
 * themselves; {@code diracos.report}, where to write what was planned; {@code diracos.quiet} for no
 * findings.
 */
public final class RelocateMain {

  private RelocateMain() {}

  /** Takes the trees. */
  public static void main(String[] trees) throws IOException {
    int threads = Integer.getInteger("diracos.threads", Runtime.getRuntime().availableProcessors());
    for (String tree : trees) {
      Duration before = cpu();
      try {
        RelocationResult result = relocate(Path.of(tree), threads);
        System.out.println(
            "cpu ms " + cpu().minus(before).toMillis() + " outcomes " + result.outcomes());
        String report = System.getProperty("diracos.report");
        if (report != null) {
          Files.write(Path.of(report), RelocationJson.of(result));
        }
        if (!Boolean.getBoolean("diracos.quiet")) {
          result.findings().stream().map(Problem::toString).forEach(System.out::println);
        }
      } catch (DiracosException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static RelocationResult relocate(Path tree, int threads) {
    FoundTree found = TreeReader.read(tree);
    if (!Boolean.getBoolean("diracos.stage")) {
      return new TreeRelocator(Progress.silent(), threads).relocate(found);
    }
    // In a build the bytes are searched for the staging path while they are extracted.
    TreeScanner scanner = new TreeScanner(List.of());
    TreeScan.read(
        found::place,
        found.tree().entries().values(),
        scanner,
        threads,
        Progress.silent().stage("scan", -1, Unit.ITEMS));
    return new Relocator(Progress.silent(), threads)
        .relocate(
            found.tree(),
            new RemovalPlan(new TreeSet<>()),
            scanner,
            RelocationSpec.of("1"),
            Optional.empty(),
            new RelocationMemory());
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
