package org.diracgrid.diracos.build.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;

/** How jobs are submitted, watched and told of. */
class BatchExecutorTest extends BatchRuns {

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
}
