package org.diracgrid.diracos.build.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.executor.BatchSystem.State;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.LogProgress;
import org.diracgrid.diracos.progress.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is made of anything that a batch system may do; time passes as fast as it is waited for. */
@Timeout(60)
class BatchExecutorTest {

  @TempDir Path work;
  private final FakeBatch batch = new FakeBatch();
  private final List<String> told = new ArrayList<>();
  private final List<String> warned = new ArrayList<>();
  private Jobs jobs;
  private BatchExecutor executor;

  @BeforeEach
  void open() {
    jobs = new Jobs(work);
    executor = executor(3);
  }

  @AfterEach
  void close() {
    executor.close();
  }

  private BatchExecutor executor(int maxJobs) {
    Progress progress =
        LogProgress.lines(
            new LogProgress.Log() {
              @Override
              public void info(String line) {
                told.add(line);
              }

              @Override
              public void warn(String line) {
                warned.add(line);
              }
            },
            () -> 0L);
    return new BatchExecutor(
        batch,
        batch,
        new WorkerCommand(Path.of("/java"), List.of("-Xmx1"), List.of(Path.of("/jar")), "Main"),
        BatchSettings.usual(maxJobs),
        work,
        batch,
        progress);
  }

  /** A run that was killed: the file lock goes, all else stays. */
  private void again() {
    batch.away = true;
    List<BatchSystem.Listed> left = List.copyOf(batch.jobs.values());
    executor.close();
    batch.away = false;
    left.forEach(job -> batch.jobs.put(job.id(), job));
    warned.clear();
    told.clear();
    executor = executor(3);
  }

  private BuildJob job(String name) {
    return jobs.job(name, "true");
  }

  private static BuildOutcome built() {
    return BuildOutcome.built(List.of(), new TreeMap<>());
  }

  /** What a worker does. */
  private static void end(BuildJob job) {
    new JobDirectory(job).end(built());
  }

  private BuildOutcome next() {
    return executor.next().outcome();
  }

  @Test
  void aJobIsSubmittedWithAllThatItNeedsAndItsOutcomeEndsIt() {
    BuildJob job = jobs.withMemory(4L << 30).withParallel(6).job("a b", "true");
    executor.submit(job);
    BatchSystem.Request request = batch.requests.get(0);
    assertThat(request.name()).matches("diracos-[0-9a-f]{10}-a_b-a1");
    assertThat(request.directory()).isEqualTo(job.directory());
    assertThat(request.output()).isEqualTo(job.directory().resolve("fake.log"));
    assertThat(request.command())
        .containsExactly("/java", "-Xmx1", "-cp", "/jar", "Main", job.directory().toString(), "1");
    assertThat(request.cores()).isEqualTo(6);
    assertThat(request.memory()).hasValue(5L << 30);
    assertThat(request.limit()).isEqualTo(Duration.ofMinutes(15));
    assertThat(JobDirectory.read(job.directory()).job()).isEqualTo(job);
    batch.at(100, () -> end(job));
    assertThat(executor.next().job()).isEqualTo(job);
    assertThat(batch.now()).isLessThan(Duration.ofSeconds(106));
    assertThatThrownBy(executor::next).isInstanceOf(IllegalStateException.class);
    assertThat(warned).isEmpty();
  }

  @Test
  void theBatchSystemIsAskedEverLessOften() {
    BuildJob job = job("a");
    executor.submit(job);
    batch.at(3600, () -> end(job));
    next();
    // Once in 30 s, and some more at the beginning.
    assertThat(batch.questions).isBetween(100, 140);
  }

  @Test
  void noMoreAreSubmittedThanMayBe() {
    for (String name : List.of("a", "b", "c", "d")) {
      executor.submit(job(name));
    }
    assertThat(batch.requests).hasSize(3);
    batch.at(10, () -> end(job("b")));
    assertThat(executor.next().job().name()).isEqualTo("b");
    batch.at(20, () -> end(job("d")));
    assertThat(executor.next().job().name()).isEqualTo("d");
    assertThat(batch.requests).hasSize(4);
  }

