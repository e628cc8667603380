package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;

class ResolverRootsTest {

  @Test
  void acceptsTheFormsOfARoot() {
    World world =
        World.of(
            """
            a-1-1.x86_64
            a-2-1.x86_64
              file /usr/bin/a
            a-plus-1-1.noarch
              provides special
            """);
    assertThat(world.resolve("a")).containsExactly("a-2-1.x86_64");
    assertThat(world.resolve("a-1")).containsExactly("a-1-1.x86_64");
    assertThat(world.resolve("a-1-1")).containsExactly("a-1-1.x86_64");
    assertThat(world.resolve("a-0:1-1.x86_64")).containsExactly("a-1-1.x86_64");
    assertThat(world.resolve("a.x86_64")).containsExactly("a-2-1.x86_64");
    assertThat(world.resolve("a*")).containsExactly("a-2-1.x86_64", "a-plus-1-1.noarch");
    assertThat(world.resolve("/usr/bin/a")).containsExactly("a-2-1.x86_64");
    assertThat(world.resolve("special")).containsExactly("a-plus-1-1.noarch");
  }

  @Test
  void aRootWithAVersionTakesTheBestThatMeetsIt() {
    World world =
        World.of(
            """
            a-1-1.x86_64
            a-1:1.2-3.x86_64
            a-2-1.x86_64
            new-a-1-1.noarch
              obsoletes a < 9
            other-1-1.noarch
              provides a = 1.5
            """);
    assertThat(world.resolve("a = 2")).containsExactly("a-2-1.x86_64");
    assertThat(world.resolve("a = 1:1.2-3")).containsExactly("a-1:1.2-3.x86_64");
    assertThat(world.resolve("a < 1.5")).containsExactly("a-1-1.x86_64");
    assertThat(world.resolve("a >= 1:1")).containsExactly("a-1:1.2-3.x86_64");
    assertThat(world.resolve("a <= 1.5", "other")).containsExactly("other-1-1.noarch");
    assertThatThrownBy(() -> world.resolve("a > 1:2"))
        .hasMessageContaining("DOS-RESOLVE-02 no package provides 'a > 1:2'")
        .hasMessageContaining("a-1:1.2-3.x86_64")
        .hasMessageContaining("a-2-1.x86_64");
    assertThatThrownBy(() -> world.resolve("a >> 2"))
        .hasMessageContaining("package 'a >> 2' has a version that cannot be understood")
        .hasMessageContaining("'>>' is no comparison");
  }

  @Test
  void aRootBindsToOneCopyOfWhatTwoRepositoriesHave() {
    String broken = "repo %s\na-1-1.noarch\n  requires nothing-has-it\n";
    String sound = "repo %s\na-1-1.noarch\n";
    assertThat(World.of(broken.formatted("low") + sound.formatted("high")).resolve("a"))
        .containsExactly("a-1-1.noarch");
    assertThat(World.of(sound.formatted("x") + broken.formatted("y")).resolve("a"))
        .containsExactly("a-1-1.noarch");
    assertThatThrownBy(() -> World.of(sound.formatted("y") + broken.formatted("x")).resolve("a"))
        .hasMessageContaining("nothing-has-it");
  }

  @Test
  void namesEveryRootThatMatchesNothingWithNearNames() {
    World world = World.of("openssl-1-1.x86_64\ncurl-1-1.x86_64\n");
    assertThatThrownBy(() -> world.resolve("opensll", "crul"))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-RESOLVE-02 no package matches 'opensll'")
        .hasMessageContaining("did you mean openssl?")
        .hasMessageContaining("no package matches 'crul'")
        .hasMessageContaining("did you mean curl?");
  }

  @Test
  void noRootIsAnError() {
    assertThatThrownBy(() -> World.of("a-1-1.noarch").resolve())
        .hasMessageContaining("DOS-RESOLVE-04");
  }

  @Test
  void aRootShipsInItsBestVersionOrNotAtAll() {
    World world =
        World.of(
            """
            a-1-1.x86_64
            a-2-1.x86_64
              requires missing
            """);
    assertThat(world.resolve("a-1")).containsExactly("a-1-1.x86_64");
    assertThatThrownBy(() -> world.resolve("a"))
        .hasMessageContaining("DOS-RESOLVE-01 nothing provides missing");
  }

  @Test
  void nothingProvidesShowsTheChainFromTheConfiguration() {
    World world =
        World.of(
            """
            gfal2-all-1-1.x86_64
              requires gfal2
            gfal2-2.21-1.x86_64
              requires libfoo.so.1()(64bit)
            """);
    assertThatThrownBy(() -> world.resolve("gfal2-all"))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-RESOLVE-01 nothing provides libfoo.so.1()(64bit)")
        .hasMessageContaining("needed by gfal2-2.21-1.x86_64 (repo r)")
        .hasMessageContaining(
            "diracos.json: gfal2-all -> gfal2-all-1-1.x86_64 -> gfal2 ->" + " gfal2-2.21-1.x86_64");
  }

  @Test
  void aConflictNamesBothSidesAndHowEachCameIn() {
    World world =
        World.of(
            """
            a-1-1.x86_64
              requires x
            b-1-1.x86_64
              requires y
            x-1-1.x86_64
              conflicts y
            y-1-1.x86_64
            """);
    assertThatThrownBy(() -> world.resolve("a", "b"))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-RESOLVE-03 x-1-1.x86_64 conflicts with y-1-1.x86_64")
        .hasMessageContaining("a -> a-1-1.x86_64 -> x -> x-1-1.x86_64")
        .hasMessageContaining("b -> b-1-1.x86_64 -> y -> y-1-1.x86_64");
  }

  @Test
  void aRequirementThatForbidsAPackageNamesIt() {
    World world =
        World.of(
            """
            a-1-1.x86_64
              requires (c unless b)
            b-1-1.x86_64
            c-1-1.x86_64
            """);
    assertThat(world.resolve("a")).containsExactly("a-1-1.x86_64", "c-1-1.x86_64");
    assertThatThrownBy(() -> world.resolve("a", "b"))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-RESOLVE-03 a-1-1.x86_64 requires the absence of b-1-1.x86_64")
        .hasMessageContaining("(c unless b)");
  }
}
