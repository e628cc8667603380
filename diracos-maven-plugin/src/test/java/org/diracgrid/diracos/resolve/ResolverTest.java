package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResolverTest {

  @Test
  void followsNamesSonamesAndFilesAndStopsAtGlibc() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires libz.so.1()(64bit)
              requires /bin/sh
              requires libc.so.6()(64bit)
              requires rpmlib(PayloadIsZstd) <= 5.4.18-1
            zlib-1-1.x86_64
              provides libz.so.1()(64bit)
              requires libc.so.6()(64bit)
            bash-5-1.x86_64
              file /bin/sh
              requires glibc >= 2
            glibc-2.28-1.x86_64
              provides libc.so.6()(64bit)
              requires basesystem
            basesystem-1-1.noarch
            """);
    Closure closure = world.closure(World.request("app"));
    assertThat(World.nevras(closure))
        .containsExactly("app-1-1.x86_64", "bash-5-1.x86_64", "zlib-1-1.x86_64");
    assertThat(closure.cuts())
        .extracting(Closure.Cut::by)
        .contains("app-1-1.x86_64", "bash-5-1.x86_64", "zlib-1-1.x86_64");
    assertThat(closure.packages().get(2).requiredBy())
        .containsExactly(new Closure.Reason("app-1-1.x86_64", false, "libz.so.1()(64bit)"));
  }

  @Test
  void takesTheBestVersionThatAllAgreeOn() {
    World world =
        World.of(
            """
            a-1-1.x86_64
              requires lib
            b-1-1.x86_64
              requires lib < 2
            lib-1-1.x86_64
            lib-1-2.x86_64
            lib-2-1.x86_64
            """);
    assertThat(world.resolve("a")).containsExactly("a-1-1.x86_64", "lib-2-1.x86_64");
    assertThat(world.resolve("a", "b"))
        .containsExactly("a-1-1.x86_64", "b-1-1.x86_64", "lib-1-2.x86_64");
  }

  @Test
  void backsOutOfAChoiceThatCannotWork() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires web
            alpha-1-1.x86_64
              provides web
              requires missing
            beta-1-1.x86_64
              provides web
              conflicts core
            core-1-1.x86_64
            gamma-1-1.x86_64
              provides web
            """);
    assertThat(world.resolve("app", "core"))
        .containsExactly("app-1-1.x86_64", "core-1-1.x86_64", "gamma-1-1.x86_64");
  }

  @Test
  void prefersPriorityOverVersionAndAWorkingArchitecture() {
    World world =
        World.of(
            """
            repo low
            a-9-1.x86_64
            repo high
            a-1-1.x86_64
            repo r
            a-5-1.aarch64
            a-5-1.i686
            """);
    assertThat(world.resolve("a")).containsExactly("a-1-1.x86_64");
  }

  @Test
  void leavesOutWhatAnotherCandidateObsoletes() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires mail
            alpine-1-1.x86_64
              provides mail
            mutt-1-1.x86_64
              provides mail
              obsoletes alpine < 2
            """);
    assertThat(world.resolve("app")).containsExactly("app-1-1.x86_64", "mutt-1-1.x86_64");
  }

  @Test
  void readsRichDependencies() {
    World world =
        World.of(
            """
            or-1-1.x86_64
              requires (nothing or x)
            if-1-1.x86_64
              requires (y if x)
            else-1-1.x86_64
              requires (y if z else x)
            with-1-1.x86_64
              requires (cap with x)
            without-1-1.x86_64
              requires (cap without x)
            x-1-1.x86_64
              provides cap
            y-1-1.x86_64
              provides cap
            z-1-1.x86_64
            """);
    assertThat(world.resolve("or")).containsExactly("or-1-1.x86_64", "x-1-1.x86_64");
    assertThat(world.resolve("if")).containsExactly("if-1-1.x86_64");
    assertThat(world.resolve("if", "x"))
        .containsExactly("if-1-1.x86_64", "x-1-1.x86_64", "y-1-1.x86_64");
    assertThat(world.resolve("else")).containsExactly("else-1-1.x86_64", "x-1-1.x86_64");
    assertThat(world.resolve("with")).containsExactly("with-1-1.x86_64", "x-1-1.x86_64");
    assertThat(world.resolve("without")).containsExactly("without-1-1.x86_64", "y-1-1.x86_64");
  }

  @Test
  void looksIntoFilelistsOnlyForWhatPrimaryDoesNotAnswer() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires /usr/share/data
              requires /bin/known
            data-1-1.noarch
            known-1-1.x86_64
              file /bin/known
            """);
    List<String> asked = new java.util.ArrayList<>();
    Closure closure =
        new Resolver(
                world.index(),
                paths -> {
                  asked.addAll(paths);
                  return Map.of("/usr/share/data", new int[] {1});
                })
            .resolve(World.request("app"));
    assertThat(asked).containsExactly("/usr/share/data");
    assertThat(World.nevras(closure))
        .containsExactly("app-1-1.x86_64", "data-1-1.noarch", "known-1-1.x86_64");
  }

  @Test
  void aFileThatPrimaryDoesNotListCanBeRequiredTwice() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires /usr/share/data
              requires /usr/share/data
              requires other
            other-1-1.x86_64
              requires /usr/share/data
            data-1-1.noarch
            """);
    Closure closure =
        new Resolver(world.index(), paths -> Map.of("/usr/share/data", new int[] {2}))
            .resolve(World.request("app"));
    assertThat(World.nevras(closure))
        .containsExactly("app-1-1.x86_64", "data-1-1.noarch", "other-1-1.x86_64");
  }

  @Test
  void ignoredPackagesAreCutLikeTheBoundary() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires perl
            perl-5-1.x86_64
              requires deep
            deep-1-1.x86_64
            """);
    ResolveRequest request =
        new ResolveRequest(
            List.of(new Root("app", "packages", "diracos.json")),
            new Boundary(Boundary.Policy.EDGE, List.of()),
            List.of("per*"),
            "x86_64",
            Map.of());
    Closure closure = world.closure(request);
    assertThat(World.nevras(closure)).containsExactly("app-1-1.x86_64");
    assertThat(closure.cuts())
        .containsExactly(new Closure.Cut("app-1-1.x86_64", false, "perl", "perl"));
  }

  @Test
  void theOrderOfTheMetadataDoesNotMatter() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires web
              requires (x or y)
            alpha-1-1.x86_64
              provides web
            beta-1-1.x86_64
              provides web
            x-1-1.noarch
            y-1-1.noarch
            y-2-1.noarch
            """);
    Closure closure = world.closure(World.request("app"));
    for (int seed = 0; seed < 20; seed++) {
      assertThat(world.shuffled(seed).closure(World.request("app"))).isEqualTo(closure);
    }
  }

  @Test
  void kernelsOfSeveralVersionsStandSideBySide() {
    World world =
        World.of(
            """
            kernel-5-1.x86_64
            kernel-6-1.x86_64
            tool-1-1.x86_64
            tool-2-1.x86_64
            """);
    assertThat(world.resolve("kernel")).containsExactly("kernel-6-1.x86_64");
    assertThat(world.resolve("kernel-5", "kernel-6"))
        .containsExactly("kernel-5-1.x86_64", "kernel-6-1.x86_64");
    assertThatThrownBy(() -> world.resolve("tool-1", "tool-2"))
        .hasMessageContaining("DOS-RESOLVE-03");
  }

  @Test
  void aFeatureOfRpmThatIsNotKnownIsNotThere() {
    World world =
        World.of(
            """
            old-1-1.x86_64
              requires rpmlib(FileDigests) <= 4.6.0-1
            new-1-1.x86_64
              requires rpmlib(PayloadIsCake) <= 9.0-1
            """);
    assertThat(world.resolve("old")).containsExactly("old-1-1.x86_64");
    assertThatThrownBy(() -> world.resolve("new"))
        .hasMessageContaining("DOS-RESOLVE-01 nothing provides rpmlib(PayloadIsCake) <= 9.0-1");
  }

  @Test
  void configRequirementsAreMetByWhatProvidesThem() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires config(app) = 1-1
              provides config(app) = 1-1
            """);
    assertThat(world.resolve("app")).containsExactly("app-1-1.x86_64");
  }

  @Test
  void aChoiceIsTakenBackForWhatCameInAnyway() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires web
              requires (tools or more)
            alpha-1-1.x86_64
              provides web
            beta-1-1.x86_64
              provides web
            more-1-1.x86_64
              requires beta
            tools-1-1.x86_64
              requires nothing
            """);
    assertThat(world.resolve("app"))
        .containsExactly("app-1-1.x86_64", "beta-1-1.x86_64", "more-1-1.x86_64");
  }

  @Test
  void anEmptyBoundaryIsNone() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires glibc
            glibc-2-1.x86_64
              requires basesystem
            basesystem-1-1.noarch
            """);
    ResolveRequest request = World.request("app");
    for (Boundary.Policy policy : Boundary.Policy.values()) {
      Closure closure =
          world.closure(
              new ResolveRequest(
                  request.roots(), new Boundary(policy, List.of()), List.of(), "x86_64", Map.of()));
      assertThat(World.nevras(closure))
          .containsExactly("app-1-1.x86_64", "basesystem-1-1.noarch", "glibc-2-1.x86_64");
      assertThat(closure.cuts()).isEmpty();
    }
  }

  @Test
  void aConflictHoldsBesideTheHostsProvider() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              conflicts libc
            musl-1-1.x86_64
              provides libc
            glibc-2-1.x86_64
              provides libc
            """);
    assertThat(world.resolve("app")).containsExactly("app-1-1.x86_64");
    assertThatThrownBy(() -> world.resolve("app", "musl")).hasMessageContaining("DOS-RESOLVE-03");
  }
}
