package org.diracgrid.diracos.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelectionTest {

  private static final BuildPlan PLAN =
      Sources.parse(
              """
              python bootstrap
              zlib
              expat
              app
                needs zlib
              python
                needs zlib, expat
              top
                needs app
              """)
          .plan();

  private static Selection select(List<String> packages, String from, boolean dependents) {
    return Selection.of(
        PLAN,
        new Selection.Wish(
            packages, from.isEmpty() ? Optional.empty() : Optional.of(from), dependents));
  }

  private static List<String> ids(List<Task> tasks) {
    return tasks.stream().map(Task::id).toList();
  }

  @Test
  void nothingSaidIsEverything() {
    Selection all = Selection.of(PLAN, Selection.Wish.ALL);
    assertThat(all.asked()).isEqualTo(PLAN.tasks());
    assertThat(all.before()).isEmpty();
  }

  @Test
  void onePackageBringsWhatItWaitsFor() {
    Selection one = select(List.of("app"), "", false);
    assertThat(ids(one.asked())).containsExactly("app");
    assertThat(ids(one.before())).containsExactly("python@bootstrap", "zlib");
    assertThat(ids(one.all())).containsExactly("python@bootstrap", "zlib", "app");
  }

  @Test
  void dependentsAreAllThatWaitsForIt() {
    Selection zlib = select(List.of("zlib"), "", true);
    assertThat(ids(zlib.asked())).containsExactly("zlib", "app", "python", "top");
    assertThat(ids(zlib.before())).containsExactly("python@bootstrap", "expat");
  }

  @Test
  void aNameIsItsBuildInTheBootstrapToo() {
    assertThat(ids(select(List.of("python"), "", false).asked()))
        .containsExactly("python@bootstrap", "python");
    assertThat(ids(select(List.of("python@bootstrap"), "", false).asked()))
        .containsExactly("python@bootstrap");
  }

  @Test
  void fromOneOnIsByTheOrderOfThePlan() {
    assertThat(ids(PLAN.tasks()))
        .containsExactly("python@bootstrap", "zlib", "expat", "app", "python", "top");
    assertThat(ids(select(List.of(), "app", false).asked()))
        .containsExactly("app", "python", "top");
  }

  @Test
  void unknownNamesAreAllToldWithWhatIsNear() {
    assertThatThrownBy(() -> select(List.of("zlip", "nowhere"), "", false))
        .hasMessageContaining("DOS-PLAN-03 no package to build is named zlip")
        .hasMessageContaining("did you mean zlib?")
        .hasMessageContaining("DOS-PLAN-03 no package to build is named nowhere")
        .hasMessageContaining("-Ddiracos.package");
    assertThatThrownBy(() -> select(List.of(), "exat", false))
        .hasMessageContaining("-Ddiracos.from")
        .hasMessageContaining("did you mean expat?");
  }

  @Test
  void wishesThatContradictThemselvesAreRefused() {
    assertThatThrownBy(() -> select(List.of("zlib"), "app", false))
        .hasMessageContaining("DOS-PLAN-04");
    assertThatThrownBy(() -> select(List.of(), "", true)).hasMessageContaining("DOS-PLAN-04");
  }
}
