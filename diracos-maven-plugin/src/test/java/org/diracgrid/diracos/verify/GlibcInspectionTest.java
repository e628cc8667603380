package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.elf.VersionNeed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlibcInspectionTest {

  private static Contract ceiling(String glibc) {
    return new Contract(
        Optional.empty(), Optional.of(glibc), List.of(), List.of(), List.of(), List.of(), Map.of());
  }

  private static VerifyReport report(Subject subject, Contract contract) {
    return ElfSubjects.inspect(new GlibcInspection(), subject, contract);
  }

  private static ElfSubjects wants(String... versions) {
    return new ElfSubjects().elf("/usr/bin/x", elf -> elf.wants("libc.so.6", versions));
  }

  @Test
  void theFloorNamesTheOldestOfEachFamily() {
    VerifyReport report =
        report(
            wants("GLIBC_2.2.5", "GLIBC_2.28", "GLIBC_2.3.4")
                .elf("/usr/bin/y", elf -> elf.wants("libm.so.6", "GLIBC_2.27"))
                .elf("/usr/bin/z", elf -> elf.wants("libother.so.1", "GLIBC_2.40"))
                .build(),
            Contract.PLAIN);

    assertThat(report.floor())
        .isEqualTo(
            "runs on glibc 2.28 and newer: EL8, Debian 10, Ubuntu 20.04, SLES 15 SP3, openSUSE"
                + " Leap 15.3, Amazon Linux 2023");
    assertThat(ElfSubjects.remark(report, Check.GLIBC))
        .isEqualTo("3 ELF files; glibc 2.28 is needed by /usr/bin/x (pkg-1-1.x86_64)");
    assertThat(report.findings(Severity.ERROR)).isEmpty();
  }

  @Test
  void theFloorIsToldEvenIfTheCheckIsIgnored() {
    Contract ignored =
        new Contract(
            Optional.empty(),
            Optional.of("2.17"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(Check.GLIBC, Severity.IGNORE));

    VerifyReport report = report(wants("GLIBC_2.34").build(), ignored);

    assertThat(report.floor()).startsWith("runs on glibc 2.34 and newer: EL9, Debian 12, ");
    assertThat(report.findings(Severity.ERROR)).isEmpty();
  }

  @Test
  void packedRelocationsNeedTheGlibcThatKnowsThem() {
    assertThat(report(wants("GLIBC_2.17", "GLIBC_ABI_DT_RELR").build(), Contract.PLAIN).floor())
        .startsWith("runs on glibc 2.36 and newer: EL10, Debian 12, Ubuntu 24.04, ");
  }

  @Test
  void aMarkerThatIsNotKnownIsNewerThanAnyCeiling() {
    Subject subject = wants("GLIBC_2.17", "GLIBC_ABI_LATER").build();

    assertThat(report(subject, Contract.PLAIN).floor())
        .isEqualTo("runs on glibc 2.17 and newer, if it has GLIBC_ABI_LATER");
    assertThat(report(subject, Contract.PLAIN).findings(Severity.ERROR)).isEmpty();
  }

  @Test
  void weakNeedsDoNotRaiseTheFloor() {
    VersionNeed weak =
        new VersionNeed("libc.so.6", List.of("GLIBC_2.17", "GLIBC_2.38"), List.of("GLIBC_2.38"));

    assertThat(
            report(
                    new ElfSubjects().elf("/usr/bin/x", elf -> elf.wants(weak)).build(),
                    Contract.PLAIN)
                .floor())
        .startsWith("runs on glibc 2.17 and newer: EL7, Debian 8, Ubuntu 14.04, SLES 12, ");
  }

  @Test
  void whatNeedsNoGlibcHasNoFloor() {
    assertThat(
            report(new ElfSubjects().elf("/usr/bin/x", elf -> {}).build(), Contract.PLAIN).floor())
        .isEmpty();
  }

  @Test
  void aCeilingThatIsNoVersionIsSkippedAloud() {
    VerifyReport report = report(wants("GLIBC_2.34").build(), ceiling("EL7"));

    assertThat(report.results().stream().map(VerifyReport.Result::skipped))
        .contains("\"EL7\" is no version of glibc");
  }

  @Test
  void versionsAreOrderedAsNumbers() {
    List<String> texts = List.of("2.2.5", "2.3", "2.3.4", "2.9", "2.17", "2.100", "3.0");
    for (int i = 0; i < texts.size(); i++) {
      for (int j = 0; j < texts.size(); j++) {
        GlibcVersion one = GlibcVersion.parse(texts.get(i)).orElseThrow();
        GlibcVersion other = GlibcVersion.parse(texts.get(j)).orElseThrow();
        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(Integer.compare(i, j));
        assertThat(one).hasToString(texts.get(i));
      }
    }
    assertThat(GlibcVersion.parse("2.17.0")).isEqualTo(GlibcVersion.parse("2.17"));
    for (String text : List.of("", "2", "2.", "2.x", "2.17-1", "99999999999.1")) {
      assertThat(GlibcVersion.parse(text)).isEmpty();
    }
    assertThat(GlibcVersion.ofSymbol("GLIBC_PRIVATE")).isEmpty();
    assertThat(GlibcVersion.ofSymbol("GLIBCXX_3.4")).isEmpty();
  }

  @Test
  @Tag("oracle")
  void crossingTheCeilingNamesPackageFileAndSymbols(@TempDir Path directory) throws IOException {
    Tools.require("gcc");
    Path source = directory.resolve("x.c");
    Files.createDirectories(directory.resolve("tree/usr/lib64"));
    Files.writeString(
        source,
        """
        extern int newest(void); extern int newer(void); extern int old(void);
        extern int own(void);
        int f(void) { return newest() + newer() + old() + own(); }
        """);
    library(
        directory,
        "libc.so.6",
        "int newest(void) { return 1; } int newer(void) { return 1; } int old(void) { return 1; }"
            + " int own(void) { return 1; }",
        "GLIBC_2.17 { old; }; GLIBC_2.28 { newer; }; GLIBC_2.34 { newest; };"
            + " GLIBC_PRIVATE { own; };");
    Tools.check(
        directory,
        "gcc",
        "-shared",
        "-fPIC",
        "-nostdlib",
        "-o",
        "tree/usr/lib64/libx.so",
        "x.c",
        directory.resolve("libc.so.6").toString());
    Subject subject = ElfSubjects.read(directory.resolve("tree"));

    assertThat(ElfSubjects.findings(report(subject, ceiling("2.17")), Check.GLIBC))
        .containsExactly(
            """
            DOS-VERIFY-06 pkg-1-1.x86_64 needs glibc's private symbols, which differ between its \
            releases
              where     /usr/lib64/libx.so: GLIBC_PRIVATE (own)
              fix       rebuild the package against public symbols, or keep it out""",
            """
            DOS-VERIFY-06 pkg-1-1.x86_64 needs a newer glibc than 2.17
              where     /usr/lib64/libx.so: GLIBC_2.34 (newest), GLIBC_2.28 (newer)
              fix       rebuild the package on an older distribution, take an older one, or raise \
            "platform": "glibc\"""");
    assertThat(ElfSubjects.findings(report(subject, ceiling("2.34")), Check.GLIBC)).hasSize(1);
    assertThat(ElfSubjects.findings(report(subject, ceiling("2.28")), Check.GLIBC))
        .element(1)
        .asString()
        .contains("newer glibc than 2.28\n", "libx.so: GLIBC_2.34 (newest)\n");
    assertThat(
            ElfSubjects.findings(
                report(ElfSubjects.ownerless(subject), ceiling("2.28")), Check.GLIBC))
        .element(1)
        .asString()
        .startsWith("DOS-VERIFY-06 1 file needs a newer glibc than 2.28\n");
  }

  private static void library(Path directory, String name, String source, String versions)
      throws IOException {
    Files.writeString(directory.resolve("lib.c"), source);
    Files.writeString(directory.resolve("lib.map"), versions);
    Tools.check(
        directory,
        "gcc",
        "-shared",
        "-fPIC",
        "-nostdlib",
        "-Wl,-soname," + name,
        "-Wl,--version-script=lib.map",
        "-o",
        name,
        "lib.c");
  }
}
