package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeakDependenciesTest {

  @Test
  void whatSupplementedOnceStaysAndWhatDoesForWantOfAnythingDoesNotCome() {
    ResolveRequest plain = World.request("app");
    ResolveRequest weak =
        new ResolveRequest(
            plain.roots(), plain.boundary(), List.of(), "x86_64", plain.priorities(), true);
    World world =
        World.of(
            """
            app-1-1.noarch
            first-1-1.noarch
              supplements app
            ghost-1-1.noarch
            second-1-1.noarch
              supplements (app unless first)
            want-1-1.noarch
              supplements (ghost if nothing-has-it)
            """);
    assertThat(World.nevras(world.closure(weak)))
        .containsExactly("app-1-1.noarch", "first-1-1.noarch", "second-1-1.noarch");
  }

  @Test
  void whatIsRecommendedShipsOnlyWhenAskedForAndSaysSo() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              recommends docs
              recommends nothing
              recommends broken
              recommends (extra if docs)
            docs-1-1.noarch
            extra-1-1.noarch
            broken-1-1.noarch
              requires missing
            plugin-1-1.noarch
              supplements app
            """);
    assertThat(world.resolve("app")).containsExactly("app-1-1.x86_64");
    ResolveRequest plain = World.request("app");
    Closure closure =
        world.closure(
            new ResolveRequest(
                plain.roots(), plain.boundary(), List.of(), "x86_64", Map.of(), true));
    assertThat(World.nevras(closure))
        .containsExactly(
            "app-1-1.x86_64", "docs-1-1.noarch", "extra-1-1.noarch", "plugin-1-1.noarch");
    assertThat(closure.packages())
        .extracting(chosen -> chosen.requiredBy().get(0).toString())
        .containsExactly(
            "required by packages: app",
            "recommended by app-1-1.x86_64: docs",
            "recommended by app-1-1.x86_64: (extra if docs)",
            "supplements app");
  }

  @Test
  void recommendedAndSuggestedCandidatesComeFirst() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires web
              requires mail
              recommends beta
              suggests delta
            alpha-1-1.x86_64
              provides web
            beta-1-1.x86_64
              provides web
            gamma-1-1.x86_64
              provides mail
            delta-1-1.x86_64
              provides mail
            """);
    assertThat(world.resolve("app"))
        .containsExactly("app-1-1.x86_64", "beta-1-1.x86_64", "delta-1-1.x86_64");
  }
}
