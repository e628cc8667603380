package org.diracgrid.diracos.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;

class CycleReportTest {

  private static DiracosException failure(String text) {
    Sources sources = Sources.parse(text);
    return catchThrowableOfType(DiracosException.class, sources::plan);
  }

  @Test
  void aCycleIsPrintedWithItsRequirementsAndWhatWouldBreakIt() {
    DiracosException failure =
        failure(
            """
            python
              needs expat-devel, pkgconfig(libffi)
              makes python, python-devel
            expat
              needs libtool
              makes expat-devel
            libtool
              needs python-devel
            libffi
              makes libffi-devel
              made libffi-devel: pkgconfig(libffi)
            base
              has expat-devel, pkgconfig(libffi)
            """);
    assertThat(failure.problems().get(0))
        .hasToString(
            """
            DOS-PLAN-01 3 sources need each other to be built: expat, libtool, python
              where     diracos.json:0
              because   python needs expat-devel, made by expat
                        expat needs libtool, made by libtool
                        libtool needs python-devel, made by python
              fix       declare "bootstrap": true for python: it is then built first, with the base's\
             expat-devel, pkgconfig(libffi)
                        (a second entry without "bootstrap" builds it again with the others'\
             packages)""");
    assertThat(failure.problems()).hasSize(1);
  }

  @Test
  void allIndependentCyclesAreReportedAtOnce() {
    DiracosException failure =
        failure(
            """
            a
              needs b
            b
              needs a
            c
              needs d, a
            d
              needs c
            base
              has a, b, c, d
            """);
    assertThat(failure.problems())
        .extracting("what")
        .containsExactly(
            "2 sources need each other to be built: a, b",
            "2 sources need each other to be built: c, d");
  }

  @Test
  void oneSourceOnSeveralCyclesBreaksThemAll() {
    DiracosException failure =
        failure(
            """
            hub
              needs a, b, c
            a
              needs hub
            b
              needs hub
            c
              needs a, hub
            base
              has a, b, c, hub
            """);
    assertThat(failure.problems()).hasSize(1);
    assertThat(failure.problems().get(0).fix()).contains("true for hub: ").doesNotContain("and ");
  }

  @Test
  void aSourceThatTheBaseCannotServeIsNotAdvisedIfThereIsAnother() {
    DiracosException failure =
        failure(
            """
            a
              needs b-new
            b
              needs a
              makes b, b-new
            base
              has a
            """);
    assertThat(failure.problems().get(0).fix())
        .startsWith(
            "declare \"bootstrap\": true for b: it is then built first, with the base's a\n");
  }

  @Test
  void whatTheBaseLacksIsSaid() {
    DiracosException failure =
        failure(
            """
            a
              needs b-new
            b
              needs a, c
              makes b, b-new
            c
            """);
    assertThat(failure.problems().get(0).fix())
        .contains("true for a: it is then built first\n")
        .contains("(the base does not provide b-new: add it there)");
  }

  @Test
  void aCycleThatNoOneSourceBreaksNamesSeveral() {
    DiracosException failure =
        failure(
            """
            a
              needs b
            b
              needs a, c
            c
              needs d
            d
              needs c, a
            base
              has a, b, c, d
            """);
    assertThat(failure.problems().get(0).fix())
        .contains("true for a: ")
        .contains("and declare \"bootstrap\": true for c: ");
    assertThat(failure.problems().get(0).because())
        .isEqualTo(
            """
            a needs b, made by b
            b needs a, made by a

            c needs d, made by d
            d needs c, made by c""");
  }

  @Test
  void aCycleOfTheBootstrapIsBrokenByTakingADeclarationAway() {
    DiracosException failure =
        failure(
            """
            a bootstrap
              needs b
            b bootstrap
              needs a
            base
              has b
            """);
    assertThat(failure.problems().get(0).toString())
        .startsWith("DOS-PLAN-02 2 sources of the bootstrap need each other to be built:")
        .contains(
            "take \"bootstrap\": true from b@bootstrap: it is then built later, and the others use"
                + " the base's b");
  }

  @Test
  void sourcesThatAllNeedEachOtherHaveNoWayOut() {
    DiracosException failure =
        failure(
            """
            a
              needs b, c
            b
              needs a, c
            c
              needs a, b
            base
              has a, b, c
            """);
    assertThat(failure.problems().get(0).fix()).startsWith("no set of sources was found");
    assertThat(failure.problems().get(0).because())
        .isEqualTo("a needs b, made by b\nb needs a, made by a");
  }

  @Test
  void aRequirementAtRunTimeThatTheBaseLacksClosesACycle() {
    DiracosException failure =
        failure(
            """
            app
              needs foo-devel
            foo
              makes foo-devel
              made foo-devel <- bar-new
            bar
              makes bar-new
              needs app
            base
              has app, foo-devel
            """);
    assertThat(failure.problems().get(0).because())
        .contains("app needs foo-devel, which needs bar-new at run time, made by bar");
  }

  @Test
  void aLargeCycleIsReportedInTime() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      text.append("s%d\n  needs s%d, s%d\n".formatted(i, (i + 1) % 2000, (i * 7 + 3) % 2000));
    }
    text.append("base\n  has ");
    for (int i = 0; i < 2000; i++) {
      text.append(i == 0 ? "s0" : ", s" + i);
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    assertThat(failure(text.toString()).problems()).hasSize(1);
    assertThat((threads.getCurrentThreadCpuTime() - start) / 1_000_000_000L).isLessThan(20);
  }
}
