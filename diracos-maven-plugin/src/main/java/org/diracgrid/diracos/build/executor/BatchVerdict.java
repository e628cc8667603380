package org.diracgrid.diracos.build.executor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.progress.Amounts;

/** What is said of a job that ended and left no outcome. */
final class BatchVerdict {

  private static final int TAIL_BYTES = 2_000;
  private static final int TAIL_LINES = 8;

  private final String system;

  BatchVerdict(String system) {
    this.system = system;
  }

  BuildOutcome outOfTime(Duration limit, String detail) {
    return failed(
        system
            + " stopped it after its limit of "
            + Amounts.duration(limit.toNanos())
            + " ("
            + detail
            + "): raise \"timeLimit\" of the package");
  }

  BuildOutcome outOfMemory(OptionalLong memory, String detail) {
    return failed(
        memory.isPresent()
            ? system
                + " stopped it since it used more than its "
                + Amounts.bytes(memory.getAsLong())
                + " ("
                + detail
                + "): raise \"memory\" of the package"
            : system
                + " stopped it since it used more memory than jobs get there ("
                + detail
                + "): set \"memory\" of the package");
  }

  /** Its worker broke down, which another attempt would not mend. */
  BuildOutcome brokenDown(String detail, Path output) {
    String tail = tail(output);
    return failed(
        "its worker ended without an outcome ("
            + detail
            + ")"
            + (tail.isEmpty() ? "; there is no " + output : ":\n" + tail));
  }

  BuildOutcome lost(int tries, String detail) {
    return failed("lost " + tries + " times, at last: " + detail);
  }

  private BuildOutcome failed(String ending) {
    return BuildOutcome.failed(
        new BuildOutcome.Failure(system, List.of(), ending), new TreeMap<>());
  }

  /** The last lines of a file; empty if there is none. */
  private static String tail(Path file) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, in.length() - TAIL_BYTES);
      in.seek(from);
      byte[] bytes = new byte[(int) Math.min(TAIL_BYTES, in.length() - from)];
      in.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }
}
