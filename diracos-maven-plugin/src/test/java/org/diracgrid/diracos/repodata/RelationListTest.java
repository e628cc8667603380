package org.diracgrid.diracos.repodata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmHeader;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelationListTest {

  @TempDir private Path directory;

  private RelationList of(RpmBuilder builder) {
    RpmHeader header = RpmFile.read(builder.writeTo(directory)).header();
    return RelationList.of(header, new FileElements(directory, header.paths(), new XmlBytes(0)));
  }

  private static List<String> text(List<RelationList.Entry> entries) {
    return entries.stream()
        .map(
            e ->
                (e.name() + " " + e.flags() + " " + e.epoch() + ":" + e.version() + "-")
                    + (e.release() + (e.before() ? " before" : "")))
        .toList();
  }

  @Test
  void requirementsThatSayNothingAreLeftOut() {
    RpmBuilder builder =
        RpmBuilder.of("a", "1-1", "noarch")
            .provides("own", "versioned = 1")
            .requires(
                "rpmlib(Foo) <= 1", "own", "versioned = 1", "versioned = 2", "b", "b", "b > 1")
            .requires("/usr/bin/a", "/usr/share/a", "/etc/other")
            .file("/usr/bin/a", 0755, "")
            .file("/usr/share/a", 0644, "");

    assertThat(text(of(builder).requires))
        .containsExactly(
            "versioned EQ 0:2-", "b  :-", "b GT 0:1-", "/usr/share/a  :-", "/etc/other  :-");
  }

  @Test
  void aRequirementThatComesAgainAfterAnotherOfItsNameStays() {
    assertThat(text(of(RpmBuilder.of("a", "1-1", "noarch").requires("b", "b > 1", "b")).requires))
        .containsExactly("b  :-", "b GT 0:1-", "b  :-");
  }

  @Test
  void onlyTheNewestInterfaceOfLibcStaysAndComesLast() {
    RpmBuilder builder =
        RpmBuilder.of("a", "1-1", "x86_64")
            .requires("libc.so.6()(64bit)", "libc.so.6(GLIBC_2.9)(64bit)")
            .requires("libc.so.6(GLIBC_2.34)(64bit)", "libc.so.6(GLIBC_2.4)(64bit)", "z");

    assertThat(text(of(builder).requires))
        .containsExactly("z  :-", "libc.so.6(GLIBC_2.34)(64bit)  :-");
    assertThat(RelationList.isNewer("libc.so.6", "libc.so.6()(64bit)")).isFalse();
    assertThat(RelationList.isNewer("libc.so.6(GLIBC_2.4)", "libc.so.6()(64bit)")).isTrue();
    assertThat(RelationList.isNewer("libc.so.6(GLIBC_PRIVATE)", "libc.so.6(X_1)")).isFalse();
  }

  @Test
  void flagsTellWhatComesBeforeAndWhatMayBeMissed() {
    RpmBuilder builder =
        RpmBuilder.of("a", "1-1", "noarch")
            .tag(RpmTag.REQUIRE_NAMES, List.of("pre", "post", "pretrans", "preun", "maybe", "old"))
            .tag(RpmTag.REQUIRE_FLAGS, 1 << 9, 1 << 10 | 8, 1 << 7, 1 << 11, 1 << 19, 1 << 6)
            .tag(RpmTag.REQUIRE_VERSIONS, List.of("", "1:2-3", "", "", "", ""));

    RelationList all = of(builder);

    assertThat(text(all.requires))
        .containsExactly(
            "pre  :- before",
            "post EQ 1:2-3 before",
            "pretrans  :- before",
            "preun  :-",
            "old  :- before");
    assertThat(text(all.recommends)).containsExactly("maybe  :-");
  }

  @Test
  void weakRelationsOfOldPackagesAreSplitByStrength() {
    RpmBuilder builder =
        RpmBuilder.of("a", "1-1", "noarch")
            .recommends("new")
            .tag(RpmTag.OLD_SUGGEST_NAMES, List.of("strong", "weak"))
            .tag(RpmTag.OLD_SUGGEST_FLAGS, 1 << 27, 0)
            .tag(RpmTag.OLD_SUGGEST_VERSIONS, List.of("", ""))
            .tag(RpmTag.OLD_ENHANCE_NAMES, List.of("strong", "weak"))
            .tag(RpmTag.OLD_ENHANCE_FLAGS, 1 << 27, 0)
            .tag(RpmTag.OLD_ENHANCE_VERSIONS, List.of("", ""));

    RelationList all = of(builder);

    assertThat(text(all.recommends)).containsExactly("new  :-", "strong  :-");
    assertThat(text(all.suggests)).containsExactly("weak  :-");
    assertThat(text(all.supplements)).containsExactly("strong  :-");
    assertThat(text(all.enhances)).containsExactly("weak  :-");
  }

  @Test
  void changesOfOneDayGetSecondsOfTheirOwn() {
    assertThat(PackageXml.spread(new long[] {9, 9, 9, 5, 5, 1}, 6))
        .containsExactly(11, 10, 9, 6, 5, 1);
    assertThat(PackageXml.spread(new long[] {10, 9, 9}, 3)).containsExactly(11, 10, 9);
    assertThat(PackageXml.spread(new long[] {}, 0)).isEmpty();
  }
}
