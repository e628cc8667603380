package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Progress;

/**
 * Writes the metadata of repositories in a process of its own: for tests that kill it, and for
 * {@code it/bench/repodata.py}. Prints wall and CPU time of each, all but the first of which are
 * done by a warm JVM. Properties: {@code diracos.threads}; {@code diracos.compression}, {@code GZ}
 * or {@code ZST}; {@code diracos.memo}, the file in which to remember; {@code diracos.more}, a
 * package that is there at {@code diracos.place} every second time.
 */
public final class RepodataMain {

  private RepodataMain() {}

  /** Takes the repositories; one that comes again finds its memo. */
  public static void main(String[] repositories) throws IOException {
    int threads = Integer.getInteger("diracos.threads", Runtime.getRuntime().availableProcessors());
    String by = System.getProperty("diracos.compression", "GZ");
    RepodataWriter writer =
        new RepodataWriter(
            RepodataCompression.valueOf(by), threads, Progress.silent(), Clock.systemUTC());
    String more = System.getProperty("diracos.more");
    boolean there = true;
    for (String repository : repositories) {
      there = !there;
      if (more != null) {
        Path place = Path.of(System.getProperty("diracos.place"));
        Files.deleteIfExists(place);
        if (there) {
          Files.copy(Path.of(more), place);
        }
      }
      long start = System.nanoTime();
      Duration before = cpu();
      String memo = System.getProperty("diracos.memo", repository + ".memo");
      try {
        RepodataResult result =
            writer.write(Path.of(repository), Path.of(memo), Instant.EPOCH, "1");
        long wall = (System.nanoTime() - start) / 1_000_000;
        // By hand: what a record does by itself would take longer than some runs.
        System.out.println(
            ("wall ms " + wall + " cpu ms " + cpu().minus(before).toMillis())
                + (" packages=" + result.packages() + ", read=" + result.read())
                + (", written=" + result.written()));
      } catch (DiracosException e) {
        System.out.println(e.getMessage());
        System.exit(1);
      }
    }
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
