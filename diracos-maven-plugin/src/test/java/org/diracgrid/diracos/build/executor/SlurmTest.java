package org.diracgrid.diracos.build.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.junit.jupiter.api.Test;

/** What Slurm's commands are given, and what is made of their answers. */
class SlurmTest {

  private static final Path WORK = Path.of("/jobs");

  private final List<Command> asked = new ArrayList<>();
  private final Deque<CommandResult> answers = new ArrayDeque<>();

  private Slurm slurm() {
    CommandRunner runner =
        command -> {
          asked.add(command);
          return answers.removeFirst();
        };
    SlurmSettings settings =
        new SlurmSettings(
            Optional.of("short"),
            Optional.of("grid"),
            Optional.of("normal"),
            List.of("--constraint=avx2"));
    Map<String, String> environment =
        Map.of("PATH", "/bin", "SLURM_CONF", "/etc/s.conf", "SLURM_JOB_ID", "7", "HOME", "/h");
    return new Slurm(runner, settings, "joe", WORK, environment);
  }

  private void answer(int status, String output, String errors) {
    answers.add(new CommandResult(status, false, output, errors, Duration.ZERO));
  }

  private static BatchSystem.Request request() {
    return new BatchSystem.Request(
        "diracos-ab-zlib-a1",
        WORK.resolve("100%/zlib"),
        WORK.resolve("100%/zlib/slurm.log"),
        List.of("java", "it's"),
        4,
        OptionalLong.of(5L << 30),
        Duration.ofMinutes(65));
  }

  private static TreeSet<String> ids(String... ids) {
    return new TreeSet<>(List.of(ids));
  }

  private List<List<String>> words() {
    return asked.stream().map(Command::words).toList();
  }

  @Test
  void sbatchGetsEverythingAndTheScriptOnItsInput() throws Exception {
    answer(0, "4711\n", "");
    assertThat(slurm().submit(request())).contains("4711");
    assertThat(words())
        .containsExactly(
            List.of(
                "sbatch",
                "--parsable",
                "--job-name=diracos-ab-zlib-a1",
                "--chdir=/jobs/100%/zlib",
                "--output=/jobs/100%%/zlib/slurm.log",
                "--open-mode=append",
                "--no-requeue",
                "--nodes=1",
                "--ntasks=1",
                "--cpus-per-task=4",
                "--mem=5120M",
                "--time=65",
                "--partition=short",
                "--account=grid",
                "--qos=normal",
                "--constraint=avx2"));
    assertThat(asked.get(0).input()).isEqualTo("#!/bin/sh\nexec 'java' 'it'\\''s'\n");
    assertThat(asked.get(0).environment()).containsOnlyKeys("PATH", "HOME", "SLURM_CONF");
  }

  @Test
  void aRefusalIsAnErrorInSlurmsWords() {
    answer(1, "", "sbatch: error: invalid partition specified: short\n");
    assertThatThrownBy(() -> slurm().submit(request()))
        .hasMessageContaining("DOS-SLURM-01")
        .hasMessageContaining("--partition=short")
        .hasMessageContaining("invalid partition specified");
  }

  @Test
  void aControllerThatIsAwayAndALimitOfJobsAreNone() throws Exception {
    answer(1, "", "sbatch: error: Unable to contact slurm controller (connect failure)");
    assertThatThrownBy(() -> slurm().submit(request()))
        .isInstanceOf(BatchUnavailableException.class)
        .hasMessageContaining("sbatch: ")
        .hasMessageContaining("connect failure");
    answers.add(new CommandResult(143, true, "", "", Duration.ofSeconds(120)));
    assertThatThrownBy(() -> slurm().submit(request()))
        .isInstanceOf(BatchUnavailableException.class)
        .hasMessageContaining("no end in 120 s");
    answer(1, "", "sbatch: error: QOSMaxSubmitJobPerUserLimit");
    assertThat(slurm().submit(request())).isEmpty();
  }

  @Test
  void anIdThatCannotBeReadIsAnError() {
    answer(0, "Submitted!\n", "");
    assertThatThrownBy(() -> slurm().submit(request())).hasMessageContaining("DOS-SLURM-02");
  }

  @Test
  void squeueIsAskedForAllAtOnce() throws Exception {
    answer(0, "1|RUNNING|None|a\n2|PENDING|Priority|b\n9|RUNNING|None|other\n", "");
    assertThat(slurm().states(ids("1", "2"))).containsOnlyKeys("1", "2");
    assertThat(words())
        .containsExactly(
            List.of("squeue", "--jobs=1,2", "--states=all", "--noheader", "--format=%i|%T|%r|%j"));
  }

  @Test
  void theAccountsKnowWhatTheControllerForgot() throws Exception {
    Slurm slurm = slurm();
    answer(0, "1|RUNNING|None|a\n", "");
    answer(0, "AccountingStorageType   = accounting_storage/slurmdbd\n", "");
    answer(0, "2|TIMEOUT|0:0\n", "");
    Map<String, BatchSystem.Status> states = slurm.states(ids("1", "2", "3"));
    assertThat(states).containsOnlyKeys("1", "2");
    assertThat(states.get("2").state()).isEqualTo(BatchSystem.State.TIME);
    assertThat(words().get(2)).startsWith("sacct", "--allocations").endsWith("--jobs=2,3");
    answer(1, "", "slurm_load_jobs error: Invalid job id specified\n");
    answer(0, "3|NODE_FAIL|1:0\n", "");
    assertThat(slurm.states(ids("3")).get("3").state()).isEqualTo(BatchSystem.State.LOST);
    assertThat(asked).as("how accounts are kept is asked once").hasSize(5);
  }

  @Test
  void withoutAccountsForgottenJobsAreUnknown() throws Exception {
    answer(1, "", "slurm_load_jobs error: Invalid job id specified\n");
    answer(0, "AccountingStorageType   = accounting_storage/none\n", "");
    assertThat(slurm().states(ids("3"))).isEmpty();
    assertThat(asked).hasSize(2);
  }

  @Test
  void anErrorIsTakenForOneThatPassesOnceSlurmHasAnswered() throws Exception {
    Slurm slurm = slurm();
    answer(1, "", "squeue: error: s_p_parse_file: unable to read \"/etc/s.conf\"");
    assertThatThrownBy(() -> slurm.states(ids("1"))).hasMessageContaining("DOS-SLURM-03");
    answer(0, "1|RUNNING|None|a\n", "");
    slurm.states(ids("1"));
    answer(1, "", "squeue: error: s_p_parse_file: unable to read \"/etc/s.conf\"");
    assertThatThrownBy(() -> slurm.states(ids("1"))).isInstanceOf(BatchUnavailableException.class);
  }

  @Test
  void jobsAreFoundByTheirNames() throws Exception {
    answer(0, "1|RUNNING|None|diracos-ab-a\n2|RUNNING|None|other\n3|FAILED|x|diracos-ab-b\n", "");
    assertThat(slurm().find("diracos-ab-"))
        .extracting(BatchSystem.Listed::id)
        .containsExactly("1", "3");
    assertThat(words().get(0)).contains("--user=joe");
  }

  @Test
  void whatEndedMeanwhileNeedNotBeCancelled() throws Exception {
    answer(1, "", "scancel: error: Kill job error on job id 9: Invalid job id specified");
    slurm().cancel(ids("8", "9"));
    assertThat(words()).containsExactly(List.of("scancel", "8", "9"));
    answer(0, "", "scancel: error: Kill job error on job id 1: Unable to contact slurm controller");
    assertThatThrownBy(() -> slurm().cancel(ids("1")))
        .isInstanceOf(BatchUnavailableException.class);
  }
}