  @Test
  void aLimitOfTheSystemIsWaitedFor() {
    batch.answers.add(Optional.of("yes"));
    batch.answers.add(Optional.empty());
    executor.submit(job("a"));
    executor.submit(job("b"));
    assertThat(batch.requests).hasSize(1);
    batch.at(100, () -> end(job("a")));
    batch.at(200, () -> end(job("b")));
    next();
    next();
    assertThat(batch.requests).hasSize(2);
  }

  @Test
  void aLostJobIsSubmittedAgainButNotForEver() {
    executor.submit(job("a"));
    for (int i = 1; i <= 4; i++) {
      int id = 100 + i;
      batch.at(200 * i, () -> batch.put(Integer.toString(id), State.LOST));
    }
    BuildOutcome outcome = next();
    assertThat(outcome.failure().orElseThrow())
        .isEqualTo(new BuildOutcome.Failure("fake", List.of(), "lost 4 times, at last: LOST"));
    assertThat(batch.requests)
        .extracting(request -> request.name().replaceAll(".*-", ""))
        .containsExactly("a1", "a2", "a3", "a4");
    assertThat(warned).hasSize(3);
    assertThat(warned.get(0))
        .isEqualTo("a: job 101 was lost and is submitted again (1 of 3): LOST");
  }

  @Test
  void anOutcomeThatIsSeenLateIsWaitedFor() {
    executor.submit(job("a"));
    batch.at(50, () -> batch.put("101", State.COMPLETED));
    batch.at(100, () -> end(job("a")));
    assertThat(next()).isEqualTo(built());
    assertThat(batch.requests).hasSize(1);
    assertThat(warned).isEmpty();
  }

  @Test
  void aJobThatTheSystemForgotIsLost() {
    executor.submit(job("a"));
    batch.at(50, () -> batch.jobs.clear());
    batch.at(300, () -> end(job("a")));
    assertThat(next()).isEqualTo(built());
    assertThat(warned).singleElement().asString().contains("fake knows it no more");
  }

  @Test
  void aDamagedOutcomeIsNoneAndIsTold() {
    executor.submit(job("a"));
    batch.at(
        50,
        () -> {
          write(job("a").outcome(), "{");
          batch.put("101", State.COMPLETED);
        });
    batch.at(300, () -> end(job("a")));
    assertThat(next()).isEqualTo(built());
    assertThat(warned).singleElement().asString().contains("submitted again", "DOS-EXECUTOR-01");
  }

  @Test
  void packagesThatAreNotThereYetAreWaitedFor() {
    BuildJob job = job("a");
    Path built = job.results().resolve("a.rpm");
    executor.submit(job);
    batch.at(
        10, () -> new JobDirectory(job).end(BuildOutcome.built(List.of(built), new TreeMap<>())));
    batch.at(40, () -> write(built, "rpm"));
    assertThat(next().packages()).containsExactly(built);
    assertThat(batch.now()).isGreaterThan(Duration.ofSeconds(40));
  }

