package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;

class LevelPolicyTest {

  @Test
  void levelPolicyStopsWithTheFirstLevelThatHoldsGlibc() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires one
            one-1-1.x86_64
              requires two
              requires glibc
            two-1-1.x86_64
              requires three
            three-1-1.x86_64
            glibc-2-1.x86_64
            """);
    assertThat(World.nevras(world.closure(World.request(Boundary.Policy.LEVEL, "app"))))
        .containsExactly("app-1-1.x86_64", "one-1-1.x86_64", "two-1-1.x86_64");
    assertThat(world.resolve("app")).contains("three-1-1.x86_64");
  }

  @Test
  void levelPolicyTakesWhatProvidesARootThatIsThereForAnotherMachine() {
    World world =
        World.of(
            """
            app-1-1.i686
            other-1-1.x86_64
              provides app
            """);
    assertThat(World.nevras(world.closure(World.request(Boundary.Policy.LEVEL, "app"))))
        .containsExactly("other-1-1.x86_64");
  }

  @Test
  void levelPolicyTellsOfAMalformedRequirementThatItFollows() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires lib
            lib-1-1.x86_64
              requires (a if
            """);
    assertThatThrownBy(() -> world.closure(World.request(Boundary.Policy.LEVEL, "app")))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-RESOLVE-05")
        .hasMessageContaining("lib-1-1.x86_64 (repo r)");
    World last =
        World.of(
            """
            app-1-1.x86_64
              requires lib
              requires glibc
            lib-1-1.x86_64
              requires (a if
            glibc-2-1.x86_64
            """);
    Closure closure = last.closure(World.request(Boundary.Policy.LEVEL, "app"));
    assertThat(World.nevras(closure)).containsExactly("app-1-1.x86_64", "lib-1-1.x86_64");
    assertThat(closure.cuts()).hasSize(1);
  }

  @Test
  void levelPolicyTakesAllProviders() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires web
            alpha-1-1.x86_64
              provides web
            beta-1-1.x86_64
              provides web
            beta-2-1.x86_64
              provides web
            """);
    assertThat(World.nevras(world.closure(World.request(Boundary.Policy.LEVEL, "app"))))
        .containsExactly("alpha-1-1.x86_64", "app-1-1.x86_64", "beta-2-1.x86_64");
  }

  @Test
  void aRootWithAVersionHoldsInTheWalkByLevelsToo() {
    World world = World.of("a-1-1.x86_64\n  requires b\na-2-1.x86_64\nb-1-1.noarch\n");
    assertThat(World.nevras(world.closure(World.request(Boundary.Policy.LEVEL, "a < 2"))))
        .containsExactly("a-1-1.x86_64", "b-1-1.noarch");
  }
}
