package org.diracgrid.diracos.build.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkerTest {

  @TempDir Path directory;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  private int begin(BuildJob job) {
    return new JobDirectory(job).begin(JobInputs.of(job));
  }

  private int run(String... arguments) {
    PrintStream out = new PrintStream(log, true, StandardCharsets.UTF_8);
    return new Worker(job -> new ShellBuilder(), out).run(List.of(arguments));
  }

  private int run(BuildJob job, int attempt) {
    return run(job.directory().toString(), Integer.toString(attempt));
  }

  @Test
  void aFailureIsAnOutcomeToo() {
    BuildJob job = new Jobs(directory).job("job", "exit 9");
    assertThat(run(job, begin(job))).isZero();
    assertThat(new JobDirectory(job).outcome().orElseThrow().status())
        .isEqualTo(BuildOutcome.Status.FAILED);
  }

  @Test
  void whatAnEarlierAttemptLeftIsNotTakenForAResult() throws IOException {
    BuildJob job = new Jobs(directory).job("job", "echo >result/new.rpm");
    int attempt = begin(job);
    Files.createDirectories(job.results().resolve("deep"));
    Files.writeString(job.results().resolve("deep/old.rpm"), "");
    assertThat(run(job, attempt)).isZero();
    assertThat(new JobDirectory(job).outcome().orElseThrow().packages())
        .containsExactly(job.results().resolve("new.rpm"));
  }

  @Test
  void anAttemptThatDoesNotCountAnyMoreLeavesNothing() throws IOException {
    BuildJob job = new Jobs(directory).job("job", "echo >result/new.rpm");
    int attempt = begin(job);
    begin(job);
    assertThat(run(job, attempt)).isEqualTo(3);
    assertThat(job.outcome()).doesNotExist();
    BuildJob overtaken = new Jobs(directory).job("overtaken", "echo 2 >attempt");
    assertThat(run(overtaken, begin(overtaken))).isEqualTo(3);
    assertThat(overtaken.outcome()).doesNotExist();
  }

  @Test
  void aJobThatIsDoneIsNotDoneAgain() {
    BuildJob job = new Jobs(directory).job("job", "echo x >>../../runs");
    int attempt = begin(job);
    assertThat(run(job, attempt)).isZero();
    assertThat(run(job, attempt)).isZero();
    assertThat(directory.resolve("runs")).hasContent("x");
  }

  @Test
  void whatWouldStopAllIsAFileOfProblems() {
    BuildJob job = new Jobs(directory).job("job", "exit 42");
    assertThat(run(job, begin(job))).isEqualTo(1);
    assertThat(job.outcome()).doesNotExist();
    assertThat(new JobDirectory(job).problems())
        .containsExactly(Problem.of("DOS-TEST-01", "no compiler", "job", "install one"));
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("DOS-TEST-01 no compiler");
  }

  @Test
  void problemsThatAreDamagedAreAProblem() throws IOException {
    BuildJob job = new Jobs(directory).job("job", "exit 42");
    run(job, begin(job));
    for (String text : List.of("", "[", "[]", "{}", "[1]", "[{\"code\": \"x\"}]")) {
      Files.writeString(job.directory().resolve("problems.json"), text);
      assertThat(new JobDirectory(job).problems())
          .singleElement()
          .extracting(Problem::code)
          .isEqualTo("DOS-EXECUTOR-02");
    }
  }

  @Test
  void aWrongCallOrADamagedJobIsTold() throws IOException {
    assertThat(run()).isEqualTo(2);
    assertThat(run("x", "y")).isEqualTo(2);
    BuildJob job = new Jobs(directory).job("job", "true");
    int attempt = begin(job);
    Files.writeString(job.job(), "{");
    assertThat(run(job, attempt)).isEqualTo(1);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("usage:", "DOS-EXECUTOR-01");
  }

  /** As a batch system does when it cancels a job. */
  @Test
  void sigtermEndsWhatItStartedAndLeavesNoOutcome() throws Exception {
    BuildJob job = new Jobs(directory).job("job", "echo $$ >pid; sleep 1000 & wait");
    List<String> words =
        new ArrayList<>(
            new WorkerCommand(
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    WorkerCommand.options(64 << 20),
                    List.of(Path.of(System.getProperty("java.class.path"))),
                    ShellWorker.class.getName())
                .words(job.directory(), begin(job)));
    Process worker = new ProcessBuilder(words).inheritIO().start();
    Path pid = job.directory().resolve("pid");
    while (worker.isAlive() && (!Files.exists(pid) || Files.size(pid) == 0)) {
      Thread.sleep(20);
    }
    worker.destroy();
    assertThat(worker.waitFor()).isEqualTo(143);
    assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))).isEmpty();
    assertThat(job.outcome()).doesNotExist();
  }
}
