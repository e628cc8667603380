package org.diracgrid.diracos.build.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines were printed by Slurm 22.05, or stand so in its documentation. */
class SlurmTextTest {

  private static final String[] STATES = {
    "PENDING", "RUNNING", "COMPLETED", "CANCELLED", "NODE_FAIL", "TIMEOUT", "SOMETHING_NEW"
  };

  @Test
  void sbatchSaysTheIdAndMaybeTheCluster() {
    assertThat(SlurmText.submitted("4711\n")).contains("4711");
    assertThat(SlurmText.submitted("4711;grid\n")).contains("4711");
    assertThat(SlurmText.submitted("Welcome to the grid, 7 jobs wait\n4711\n")).contains("4711");
    assertThat(SlurmText.submitted("")).isEmpty();
    assertThat(SlurmText.submitted("Submitted batch job 4711\n")).isEmpty();
  }

  @Test
  void squeueTellsHowJobsAre() {
    assertThat(
            SlurmText.squeue(
                """
                1|COMPLETED|None|diracos-ab-zlib-a1
                3|FAILED|NonZeroExitCode|a|b
                2|PENDING|PartitionTimeLimit|diracos-ab-xz-a1
                slurm_load_jobs error: no
                4_7|RUNNING|None|array
                5|RUNNING|None|
                """))
        .extracting(
            BatchSystem.Listed::id,
            BatchSystem.Listed::name,
            job -> job.status().state(),
            job -> job.status().detail(),
            job -> job.status().stuck())
        .containsExactly(
            tuple("1", "diracos-ab-zlib-a1", BatchSystem.State.COMPLETED, "COMPLETED", false),
            tuple("3", "a|b", BatchSystem.State.FAILED, "FAILED, NonZeroExitCode", false),
            tuple(
                "2",
                "diracos-ab-xz-a1",
                BatchSystem.State.WAITING,
                "PENDING, PartitionTimeLimit",
                true),
            tuple("5", "", BatchSystem.State.RUNNING, "RUNNING", false));
  }

  @Test
  void sacctTellsHowJobsEnded() {
    Map<String, BatchSystem.Status> jobs =
        SlurmText.sacct(
            """
            101|CANCELLED by 1000|0:15
            102|OUT_OF_MEMORY|0:125
            102.batch|OUT_OF_MEMORY|0:125
            103|PREEMPTED|0:0
            sacct: something else
            """);
    assertThat(jobs).containsOnlyKeys("101", "102", "103");
    assertThat(jobs.get("101").state()).isEqualTo(BatchSystem.State.CANCELLED);
    assertThat(jobs.get("101").detail()).isEqualTo("CANCELLED by 1000, exit code 0:15");
    assertThat(jobs.get("102").state()).isEqualTo(BatchSystem.State.MEMORY);
    assertThat(jobs.get("103").state()).isEqualTo(BatchSystem.State.LOST);
  }

  @ParameterizedTest
  @CsvSource({
    "PENDING,WAITING",
    "CONFIGURING,RUNNING",
    "COMPLETING,RUNNING",
    "SUSPENDED,RUNNING",
    "BOOT_FAIL,LOST",
    "NODE_FAIL,LOST",
    "REVOKED,LOST",
    "TIMEOUT,TIME",
    "DEADLINE,TIME",
    "OUT_OF_MEMORY,MEMORY",
    "CANCELLED+,CANCELLED",
    "FAILED,FAILED",
    "REQUEUE_HOLD,WAITING",
    "completed,COMPLETED",
    "SOMETHING_NEW,RUNNING"
  })
  void statesAreOfAFewKinds(String written, BatchSystem.State state) {
    assertThat(SlurmText.status(written, "None").state()).isEqualTo(state);
  }

  @Test
  void aJobThatCouldNotBeLaunchedIsLost() {
    assertThat(SlurmText.status("FAILED", "JobLaunchFailure").state())
        .isEqualTo(BatchSystem.State.LOST);
  }

  @Test
  void whatWaitsForItsTurnIsNotStuck() {
    for (String reason : List.of("None", "Priority", "Resources", "QOSMaxJobsPerUserLimit")) {
      assertThat(SlurmText.status("PENDING", reason).stuck()).as(reason).isFalse();
    }
    for (String reason :
        List.of(
            "ReqNodeNotAvail, UnavailableNodes:n1",
            "launch failed requeued held",
            "PartitionConfig",
            "JobHeldUser")) {
      assertThat(SlurmText.status("PENDING", reason).stuck()).as(reason).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slurm_load_jobs error: Unable to contact slurm controller (connect failure)",
        "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation",
        "squeue: error: slurm_receive_msg: Zero Bytes were transmitted or received",
        "sbatch: error: Munge encode failed: Failed to access \"/run/munge/munge.socket.2\"",
        "sacct: error: slurm_persist_conn_open_without_init: failed to open persistent connection",
        "slurm_load_jobs error: Slurm backup controller in standby mode"
      })
  void whatPassesByItself(String errors) {
    assertThat(SlurmText.isAway(errors)).isTrue();
    assertThat(SlurmText.isFull(errors)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sbatch: error: Batch job submission failed: Invalid partition name specified",
        "sbatch: error: Batch job submission failed: Requested node configuration is not available",
        "sbatch: error: QOSMaxWallDurationPerJobLimit\nsbatch: error: Batch job submission failed:"
            + " Job violates accounting/QOS policy (job submit limit, user's size and/or time"
            + " limits)"
      })
  void whatDoesNot(String errors) {
    assertThat(SlurmText.isAway(errors)).isFalse();
    assertThat(SlurmText.isFull(errors)).isFalse();
  }

