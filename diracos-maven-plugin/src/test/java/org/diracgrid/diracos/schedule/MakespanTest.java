package org.diracgrid.diracos.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MakespanTest {

  private static final int[] SLOTS = {1, 2, 8, 64};

  private static final String CHAIN_AND_REST =
      """
      a 10s
      b 10s
        needs a
      c 10s
        needs b
      x 15s
      y 5s
      """;

  @Test
  void theLongestWayGoesFirst() {
    Sources sources = Sources.parse(CHAIN_AND_REST);
    Makespan two = Makespan.simulate(sources.plan(), sources.durations(), 2);
    assertThat(two.finish()).isEqualTo(Duration.ofSeconds(30));
    assertThat(two.critical()).isEqualTo(Duration.ofSeconds(30));
    assertThat(two.criticalPath()).extracting(Task::id).containsExactly("a", "b", "c");
    assertThat(two.work()).isEqualTo(Duration.ofSeconds(50));
    assertThat(two.utilisation()).isEqualTo(50 / 60.0);
    assertThat(two.ratio()).isEqualTo(1);
    assertThat(two.runs())
        .extracting(run -> run.task() + " " + run.start().toSeconds() + " " + run.slot())
        .containsExactly("a 0 0", "x 0 1", "b 10 0", "y 15 1", "c 20 0");
    Makespan one = Makespan.simulate(sources.plan(), sources.durations(), 1);
    assertThat(one.finish()).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void whatIsDoneAlreadyTakesNoTimeAndHoldsNobodyUp() {
    Sources sources = Sources.parse(CHAIN_AND_REST);
    BuildPlan plan = sources.plan();
    List<Task> open = new ArrayList<>(plan.tasks());
    open.removeIf(task -> task.id().equals("b") || task.id().equals("x"));
    Makespan two = Makespan.simulate(plan, open, sources.durations(), 2);
    // c still comes after a, though what is between them is done.
    assertThat(two.finish()).isEqualTo(Duration.ofSeconds(20));
    assertThat(two.criticalPath()).extracting(Task::id).containsExactly("a", "c");
  }

  @Test
  void aBuildThatWasNeverTimedIsTakenForTheMiddleOne() {
    Sources sources = Sources.parse("a 10s\nb 20s\nc 90s\nd\n");
    Task d = sources.plan().task("d").orElseThrow();
    assertThat(sources.durations().of(d)).isEqualTo(Duration.ofSeconds(20));
    assertThat(Durations.of(Map.of()).of(d)).isEqualTo(Durations.DEFAULT);
  }

  @Test
  void aFailureStopsWhatWaitsForItAndNothingElse() {
    Sources sources = Sources.parse(CHAIN_AND_REST);
    BuildPlan plan = sources.plan();
    ReadyQueue queue = new ReadyQueue(plan, plan.tasks(), sources.durations());
    Task a = queue.poll().orElseThrow();
    assertThat(a.id()).isEqualTo("a");
    assertThat(queue.failed(a)).extracting(Task::id).containsExactly("b", "c");
    assertThat(queue.waiting()).extracting(Task::id).containsExactly("x", "y");
    assertThat(queue.poll()).map(Task::id).contains("x");
    assertThat(queue.poll()).map(Task::id).contains("y");
    assertThat(queue.poll()).isEmpty();
    assertThatThrownBy(() -> queue.done(a)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBuildThatWasLostIsReadyAgain() {
    Sources sources = Sources.parse(CHAIN_AND_REST);
    BuildPlan plan = sources.plan();
    ReadyQueue queue = new ReadyQueue(plan, plan.tasks(), sources.durations());
    Task a = queue.poll().orElseThrow();
    queue.again(a);
    assertThat(queue.poll()).contains(a);
  }

  @Test
  void everyScheduleIsSound() {
    for (long seed = 0; seed < 30; seed++) {
      Sources sources = Sources.parse(RandomSources.sound(seed, 60));
      BuildPlan plan = sources.plan();
      for (int slots : SLOTS) {
        Makespan made = Makespan.simulate(plan, sources.durations(), slots);
        Map<Task, Makespan.Run> runs = new HashMap<>();
        made.runs().forEach(run -> runs.put(run.task(), run));
        assertThat(runs).hasSize(60);
        for (Makespan.Run run : made.runs()) {
          for (Task before : plan.ancestors(run.task())) {
            Makespan.Run earlier = Optional.ofNullable(runs.get(before)).orElseThrow();
            assertThat(earlier.end()).isLessThanOrEqualTo(run.start());
          }
          for (Makespan.Run other : made.runs()) {
            boolean overlap =
                other != run
                    && other.slot() == run.slot()
                    && other.start().compareTo(run.end()) < 0
                    && run.start().compareTo(other.end()) < 0;
            assertThat(overlap).isFalse();
          }
          assertThat(run.slot()).isLessThan(slots);
        }
        assertThat(made.finish()).isGreaterThanOrEqualTo(made.bound());
        // Graham's bound, which holds for any schedule that leaves no slot idle.
        assertThat(made.finish())
            .isLessThanOrEqualTo(made.critical().plus(made.work().dividedBy(slots)));
      }
    }
  }

  @Test
  void randomPlansTakeLittleLongerThanTheyMust() {
    for (int slots : SLOTS) {
      List<Double> ratios = new ArrayList<>();
      for (long seed = 0; seed < 100; seed++) {
        Sources sources = Sources.parse(RandomSources.sound(seed, 60));
        ratios.add(Makespan.simulate(sources.plan(), sources.durations(), slots).ratio());
      }
      ratios.sort(null);
      long within = ratios.stream().filter(ratio -> ratio <= 1.15).count();
      System.out.printf(
          Locale.ROOT,
          "%d slots: finish / bound of 100 random plans: median %.3f, worst %.3f, %d within 1.15%n",
          slots,
          ratios.get(50),
          ratios.get(99),
          within);
      assertThat(ratios.get(50)).isLessThan(1.05);
      assertThat(within).isGreaterThanOrEqualTo(85);
    }
  }
}
