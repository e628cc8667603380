package org.diracgrid.diracos.build.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.executor.BatchSystem.State;
import org.junit.jupiter.api.Test;

/** How a run ends, and how the next one goes on. */
class BatchExecutorEndTest extends BatchRuns {

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
}