  @Test
  void limitsAreToldWithTheirRemedy() {
    executor.submit(jobs.withMemory(3L << 30).job("a", "true"));
    executor.submit(new Jobs(work).job("b", "true"));
    executor.submit(job("c"));
    batch.put("101", State.MEMORY);
    batch.put("102", State.MEMORY);
    batch.put("103", State.TIME);
    List<String> endings = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      endings.add(next().failure().orElseThrow().ending());
    }
    assertThat(endings)
        .containsExactlyInAnyOrder(
            "fake stopped it since it used more than its 4.0 GiB (MEMORY): raise \"memory\" of the"
                + " package",
            "fake stopped it since it used more memory than jobs get there (MEMORY): set \"memory\""
                + " of the package",
            "fake stopped it after its limit of 15 min 00 s (TIME): raise \"timeLimit\" of the"
                + " package");
    assertThat(batch.requests).hasSize(3);
  }

  @Test
  void aWorkerThatBreaksDownIsToldWithItsLastWords() {
    BuildJob job = job("a");
    executor.submit(job);
    write(job.directory().resolve("fake.log"), "1\n".repeat(50) + "/java: not found\n");
    batch.put("101", State.FAILED);
    assertThat(next().failure().orElseThrow().ending())
        .startsWith("its worker ended without an outcome (FAILED):\n1\n")
        .endsWith("/java: not found");
  }

  @Test
  void whatWouldStopAnyOtherJobIsThrown() {
    BuildJob job = job("a");
    executor.submit(job);
    new JobDirectory(job).stop(List.of(Problem.of("DOS-TEST-01", "no compiler", "", "install")));
    batch.put("101", State.FAILED);
    assertThatThrownBy(executor::next).hasMessageContaining("DOS-TEST-01 no compiler");
  }

  @Test
  void aJobThatSomebodyCancelsIsNotDoneAgain() {
    executor.submit(job("a"));
    batch.put("101", State.CANCELLED);
    assertThat(next().status()).isEqualTo(BuildOutcome.Status.CANCELLED);
    assertThat(batch.requests).hasSize(1);
    assertThat(warned).singleElement().asString().contains("somebody cancelled job 101");
  }

  @Test
  void aJobThatMayNeverStartIsToldOnce() {
    batch.first = State.WAITING;
    executor.submit(job("a"));
    String name = batch.requests.get(0).name();
    batch.jobs.put(
        "101",
        new BatchSystem.Listed(
            "101", name, new BatchSystem.Status(State.WAITING, "PENDING, held", true)));
    batch.at(1000, () -> end(job("a")));
    next();
    assertThat(warned).containsExactly("a: job 101 of fake may never start: PENDING, held");
  }

  @Test
  void anAbsenceIsToldOnceAndOutcomesAreSeenMeanwhile() {
    executor.submit(job("a"));
    executor.submit(job("b"));
    batch.at(10, () -> batch.away = true);
    batch.at(60, () -> end(job("a")));
    batch.at(300, () -> batch.away = false);
    batch.at(400, () -> end(job("b")));
    next();
    assertThat(batch.now()).isLessThan(Duration.ofSeconds(70));
    next();
    assertThat(warned)
        .containsExactly(
            "fake does not answer and is asked again; jobs go on meanwhile: connect failure");
    assertThat(told).singleElement().asString().startsWith("fake answers again, after ");
  }

  @Test
  void patienceHasAnEnd() {
    executor.submit(job("a"));
    batch.away = true;
    assertThatThrownBy(executor::next).hasMessageContaining("DOS-EXECUTOR-06");
    assertThat(batch.now()).isGreaterThan(Duration.ofHours(2));
    assertThat(warned).as("again every ten minutes").hasSizeBetween(11, 13);
    batch.away = false;
  }

  @Test
  void aSubmissionWhoseAnswerIsLostIsNotMadeTwice() {
    batch.mute = true;
    executor.submit(job("a"));
    batch.at(100, () -> end(job("a")));
    assertThat(next()).isEqualTo(built());
    assertThat(batch.requests).hasSize(1);
  }

  @Test
  void aSubmissionThatDidNotArriveIsMadeAgain() {
    batch.away = true;
    executor.submit(job("a"));
    batch.at(30, () -> batch.away = false);
    batch.at(200, () -> end(job("a")));
    assertThat(next()).isEqualTo(built());
    assertThat(batch.requests).hasSize(1);
  }

  @Test
  void closingCancelsAndWaitsUntilAllAreGone() {
    executor.submit(job("a"));
    executor.submit(job("b"));
    batch.put("102", State.WAITING);
    batch.ended = State.RUNNING;
    batch.at(7, () -> batch.put("101", State.CANCELLED));
    batch.at(9, () -> batch.put("102", State.CANCELLED));
    batch.at(9, () -> batch.ended = State.CANCELLED);
    executor.close();
    assertThat(batch.cancelled).contains("101", "102");
    assertThat(batch.now()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(12));
    assertThat(warned).isEmpty();
  }

  @Test
  void whatCannotBeCancelledIsTold() {
    executor.submit(job("a"));
    batch.ended = State.RUNNING;
    executor.close();
    assertThat(batch.now()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
    assertThat(warned).singleElement().asString().contains("not all jobs of fake are gone", "101");
  }

  @Test
  void anInterruptIsToldAndDoesNotKeepFromCancelling() {
    executor.submit(job("a"));
    Thread.currentThread().interrupt();
    executor.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(batch.cancelled).containsExactly("101");
  }

  @Test
  void nothingIsSubmittedOnceTheJvmEnds() {
    executor.submit(job("a"));
    executor.end();
    assertThat(batch.cancelled).containsExactly("101");
    assertThatThrownBy(() -> executor.submit(job("b"))).hasMessageContaining("DOS-EXECUTOR-04");
    assertThat(batch.requests).hasSize(1);
  }

  @Test
  void aSecondRunUsesTakesOverAndCancels() {
    for (String name : List.of("done", "same", "other")) {
      executor.submit(job(name));
    }
    again();
    assertThat(batch.cancelled).isEmpty();
    end(job("done"));
    batch.put("101", State.COMPLETED);
    write(work.resolve("other.src.rpm"), "changed");
    for (String name : List.of("done", "same", "other")) {
      executor.submit(job(name));
    }
    assertThat(executor.next().job().name()).isEqualTo("done");
    batch.at(50, () -> end(job("same")));
    batch.at(60, () -> end(job("other")));
    assertThat(executor.next().job().name()).isEqualTo("same");
    assertThat(executor.next().job().name()).isEqualTo("other");
    assertThat(batch.cancelled).containsExactly("103");
    assertThat(batch.requests).hasSize(4);
    assertThat(batch.requests.get(3).name()).endsWith("-other-a2");
    assertThat(told).containsExactly("same: job 102 of fake is taken over");
    assertThat(warned).isEmpty();
  }

  @Test
  void whatASecondRunDoesNotWantIsCancelledAtItsEnd() {
    executor.submit(job("gone"));
    again();
    executor.submit(job("new"));
    batch.at(10, () -> end(job("new")));
    next();
    batch.put("102", State.COMPLETED);
    executor.close();
    assertThat(batch.cancelled).containsExactly("101");
  }

  @Test
  void aJobThatFailedInAnEarlierRunIsDoneAgain() {
    BuildJob job = job("a");
    executor.submit(job);
    BuildOutcome.Failure failure = new BuildOutcome.Failure("rpmbuild", List.of(), "status 1");
    new JobDirectory(job).end(BuildOutcome.failed(failure, new TreeMap<>()));
    assertThat(next().status()).isEqualTo(BuildOutcome.Status.FAILED);
    batch.put("101", State.COMPLETED);
    again();
    executor.submit(job);
    assertThat(batch.requests).hasSize(2);
  }

  @Test
  void twoRunsInOneDirectoryAreRefused() {
    assertThatThrownBy(() -> executor(1))
        .hasMessageContaining("DOS-EXECUTOR-05")
        .hasMessageContaining(work.toString());
  }

  @Test
  void aCopyOfTheDirectoryHasJobsOfItsOwn() throws IOException {
    executor.submit(job("a"));
    Path copy = Files.createDirectories(work.resolve("copy"));
    Files.copy(work.resolve("batch-run"), copy.resolve("batch-run"));
    try (BatchRun run = BatchRun.open(copy)) {
      assertThat(batch.requests.get(0).name()).doesNotStartWith(run.prefix());
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
