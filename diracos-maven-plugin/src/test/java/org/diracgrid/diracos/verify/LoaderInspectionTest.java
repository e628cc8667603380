package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.diracos.elf.VersionNeed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderInspectionTest {

  private static List<String> findings(ElfSubjects subject, Check check) {
    return findings(subject, check, Contract.PLAIN);
  }

  private static List<String> findings(ElfSubjects subject, Check check, Contract contract) {
    return ElfSubjects.findings(
        ElfSubjects.inspect(new LoaderInspection(), subject.build(), contract), check);
  }

  private static Contract known(List<String> hostLibraries, List<String> knownMissing) {
    return new Contract(
        Optional.empty(),
        Optional.empty(),
        hostLibraries,
        List.of(),
        knownMissing,
        List.of(),
        Map.of());
  }

  private static ElfSubjects program(String... needed) {
    return new ElfSubjects()
        .elf("/usr/bin/x", elf -> elf.program().needs(needed).rpath("$ORIGIN/../lib64"));
  }

  @Test
  void aLibraryThatIsInTheSearchPathIsFound() {
    ElfSubjects subject =
        program("libz.so.1", "libc.so.6")
            .elf("/usr/lib64/libz.so.1.2", elf -> elf.soname("libz.so.1"))
            .link("/usr/lib64/libz.so.1", "libz.so.1.2");

    assertThat(findings(subject, Check.NEEDED)).isEmpty();
  }

  @Test
  void aMissingLibraryIsToldOnceWithItsUsers() {
    ElfSubjects subject = program("libz.so.1").directory("/usr/lib64");
    for (int i = 0; i < 6; i++) {
      subject.elf("/usr/libexec/y" + i, elf -> elf.needs("libz.so.1"));
    }

    assertThat(findings(subject, Check.NEEDED))
        .containsExactly(
            """
            DOS-VERIFY-01 libz.so.1, needed by 7 files, is found neither in the bundle nor on the \
            host list
              where     /usr/bin/x (pkg-1-1.x86_64)
                        /usr/libexec/y0 (pkg-1-1.x86_64)
                        /usr/libexec/y1 (pkg-1-1.x86_64)
                        /usr/libexec/y2 (pkg-1-1.x86_64)
                        /usr/libexec/y3 (pkg-1-1.x86_64)
                        and 2 more
              because   searched for /usr/bin/x: /usr/lib64
              fix       add the package that has it to "manualDependencies", or its name to \
            "knownMissing" or "platform": "hostLibraries\"""");
  }

  @Test
  void aLibraryThatIsThereButNotSearchedIsNamed() {
    ElfSubjects subject =
        new ElfSubjects()
            .elf("/usr/bin/x", elf -> elf.program().needs("libz.so.1"))
            .elf("/usr/lib64/libz.so.1", elf -> elf.soname("libz.so.1"))
            .elf("/usr/lib/libz.so.1", elf -> elf.soname("libz.so.1").of(3, false));

    assertThat(findings(subject, Check.NEEDED))
        .containsExactly(
            """
            DOS-VERIFY-01 libz.so.1, needed by 1 file, is found neither in the bundle nor on the \
            host list
              where     /usr/bin/x (pkg-1-1.x86_64)
              because   searched for /usr/bin/x: no directory of the bundle
                        not searched, though it is there: /usr/lib64/libz.so.1 (pkg-1-1.x86_64)
              fix       give the file a search path: mvn diracos:relocate -Ddiracos.tree=DIR""");
  }

  @Test
  void theRpathOfLoadersIsSearchedAndTheirRunpathIsNot() {
    ElfSubjects subject =
        program("liba.so.1")
            .elf("/usr/lib64/liba.so.1", elf -> elf.needs("libb.so.1"))
            .elf("/usr/lib64/libb.so.1", elf -> elf.soname("libb.so.1"))
            .elf("/usr/bin/y", elf -> elf.program().needs("liba.so.1").runpath("$ORIGIN/../lib64"));

    assertThat(findings(subject, Check.NEEDED))
        .singleElement()
        .asString()
        .contains(
            "libb.so.1, needed by 1 file,",
            "where     /usr/lib64/liba.so.1 (pkg-1-1.x86_64)\n",
            "because   searched for /usr/lib64/liba.so.1: no directory of the bundle\n");
    LoaderFiles files =
        new LoaderFiles(
            subject.build().tree().entries(),
            subject.build().scan().elfs(),
            Set.of("liba.so.1", "libb.so.1"));
    assertThat(files.candidates("libb.so.1")).hasSize(1);
  }

  @Test
  void theProcessIsNamedWhereTheFileAloneFindsItsNeeds() {
    ElfSubjects subject =
        new ElfSubjects()
            .elf("/usr/bin/x", elf -> elf.program().needs("liba.so.1").rpath("$ORIGIN/lib"))
            .link("/usr/bin/lib/liba.so.1", "../../lib64/liba.so.1")
            .elf("/usr/lib64/liba.so.1", elf -> elf.needs("libb.so.1").rpath("$ORIGIN"))
            .elf("/usr/lib64/libb.so.1", elf -> elf.soname("libb.so.1"));

    assertThat(findings(subject, Check.NEEDED))
        .singleElement()
        .asString()
        .contains(
            "where     /usr/lib64/liba.so.1 (pkg-1-1.x86_64) in a process of /usr/bin/x"
                + " (pkg-1-1.x86_64)\n",
            "because   searched for /usr/lib64/liba.so.1: /usr/bin/lib\n");
  }

  @Test
  void whatIsNoLibraryEndsTheSearch() {
    ElfSubjects subject =
        new ElfSubjects()
            .elf(
                "/usr/bin/x",
                elf -> elf.program().needs("libz.so").rpath("$ORIGIN/../lib:$ORIGIN/../lib64"))
            .file("/usr/lib/libz.so")
            .elf("/usr/lib64/libz.so", elf -> elf.soname("libz.so"));

    assertThat(findings(subject, Check.NEEDED))
        .containsExactly(
            """
            DOS-VERIFY-01 libz.so, needed by 1 file, is found neither in the bundle nor on the \
            host list
              where     /usr/bin/x (pkg-1-1.x86_64)
              because   the loader gives up at /usr/lib/libz.so (pkg-1-1.x86_64), which is no \
            library of x86_64
              fix       remove what stands in the way, or rebuild its package""");
  }

  @Test
  void absoluteLinksAndDirectoriesLeadNowhere() {
    ElfSubjects subject =
        program("libz.so.1")
            .link("/usr/lib64/libz.so.1", "/usr/lib/libz.so.1")
            .elf("/usr/lib/libz.so.1", elf -> elf.soname("libz.so.1"));

    assertThat(findings(subject, Check.NEEDED)).hasSize(1);
  }

  @Test
  void aVariantForNewProcessorsDoesNotServeOldOnes() {
    ElfSubjects subject =
        program("libz.so.1")
            .elf(
                "/usr/lib64/glibc-hwcaps/x86-64-v3/libz.so.1",
                elf -> elf.soname("libz.so.1").needs("libm.so.6"));

    assertThat(findings(subject, Check.NEEDED)).singleElement().asString().contains("libz.so.1,");
    subject.elf("/usr/lib64/libz.so.1", elf -> elf.soname("libz.so.1"));
    assertThat(findings(subject, Check.NEEDED)).isEmpty();
    assertThat(findings(subject, Check.SONAME)).isEmpty();
  }

  @Test
  void theLibTokenMustServeEveryDistribution() {
    ElfSubjects subject =
        new ElfSubjects()
            .elf("/usr/bin/x", elf -> elf.program().needs("libz.so.1").rpath("$ORIGIN/../$LIB"))
            .elf("/usr/lib64/libz.so.1", elf -> elf.soname("libz.so.1"));

    assertThat(findings(subject, Check.NEEDED)).hasSize(1);
    subject.link("/usr/lib", "lib64").link("/usr/lib64/x86_64-linux-gnu", ".");
    assertThat(findings(subject, Check.NEEDED)).isEmpty();
  }

  @Test
  void theHostGivesWhatItsListsName() {
    ElfSubjects subject = program("libstdc++.so.6", "libX11.so.6", "libfoo.so.1", "libm.so.6");
    Contract contract = known(List.of("manylinux2014", "libfoo.so.*"), List.of());

    assertThat(findings(subject, Check.NEEDED, Contract.PLAIN)).hasSize(3);
    VerifyReport report = ElfSubjects.inspect(new LoaderInspection(), subject.build(), contract);
    assertThat(ElfSubjects.findings(report, Check.NEEDED)).isEmpty();
    assertThat(ElfSubjects.remark(report, Check.NEEDED))
        .isEqualTo(
            "1 ELF file; from the host: libX11.so.6, libfoo.so.1, libm.so.6, libstdc++.so.6");
  }

  @Test
  void theBundlesOwnLibraryWinsOverTheHosts() {
    ElfSubjects subject =
        program("libstdc++.so.6")
            .elf("/usr/lib64/libstdc++.so.6", elf -> elf.needs("libgone.so.1"));

    assertThat(findings(subject, Check.NEEDED, known(List.of("manylinux_2_28"), List.of())))
        .singleElement()
        .asString()
        .contains("libgone.so.1");
  }

  @Test
  void aLibraryOfGlibcWithinReachIsNamed() {
    ElfSubjects subject =
        program("libc.so.6").elf("/usr/lib64/libc.so.6", elf -> elf.soname("libc.so.6"));

    assertThat(findings(subject, Check.NEEDED))
        .containsExactly(
            """
            DOS-VERIFY-01 a library of glibc is in the bundle, where 1 file would find it
              where     /usr/lib64/libc.so.6 (pkg-1-1.x86_64)
                        /usr/bin/x (pkg-1-1.x86_64)
              because   the host's loader works with the host's glibc only: with another, \
            programs crash
              fix       keep its package out by "boundary", or add its folder to \
            "removedFolders\"""");
  }

  @Test
  void whatIsKnownToBeMissingIsNoFindingUntilItIsThere() {
    Contract contract = known(List.of(), List.of("libjvm.so", "libfoo.so.*"));

    VerifyReport report =
        ElfSubjects.inspect(
            new LoaderInspection(), program("libjvm.so", "libc.so.6").build(), contract);

    assertThat(ElfSubjects.findings(report, Check.NEEDED)).isEmpty();
    assertThat(ElfSubjects.findings(report, Check.KNOWN))
        .containsExactly(
            """
            DOS-VERIFY-20 "knownMissing" names libfoo.so.*, which no file misses
              where     tree
              fix       take it out of "knownMissing\"""");
  }

  @Test
  void aSymbolVersionThatIsNotDefinedIsNamed() {
    ElfSubjects subject =
        new ElfSubjects()
            .elf(
                "/usr/bin/x",
                elf ->
                    elf.program()
                        .needs("libz.so.1")
                        .rpath("$ORIGIN/../lib64")
                        .wants("libz.so.1", "libz.so.1", "Z_1", "Z_2")
                        .wants("libc.so.6", "GLIBC_2.99"))
            .elf(
                "/usr/lib64/libz.so.1", elf -> elf.soname("libz.so.1").defines("libz.so.1", "Z_1"));

    assertThat(findings(subject, Check.SYMBOL_VERSION))
        .containsExactly(
            """
            DOS-VERIFY-03 /usr/lib64/libz.so.1 (pkg-1-1.x86_64) lacks the symbol version Z_2, \
            needed by 1 file
              where     /usr/bin/x (pkg-1-1.x86_64)
              fix       ship the version of the library that they were built with, or rebuild \
            them""");
  }

  @Test
  void weakNeedsAndLibrariesWithoutVersionsAreTaken() {
    ElfSubjects subject =
        new ElfSubjects()
            .elf(
                "/usr/bin/x",
                elf ->
                    elf.program()
                        .needs("libz.so.1", "liby.so.1")
                        .rpath("$ORIGIN/../lib64")
                        .wants(new VersionNeed("libz.so.1", List.of("Z_1", "Z_2"), List.of("Z_2")))
                        .wants("liby.so.1", "Y_1"))
            .elf("/usr/lib64/libz.so.1", elf -> elf.soname("libz.so.1").defines("Z_1"))
            .elf("/usr/lib64/liby.so.1", elf -> elf.soname("liby.so.1"));

    VerifyReport report =
        ElfSubjects.inspect(new LoaderInspection(), subject.build(), Contract.PLAIN);

    assertThat(ElfSubjects.findings(report, Check.SYMBOL_VERSION)).isEmpty();
    assertThat(ElfSubjects.remark(report, Check.SYMBOL_VERSION))
        .isEqualTo(
            "1 symbol version needed of libraries of the bundle; without any version, which the"
                + " loader takes: /usr/lib64/liby.so.1");
  }

  @Test
  void whatHostsOfAListDoNotHaveYetIsNamed() {
    ElfSubjects subject =
        new ElfSubjects()
            .elf(
                "/usr/bin/x",
                elf ->
                    elf.program()
                        .needs("libstdc++.so.6")
                        .wants("libstdc++.so.6", "GLIBCXX_3.4.20", "CXXABI_1.3.7", "CXXABI_TM_1"));

    assertThat(findings(subject, Check.SYMBOL_VERSION, known(List.of("manylinux2014"), List.of())))
        .containsExactly(
            """
            DOS-VERIFY-03 1 file needs GLIBCXX_3.4.20 of libstdc++.so.6, which hosts have up to \
            GLIBCXX_3.4.19
              where     /usr/bin/x (pkg-1-1.x86_64)
              fix       ship the library, or name a newer list in "platform": "hostLibraries\"""");
    for (List<String> lists :
        List.of(
            List.of("manylinux_2_28"),
            List.of("manylinux2014", "manylinux_2_34"),
            List.of("libstdc++.so.6"))) {
      assertThat(findings(subject, Check.SYMBOL_VERSION, known(lists, List.of()))).isEmpty();
    }
  }

  private static ElfSubjects twins(Path directory, String one, String other) throws IOException {
    Files.createDirectories(directory.resolve("a"));
    Files.createDirectories(directory.resolve("b"));
    Files.writeString(directory.resolve("a/libz.so.1"), one);
    Files.writeString(directory.resolve("b/libz.so.1"), other);
    return new ElfSubjects()
        .at(directory)
        .elf("/a/libz.so.1", elf -> elf.soname("libz.so.1"))
        .elf("/b/libz.so.1", elf -> elf.soname("libz.so.1"))
        .elf("/a/liba.so", elf -> elf.needs("libz.so.1").rpath("$ORIGIN"));
  }

  @Test
  void twoLibrariesOfOneNameAreToldWithWhoGetsWhich(@TempDir Path directory) throws IOException {
    ElfSubjects subject =
        twins(directory, "one", "other")
            .elf("/b/libb.so", elf -> elf.needs("libz.so.1").rpath("$ORIGIN"))
            .elf(
                "/bin/x",
                elf ->
                    elf.program().needs("liba.so", "libb.so").rpath("$ORIGIN/../a:$ORIGIN/../b"));

    assertThat(findings(subject, Check.SONAME))
        .containsExactly(
            """
            DOS-VERIFY-04 2 libraries have the soname libz.so.1 of x86_64, and other content
              where     /a/libz.so.1 (pkg-1-1.x86_64) is for /a/liba.so (pkg-1-1.x86_64), \
            /b/libb.so (pkg-1-1.x86_64)
                        /b/libz.so.1 (pkg-1-1.x86_64) is for /b/libb.so (pkg-1-1.x86_64)
              because   some processes want more than one of them, and get the first for all: \
            /bin/x (pkg-1-1.x86_64)
              fix       remove all but one of them, or set "verify": {"severity": {"soname": \
            "ignore"}}""");
  }

  @Test
  void aTwinThatNobodyNeedsByNameOrOfTheSameContentIsNone(@TempDir Path directory)
      throws IOException {
    assertThat(findings(twins(directory, "one", "other"), Check.SONAME)).isEmpty();
    ElfSubjects same =
        twins(directory, "same", "same")
            .elf("/b/libb.so", elf -> elf.needs("libz.so.1").rpath("$ORIGIN"));
    assertThat(findings(same, Check.SONAME)).isEmpty();
  }
}
