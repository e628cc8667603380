package org.diracgrid.diracos.build.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildOutcomeJson;
import org.diracgrid.diracos.build.Executor;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs are shell scripts that really run. */
@Timeout(60)
class LocalExecutorTest {

  private static final long GIB = 1L << 30;

  @TempDir Path directory;
  private Jobs jobs;

  @BeforeEach
  void jobs() {
    jobs = new Jobs(directory);
  }

  private static LocalExecutor executor(int slots) {
    return new LocalExecutor(job -> new ShellBuilder(), new Room(8, 8 * GIB), slots);
  }

  private static Map<String, BuildOutcome> outcomes(Executor executor, int count) {
    Map<String, BuildOutcome> outcomes = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Executor.Finished finished = executor.next();
      outcomes.put(finished.job().name(), finished.outcome());
    }
    return outcomes;
  }

  @Test
  void slotsAreWhatCoresAndMemoryAllow() {
    Room room = new Room(16, 8 * GIB);
    OptionalInt none = OptionalInt.empty();
    assertThat(room.slots(none, 4, OptionalLong.empty())).isEqualTo(4);
    assertThat(room.slots(none, 4, OptionalLong.of(3 * GIB))).isEqualTo(2);
    assertThat(room.slots(none, 32, OptionalLong.of(64 * GIB))).isEqualTo(1);
    assertThat(room.slots(OptionalInt.of(7), 4, OptionalLong.of(3 * GIB))).isEqualTo(7);
  }

  @Test
  void jobsEndWithTheirOutcomesAndLeaveThemAsFiles() throws IOException {
    try (LocalExecutor executor = executor(2)) {
      executor.submit(jobs.job("good", "echo rpm >result/good.rpm"));
      executor.submit(jobs.job("bad", "exit 3"));
      Map<String, BuildOutcome> outcomes = outcomes(executor, 2);
      BuildJob good = jobs.job("good", "");
      assertThat(outcomes.get("good").packages())
          .containsExactly(good.results().resolve("good.rpm"));
      assertThat(outcomes.get("bad").failure().orElseThrow().ending()).isEqualTo("status 3");
      assertThat(BuildOutcomeJson.read(Files.readAllBytes(good.outcome()), good.outcome()))
          .isEqualTo(outcomes.get("good"));
      assertThatThrownBy(executor::next).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void noMoreRunAtOnceThanThereAreSlots() {
    String script =
        "mkdir -p ../../now; : >../../now/$$; ls ../../now | wc -l >result/r; sleep 0.2;"
            + " rm ../../now/$$";
    try (LocalExecutor executor = executor(2)) {
      for (int i = 0; i < 6; i++) {
        executor.submit(jobs.job("job" + i, script));
      }
      outcomes(executor, 6)
          .values()
          .forEach(
              outcome ->
                  assertThat(outcome.packages().get(0)).content().containsAnyOf("1\n", "2\n"));
    }
  }

  @Test
  void aJobThatNeedsMoreMemoryWaitsForRoomAndRunsAlone() {
    String script =
        "mkdir -p ../../now; : >../../now/$$; ls ../../now | wc -l >result/r; sleep 0.3;"
            + " rm ../../now/$$";
    try (LocalExecutor executor = executor(4)) {
      executor.submit(jobs.withMemory(5 * GIB).job("large1", script));
      executor.submit(jobs.withMemory(5 * GIB).job("large2", script));
      executor.submit(jobs.withMemory(50 * GIB).job("larger than all", script));
      outcomes(executor, 3)
          .values()
          .forEach(outcome -> assertThat(outcome.packages().get(0)).hasContent("1"));
    }
  }

  @Test
  void aProblemThatWouldStopAllIsThrown() {
    try (LocalExecutor executor = executor(1)) {
      executor.submit(jobs.job("job", "exit 42"));
      assertThatThrownBy(executor::next).hasMessageContaining("DOS-TEST-01 no compiler");
    }
  }

  @Test
  void closingKillsWhatRunsAndLeavesNoOutcome() throws Exception {
    BuildJob job = jobs.job("endless", "echo $$ >pid; sleep 1000 & wait");
    Path pid = job.directory().resolve("pid");
    try (LocalExecutor executor = executor(1)) {
      executor.submit(job);
      while (!Files.exists(pid) || Files.size(pid) == 0) {
        Thread.sleep(20);
      }
    }
    assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))).isEmpty();
    assertThat(job.outcome()).doesNotExist();
    try (LocalExecutor executor = executor(1)) {
      executor.submit(jobs.job("endless", "echo rpm >result/now.rpm"));
      assertThat(outcomes(executor, 1).get("endless").packages()).hasSize(1);
    }
  }

  @Test
  void anInterruptIsTold() {
    try (LocalExecutor executor = executor(1)) {
      executor.submit(jobs.job("endless", "sleep 1000"));
      Thread.currentThread().interrupt();
      assertThatThrownBy(executor::next)
          .isInstanceOf(DiracosException.class)
          .hasMessageContaining("DOS-EXECUTOR-04");
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whatAnEarlierRunFinishedIsNotDoneAgainUnlessSomethingChanged() throws IOException {
    String script = "echo x >>../../runs; echo rpm >result/r.rpm";
    for (int round = 0; round < 2; round++) {
      try (LocalExecutor executor = executor(1)) {
        executor.submit(jobs.job("job", script));
        assertThat(outcomes(executor, 1).get("job").packages()).hasSize(1);
      }
    }
    assertThat(directory.resolve("runs")).hasContent("x");
    Files.writeString(directory.resolve("job.src.rpm"), "another source");
    try (LocalExecutor executor = executor(1)) {
      executor.submit(jobs.job("job", script));
      outcomes(executor, 1);
    }
    assertThat(directory.resolve("runs")).hasContent("x\nx");
    Files.delete(jobs.job("job", script).results().resolve("r.rpm"));
    try (LocalExecutor executor = executor(1)) {
      executor.submit(jobs.job("job", script));
      outcomes(executor, 1);
    }
    assertThat(directory.resolve("runs")).hasContent("x\nx\nx");
  }
}