  @Test
  void aUserMayHaveAsManyJobsAsMayBe() {
    assertThat(
            SlurmText.isFull(
                "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed:"
                    + " Job violates accounting/QOS policy"))
        .isTrue();
  }

  @Test
  void accountsAreKeptByADatabase() {
    assertThat(SlurmText.keepsAccounts("AccountingStorageType   = accounting_storage/slurmdbd\n"))
        .isTrue();
    assertThat(SlurmText.keepsAccounts("AccountingStorageType   = accounting_storage/none\n"))
        .isFalse();
    assertThat(SlurmText.keepsAccounts("AccountingStorageType   = (null)\n")).isFalse();
    assertThat(SlurmText.keepsAccounts("")).isFalse();
  }

  @Test
  void amountsAreRoundedUp() {
    assertThat(SlurmText.time(Duration.ofMinutes(60))).isEqualTo("60");
    assertThat(SlurmText.time(Duration.ofMinutes(60).plusMillis(1))).isEqualTo("61");
    assertThat(SlurmText.time(Duration.ofMillis(1))).isEqualTo("1");
    assertThat(SlurmText.memory(4L << 30)).isEqualTo("4096M");
    assertThat(SlurmText.memory((4L << 30) + 1)).isEqualTo("4097M");
    assertThat(SlurmText.memory(1)).isEqualTo("1M");
  }

  /** What is printed for any jobs is read back, whatever lines stand between. */
  @Test
  void squeueOfAnyJobsIsRead() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Map<String, String> jobs = new TreeMap<>();
      IntStream.range(0, random.nextInt(20))
          .forEach(i -> jobs.put(Integer.toString(random.nextInt(1_000_000)), noise(random, 10)));
      String output =
          jobs.entrySet().stream()
              .map(
                  job ->
                      (random.nextInt(4) == 0 ? "x" + noise(random, 30) + "\n" : "")
                          + "%s|%s|%s|n%s-\n"
                              .formatted(
                                  job.getKey(),
                                  STATES[random.nextInt(STATES.length)],
                                  random.nextBoolean() ? "None" : "Priority",
                                  job.getValue()))
              .collect(Collectors.joining());
      Map<String, String> expected = new TreeMap<>(jobs);
      expected.replaceAll((id, name) -> "n" + name + "-");
      Map<String, String> read = new TreeMap<>();
      SlurmText.squeue(output).forEach(job -> read.put(job.id(), job.name()));
      assertThat(read).as("seed " + seed).isEqualTo(expected);
    }
  }

  @Test
  void noOutputBreaksAParser() {
    Random random = new Random(3);
    String good = "12|CANCELLED by 7|0:9\n1|RUNNING|None|x\nAccountingStorageType = a/slurmdbd\n";
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder(good);
      for (int i = random.nextInt(9); i >= 0; i--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at).append('|');
          case 1 -> text.insert(at, "|;\n \u0000".charAt(random.nextInt(5)));
          default -> text.setCharAt(at, (char) random.nextInt(0x3000));
        }
      }
      String output = text.toString();
      SlurmText.squeue(output).forEach(job -> assertThat(job.id()).matches("[0-9]+"));
      SlurmText.sacct(output).keySet().forEach(id -> assertThat(id).matches("[0-9]+"));
      SlurmText.submitted(output).ifPresent(id -> assertThat(id).matches("[0-9]+"));
      SlurmText.keepsAccounts(output);
    }
  }

  /** The shell gets the words that were meant. */
  @Test
  void anyWordsPassThroughTheScript(@TempDir Path directory) {
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      List<String> words = IntStream.range(0, 5).mapToObj(i -> noise(random, 12)).toList();
      String script =
          SlurmText.script(
              Stream.concat(Stream.of("/usr/bin/printf", "%s\\0"), words.stream()).toList());
      byte[] said = Oracles.bash(directory, "sh -s <<<\"$1\"", script);
      assertThat(new String(said, StandardCharsets.UTF_8))
          .isEqualTo(String.join("\0", words) + "\0");
    }
  }

  private static String noise(Random random, int most) {
    String letters = "aZ9 '\"$`\\|;&*?#~%=-ä";
    return random
        .ints(random.nextInt(most), 0, letters.length())
        .mapToObj(at -> letters.substring(at, at + 1))
        .collect(Collectors.joining());
  }
}
