package org.diracgrid.diracos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BuildPlanTest {

  private static List<String> ids(List<Task> tasks) {
    return tasks.stream().map(Task::id).toList();
  }

  private static List<String> edges(BuildPlan plan) {
    return plan.tasks().stream()
        .flatMap(task -> plan.edges(task).stream())
        .map(Edge::toString)
        .toList();
  }

  private static List<String> notes(BuildPlan plan) {
    return plan.notes().stream().map(Note::text).toList();
  }

  @Test
  void aSourceComesAfterTheOneWhoseHeaderNamesThePackage() {
    BuildPlan plan =
        Sources.parse(
                """
                python
                  needs zlib-devel >= 1.2, gcc
                zlib 1.3-1
                  makes zlib, zlib-devel
                base
                  has gcc
                """)
            .plan();
    assertThat(ids(plan.tasks())).containsExactly("zlib", "python");
    assertThat(edges(plan)).containsExactly("python needs zlib-devel >= 1.2, made by zlib");
    assertThat(plan.stages()).hasSize(2);
    assertThat(plan.notes()).isEmpty();
  }

  @Test
  void whatTheBaseMadeOfTheSameSourceTellsCapabilities() {
    BuildPlan plan =
        Sources.parse(
                """
                app
                  needs pkgconfig(zlib) >= 1.3, /usr/bin/unzip-tool, libz.so.1()(64bit)
                zlib 1.3-1
                  makes zlib, zlib-devel
                base
                  from zlib: zlib 1.2-1: libz.so.1()(64bit)
                  from zlib: zlib-devel 1.2-1: pkgconfig(zlib) = 1.2
                  from zlib: zlib-tools 1.2-1: /usr/bin/unzip-tool
                """)
            .plan();
    // zlib-tools is not among the packages of our zlib: it stays the base's.
    assertThat(edges(plan))
        .containsExactly("app needs pkgconfig(zlib) >= 1.3, libz.so.1()(64bit), made by zlib");
    assertThat(plan.notes()).isEmpty();
  }

  @Test
  void whatAnEarlierBuildMadeWinsOverTheBase() {
    BuildPlan plan =
        Sources.parse(
                """
                app
                  needs pkgconfig(old), pkgconfig(new)
                lib
                  makes lib-devel
                  made lib-devel: pkgconfig(new)
                base
                  from lib: lib-devel: pkgconfig(old)
                """)
            .plan();
    assertThat(edges(plan)).containsExactly("app needs pkgconfig(new), made by lib");
  }

  @Test
  void aHeaderFromBeforeItNamedPackagesIsTakenByItsNameAndTheBase() {
    BuildPlan plan =
        Sources.parse(
                """
                app
                  needs lib, lib-devel
                lib
                base
                  from lib: lib-devel
                """)
            .plan();
    assertThat(edges(plan)).containsExactly("app needs lib, lib-devel, made by lib");
  }

  @Test
  void aPackageThatIsNotKeptComesFromTheBase() {
    BuildPlan plan =
        Sources.parse(
                """
                app
                  needs git, git-core
                git
                  makes git, git-core
                  keeps git-core
                base
                  has git
                """)
            .plan();
    assertThat(edges(plan)).containsExactly("app needs git-core, made by git");
  }

  @Test
  void aVersionThatOursLacksIsTheBasesMatter() {
    BuildPlan plan =
        Sources.parse(
                """
                app
                  needs lib >= 2, odd >= 2
                lib 1-1
                  makes lib
                odd 1-1
                  makes odd
                base
                  has lib = 2
                """)
            .plan();
    assertThat(edges(plan)).isEmpty();
    assertThat(notes(plan))
        .containsExactly(
            "app needs lib >= 2, but lib makes lib = 1-1: met by the base",
            "app needs odd >= 2, but odd makes odd = 1-1, and the base does not provide it");
  }

  @Test
  void needingItselfIsMetByTheBase() {
    BuildPlan plan =
        Sources.parse(
                """
                gcc
                  needs gcc, nowhere
                  makes gcc
                base
                  has gcc
                """)
            .plan();
    assertThat(edges(plan)).isEmpty();
    assertThat(notes(plan))
        .containsExactly(
            "gcc needs gcc, which it makes itself: met by the base",
            "gcc needs nowhere, which neither the base nor a build is known to provide");
  }

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
  void theBootstrapComesBeforeAllElse() {
    BuildPlan plan =
        Sources.parse(
                """
                python bootstrap
                  needs zlib-devel, macros
                macros bootstrap
                zlib
                  makes zlib-devel
                alone
                base
                  has zlib-devel
                """)
            .plan();
    assertThat(ids(plan.tasks()))
        .containsExactly("macros@bootstrap", "python@bootstrap", "alone", "zlib");
    Task zlib = plan.task("zlib").orElseThrow();
    assertThat(ids(plan.ancestors(zlib))).containsExactly("macros@bootstrap", "python@bootstrap");
    assertThat(plan.predecessors(zlib.index())).containsExactly(1);
    assertThat(notes(plan))
        .containsExactly(
            "python@bootstrap needs zlib-devel, which zlib makes after the bootstrap: met by the"
                + " base");
  }

  @Test
  void aNameInTheBootstrapAndAgainSuppliesByTheFinalOne() {
    BuildPlan plan =
        Sources.parse(
                """
                python bootstrap
                python
                  needs expat, python
                expat
                  needs python
                app
                  needs python
                """)
            .plan();
    assertThat(edges(plan))
        .containsExactlyInAnyOrder(
            "python needs expat, made by expat", "app needs python, made by python");
    assertThat(notes(plan))
        .containsExactly(
            "python needs python, which it makes itself: met by python@bootstrap",
            "expat is built before python and needs python: met by python@bootstrap");
  }

  @Test
  void aNameTwiceOutsideOfTheBootstrapIsReplacedOrBuiltOnce() {
    BuildPlan plan =
        Sources.parse(
                """
                lib 4.6-1
                app
                  needs lib
                lib 4.8-1
                same 1-1
                same 1-1
                """)
            .plan();
    assertThat(ids(plan.tasks())).containsExactly("lib@1", "same", "lib", "app");
    assertThat(edges(plan)).containsExactly("lib replaces lib@1", "app needs lib, made by lib");
    assertThat(notes(plan))
        .containsExactly(
            "lib-4.6-1.src is built, and replaced by lib-4.8-1.src of the same name, which"
                + " supplies the others",
            "same is configured again with the same source same-1-1.src: built once, as at"
                + " diracos.json:4");
  }

  @Test
  void buildsForAnotherArchitectureSupplyTheirOwnFirst() {
    BuildPlan plan =
        Sources.parse(
                """
                lib
                  makes lib-devel
                lib arch=i686
                  makes lib-devel
                app
                  needs lib-devel
                app32 arch=i686
                  needs lib-devel
                odd
                  needs lib-devel(x86-32)
                """)
            .plan();
    assertThat(edges(plan))
        .containsExactlyInAnyOrder(
            "app needs lib-devel, made by lib.x86_64",
            "app32 needs lib-devel, made by lib.i686",
            "odd needs lib-devel(x86-32), made by lib.i686");
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
  void nothingToBuildIsAPlan() {
    assertThat(BuildPlan.of(List.of(), BaseProvides.NOTHING).stages()).isEmpty();
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
