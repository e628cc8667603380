package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.schedule.BaseProvides;
import org.diracgrid.diracos.schedule.BuildPlan;
import org.diracgrid.diracos.schedule.MadePackage;
import org.diracgrid.diracos.schedule.PlannedSource;
import org.diracgrid.diracos.schedule.Selection;
import org.diracgrid.diracos.schedule.SourceHeader;
import org.diracgrid.diracos.schedule.Task;
import org.junit.jupiter.api.Test;

class RebuildPassesTest {

  private static final BaseProvides BASE =
      new BaseProvides() {
        @Override
        public List<MadePackage> madeFrom(String source, String arch) {
          return List.of();
        }

        @Override
        public boolean meets(Dependency requirement, String arch) {
          return false;
        }
      };

  private final ToldRequirements told = new ToldRequirements();
  private final Recording progress = new Recording();
  private final List<List<String>> passes = new ArrayList<>();

  private static PlannedSource source(int number, String name, List<Dependency> requires) {
    Evr evr = new Evr(0, "1", "1");
    SourceHeader header =
        new SourceHeader(
            new Nevra(name, evr, "src"),
            requires,
            List.of(Capability.of(name)),
            List.of(),
            List.of(),
            false);
    return PlannedSource.of(number, name, "", header, "here", "x86_64");
  }

  /** asker, which may tell that it needs giver; giver; broken. */
  private BuildPlan plan() {
    List<Dependency> late =
        told.of(0, List::of).stream().map(text -> Dependency.of(Capability.of(text))).toList();
    return BuildPlan.of(
        List.of(
            source(0, "asker", List.of()).earlier(late, List.of()),
            source(1, "giver", List.of()),
            source(2, "broken", List.of())),
        BASE);
  }

  private RebuildPasses passes() {
    return new RebuildPasses(
        this::plan, plan -> Selection.of(plan, Selection.Wish.ALL), told, progress);
  }

  private static BuildState state(BuildState.Kind kind, String because) {
    return new BuildState(kind, List.of(), Optional.empty(), because);
  }

  /** Builds as {@link RebuildLoop} does: what an earlier pass did is taken as it was. */
  private Map<Task, BuildState> build(
      RebuildPasses all, BuildPlan plan, Set<Task> wanted, Predicate<Task> fails) {
    List<String> built = new ArrayList<>();
    Map<Task, BuildState> states = new LinkedHashMap<>();
    for (Task task : plan.tasks()) {
      assertThat(wanted).contains(task);
      Optional<BuildState> known = all.failed(task).or(() -> all.done(task));
      if (known.isEmpty()) {
        built.add(task.id());
      }
      states.put(
          task,
          known.orElseGet(
              () ->
                  fails.test(task)
                      ? state(BuildState.Kind.FAILED, "it fails")
                      : state(BuildState.Kind.BUILT, "")));
    }
    passes.add(built);
    return states;
  }

  @Test
  void whatFailedForWantOfAnotherIsBuiltAfterItAndNothingElseIsAgain() {
    RebuildPasses all = passes();
    RebuildPasses.Result result =
        all.run(
            plan(),
            (plan, wanted) -> {
              boolean first = passes.isEmpty();
              if (first) {
                assertThat(told.add(0, List.of("giver"))).isTrue();
              }
              return build(
                  all,
                  plan,
                  wanted,
                  task -> task.id().equals("broken") || first && task.id().equals("asker"));
            });
    assertThat(passes).hasSize(2);
    assertThat(passes.get(0)).containsExactlyInAnyOrder("asker", "giver", "broken");
    assertThat(passes.get(1)).containsExactly("asker");
    assertThat(progress.lines).contains("asker is built after giver");
    result
        .states()
        .forEach(
            (task, state) ->
                assertThat(state.kind())
                    .isEqualTo(
                        task.id().equals("broken")
                            ? BuildState.Kind.FAILED
                            : BuildState.Kind.BUILT));
    Task asker = result.plan().task("asker").orElseThrow();
    assertThat(result.plan().ancestors(asker)).extracting(Task::id).containsExactly("giver");
  }

  @Test
  void aFailureThatNoOrderMendsIsOnePass() {
    RebuildPasses all = passes();
    all.run(plan(), (plan, wanted) -> build(all, plan, wanted, task -> task.id().equals("broken")));
    assertThat(passes).hasSize(1);
  }

  @Test
  void aBuildMayTellNoMoreThanSoOften() {
    for (int i = 0; i < 10; i++) {
      assertThat(told.add(0, List.of("more" + i))).isTrue();
    }
    assertThat(told.add(0, List.of("more"))).isFalse();
    assertThat(told.add(1, List.of())).isFalse();
    told.forget(0, List.of("more3"));
    assertThat(told.of(0, List::of)).hasSize(10).doesNotContain("more3");
  }
}
