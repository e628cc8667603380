package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinkInspectionTest {

  private final LinkInspection inspection = new LinkInspection();

  @Test
  void relativeLinksThatFindTheirTargetAreFine() {
    VerifyReport report =
        Subjects.of("/usr/bin/git", "/bin -> usr/bin", "/usr/bin/g -> git", "/lib/x -> ../bin/git")
            .inspect(inspection);

    assertThat(Subjects.all(report)).isEmpty();
    assertThat(Subjects.result(report, Check.DANGLING_LINK).remark()).isEqualTo("3 links");
  }

  @Test
  void anAbsoluteLinkIsNamedWhetherOrNotItsTargetIsThere() {
    VerifyReport report =
        Subjects.of("/usr/bin/git", "/usr/bin/g -> /usr/bin/git", "/usr/bin/h -> /no/where")
            .inspect(inspection);

    assertThat(Subjects.all(report))
        .containsExactly(
            """
            DOS-VERIFY-08 2 links are absolute
              where     /usr/bin/g -> /usr/bin/git (pkg-1-1.x86_64)
                        /usr/bin/h -> /no/where (pkg-1-1.x86_64)
              because   an absolute link leads to the host's file, wherever the bundle is unpacked
              fix       relocate the tree: mvn diracos:relocate -Ddiracos.tree=DIR""");
  }

  @Test
  void aLinkToNothingAndALinkInCirclesLeadNowhere() {
    VerifyReport report =
        Subjects.of("/usr/lib/a -> b", "/usr/lib/c -> d", "/usr/lib/d -> c").inspect(inspection);

    assertThat(Subjects.all(report))
        .containsExactly(
            """
            DOS-VERIFY-09 3 links lead nowhere
              where     /usr/lib/a -> b (pkg-1-1.x86_64)
                        /usr/lib/c -> d (pkg-1-1.x86_64)
                        /usr/lib/d -> c (pkg-1-1.x86_64)
              fix       add the package that has the target to "manualDependencies", or the link to \
            "knownBrokenLinks\"""");
  }

  @Test
  void aLinkThatClimbsLeavesTheBundleThoughTheTreeHasTheTarget() {
    VerifyReport report =
        Subjects.of("/usr/bin/git", "/usr/lib/a -> ../../../usr/bin/git").inspect(inspection);

    assertThat(Subjects.all(report))
        .containsExactly(
            """
            DOS-VERIFY-10 1 link leads out of the bundle
              where     /usr/lib/a -> ../../../usr/bin/git (pkg-1-1.x86_64)
              because   the target has more ".." than there are directories above the link
              fix       relocate the tree: mvn diracos:relocate -Ddiracos.tree=DIR; or mend the link in \
            its package""");
  }

  @Test
  void ofManyLinksFiveAreShown() {
    Subjects subjects = Subjects.of();
    for (int i = 0; i < 8; i++) {
      subjects = subjects.link("/usr/lib/l" + i + " -> gone");
    }
    assertThat(Subjects.told(subjects.inspect(inspection), Check.DANGLING_LINK).get(0))
        .contains("8 links lead nowhere", "/usr/lib/l4 -> gone", "\n            and 3 more")
        .doesNotContain("/usr/lib/l5");
  }

  @Test
  void knownLinksAreNoFindingAndMayBeGlobsOrWrittenAsInDiracosV1() {
    VerifyReport report =
        Subjects.of("/usr/lib/a -> gone", "/etc/b -> /gone", "/usr/c -> ../../../x")
            .packages()
            .inspect(
                inspection, Subjects.knownBrokenLinks("/usr/lib/*", "DIRACOS/etc/b", "/usr/c"));

    assertThat(Subjects.all(report)).isEmpty();
  }

  @Test
  void aKnownLinkThatWasRemovedByRelocationIsStillKnown() {
    VerifyReport report =
        Subjects.of("/usr/")
            .packages()
            .broken("/usr/lib/gone")
            .inspect(inspection, Subjects.knownBrokenLinks("/usr/lib/gone"));

    assertThat(Subjects.all(report)).isEmpty();
  }

  @Test
  void aKnownLinkThatIsNotBrokenAnyMoreIsTold() {
    VerifyReport report =
        Subjects.of("/usr/lib/b", "/usr/lib/a -> b")
            .packages()
            .inspect(inspection, Subjects.knownBrokenLinks("/usr/lib/a", "/opt/**"));

    assertThat(Subjects.all(report))
        .containsExactly(
            """
            DOS-VERIFY-20 2 entries of "knownBrokenLinks" fit no broken link
              where     /opt/**
                        /usr/lib/a
              fix       take what is listed out of "knownBrokenLinks\"""");
  }

  @Test
  void ofABundleAloneNobodyKnowsWhichLinksWereRemoved() {
    VerifyReport report =
        Subjects.of("/usr/").inspect(inspection, Subjects.knownBrokenLinks("/usr/lib/a"));

    assertThat(Subjects.all(report)).isEmpty();
    assertThat(Subjects.result(report, Check.KNOWN).skipped())
        .isEqualTo(
            "which links relocation removed is known of the build's own tree only, so"
                + " \"knownBrokenLinks\" is not compared");
  }
}
