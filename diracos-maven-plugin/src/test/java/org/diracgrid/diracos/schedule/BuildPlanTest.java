package org.diracgrid.diracos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which build supplies which. */
class BuildPlanTest extends PlannedBuilds {

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
  void nothingToBuildIsAPlan() {
    assertThat(BuildPlan.of(List.of(), BaseProvides.NOTHING).stages()).isEmpty();
  }
}
