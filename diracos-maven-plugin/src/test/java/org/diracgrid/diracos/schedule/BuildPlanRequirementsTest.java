package org.diracgrid.diracos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Requirements of a kind of their own: rich ones, those at run time, those told by earlier builds.
 */
class BuildPlanRequirementsTest extends PlannedBuilds {

  @Test
  void richDependenciesAreFollowed() {
    BuildPlan plan =
        Sources.parse(
                """
                all
                  needs (a and b)
                one
                  needs (a or b)
                base-or-ours
                  needs (a or theirs)
                conditional
                  needs (a if gcc else b)
                both
                  needs (virtual with a)
                without
                  needs (virtual without a)
                a
                  made a: virtual
                b
                  made b: virtual
                base
                  has theirs, gcc
                """)
            .plan();
    assertThat(edges(plan))
        .containsExactlyInAnyOrder(
            "all needs a, made by a",
            "all needs b, made by b",
            "one needs (a or b), made by a",
            "one needs (a or b), made by b",
            "base-or-ours needs (a or theirs), made by a",
            "conditional needs a, made by a",
            "conditional needs b, made by b",
            "both needs (virtual with a), made by a",
            "without needs (virtual without a), made by b");
  }

  @Test
  void anAlternativeThatWouldCloseACycleIsNotTaken() {
    BuildPlan plan =
        Sources.parse(
                """
                a
                  needs (b or c)
                b
                  needs a
                c
                """)
            .plan();
    assertThat(edges(plan))
        .containsExactlyInAnyOrder("a needs (b or c), made by c", "b needs a, made by a");
  }

  @Test
  void aConditionYieldsToACycle() {
    BuildPlan plan =
        Sources.parse(
                """
                a
                  needs (b if c)
                b
                  needs a
                """)
            .plan();
    assertThat(edges(plan)).containsExactly("b needs a, made by a");
    assertThat(notes(plan))
        .containsExactly("a is built before b and needs b: met by another package, or not needed");
  }

  @Test
  void whatAPackageNeedsAtRunTimeComesBeforeToo() {
    BuildPlan plan =
        Sources.parse(
                """
                app
                  needs foo-devel
                foo
                  makes foo-devel
                  made foo-devel <- foo-libs, pkgconfig(bar)
                bar
                  makes bar-devel
                  made bar-devel: pkgconfig(bar) <- baz
                baz
                  needs foo-tools
                base
                  has foo-tools, pkgconfig(bar), baz
                """)
            .plan();
    assertThat(edges(plan))
        .containsExactlyInAnyOrder(
            "app needs foo-devel, made by foo",
            "app needs foo-devel, which needs pkgconfig(bar) at run time, made by bar",
            "app needs bar-devel, which needs baz at run time, made by baz");
  }

  @Test
  void whatIsNeededAtRunTimeYieldsIfTheBaseHasIt() {
    String text =
        """
        zlib
          needs gcc-ours
        gcc
          makes gcc-ours
          made gcc-ours <- libz.so.1
        base
          from zlib: zlib: libz.so.1
        """;
    BuildPlan plan = Sources.parse(text).plan();
    assertThat(edges(plan)).containsExactly("zlib needs gcc-ours, made by gcc");
    assertThat(plan.notes()).isEmpty();
    BuildPlan third =
        Sources.parse(
                """
                app
                  needs foo-devel
                foo
                  makes foo-devel
                  made foo-devel <- bar
                bar
                  needs app
                base
                  has bar
                """)
            .plan();
    assertThat(ids(third.tasks())).containsExactly("foo", "app", "bar");
    assertThat(notes(third))
        .containsExactly(
            "app is built before bar and needs foo-devel, which needs bar at run time: met by the"
                + " base");
  }

  @Test
  void whatTheBasesPackagesNeedIsNotFollowed() {
    BuildPlan plan =
        Sources.parse(
                """
                zlib
                  needs cmake
                app
                  needs cmake
                base
                  from cmake: cmake <- libz.so.1
                  from zlib: zlib: libz.so.1
                """)
            .plan();
    assertThat(edges(plan)).isEmpty();
  }

  @Test
  void requirementsThatAnEarlierBuildToldCount() {
    BuildPlan plan =
        Sources.parse(
                """
                known
                  dynamic yes
                  told python3dist(setuptools)
                unknown
                  dynamic yes
                setuptools
                  made python3-setuptools: python3dist(setuptools) = 65
                """)
            .plan();
    assertThat(edges(plan))
        .containsExactly("known needs python3dist(setuptools), made by setuptools");
    assertThat(notes(plan))
        .containsExactly("unknown tells more requirements only while it is built");
  }

  @Test
  void whatWasToldMeanwhileMakesABuildWaitForMore() {
    String known =
        """
        asker
          needs gcc
        giver
          makes giver
        last
          needs asker-devel
        base
          has gcc
        """;
    BuildPlan before =
        Sources.parse(known.replace("needs gcc", "needs gcc\n  makes asker-devel")).plan();
    BuildPlan now =
        Sources.parse(
                known
                    .replace("needs gcc", "needs gcc\n  makes asker-devel\n  told gift(deep) >= 1")
                    .replace("makes giver", "makes giver\n  made giver: gift(deep) = 2"))
            .plan();
    assertThat(ids(now.waitingForMore(before))).containsExactly("asker", "last");
    Task asker = now.task("asker").orElseThrow();
    assertThat(ids(now.newAncestors(asker, before))).containsExactly("giver");
    assertThat(now.waitingForMore(now)).isEmpty();
    assertThat(before.waitingForMore(now)).isEmpty();
  }
}
