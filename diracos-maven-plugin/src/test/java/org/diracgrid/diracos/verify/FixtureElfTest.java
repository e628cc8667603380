package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.relocate.RelocationSpec;
import org.diracgrid.diracos.relocate.Relocator;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.stage.Extractor;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedPackage;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fixture distribution, relocated: nothing is wrong with it, as {@code ldd} says too; and what
 * is damaged on purpose is found and named.
 */
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FixtureElfTest {

  private Path directory = Path.of("none");
  private StagedTree tree = new StagedTree(Path.of("none"), List.of());

  @BeforeAll
  void relocate(@TempDir Path shared) {
    directory = shared;
    Tools.require("gcc", "patchelf", "python3", "ldd");
    List<StagedPackage> packages =
        Oracles.fixturePackages().stream()
            .filter(file -> !file.getFileName().toString().startsWith("glibc"))
            .map(file -> new StagedPackage(RpmFile.read(file).header().nevra(), file))
            .toList();
    Path root = directory.resolve("tree");
    StagedTree unpacked = Extractor.extract(packages, root, 2, Progress.silent()).tree();
    tree =
        new Relocator(Progress.silent(), 2)
            .relocate(unpacked, RelocationSpec.of("1"), Optional.empty())
            .tree();
  }

  private static VerifyReport verify(StagedTree tree) {
    return verify(ElfSubjects.of(tree), Contract.PLAIN);
  }

  private static VerifyReport verify(Subject subject, Contract contract) {
    return new Verifier(
            List.of(
                new LoaderInspection(),
                new SearchPathInspection(),
                new ArchitectureInspection(),
                new GlibcInspection()),
            Progress.silent())
        .verify(subject, contract);
  }

  private static Contract hosts(String list) {
    return new Contract(
        Optional.empty(),
        Optional.empty(),
        List.of(list),
        List.of(),
        List.of(),
        List.of(),
        Map.of());
  }

  private static List<String> errors(VerifyReport report) {
    return report.findings(Severity.ERROR).stream()
        .map(finding -> finding.problem().toString())
        .toList();
  }

  @Test
  void everythingHoldsAsLddSays() {
    VerifyReport report = verify(tree);

    assertThat(errors(report)).isEmpty();
    assertThat(report.floor()).startsWith("runs on glibc 2.36 and newer: EL10, Debian 12, ");
    assertThat(
            Tools.run(
                    directory,
                    Map.of("PATH", "/usr/bin:/bin"),
                    List.of(
                        "python3",
                        Path.of("").toAbsolutePath().resolveSibling("it/smoke/ldd-check.py") + "",
                        tree.root().toString()))
                .output()
                .strip())
        .endsWith(" ELF files, 0 problems");
  }

  @Test
  void aRemovedLibraryIsMissedByAllThatNeedIt() {
    NavigableMap<BundlePath, StagedEntry> left = new TreeMap<>(tree.entries());
    left.keySet().removeIf(path -> path.fileName().startsWith("libz.so.1"));
    Subject damaged = ElfSubjects.of(new StagedTree(tree.root(), left));
    long users =
        damaged.scan().elfs().values().stream()
            .filter(elf -> elf.needed().contains("libz.so.1"))
            .count();

    assertThat(users).isGreaterThan(5);
    assertThat(errors(verify(damaged, Contract.PLAIN)))
        .singleElement()
        .asString()
        .startsWith(
            "DOS-VERIFY-01 libz.so.1, needed by "
                + users
                + " files, is found neither in the bundle nor on the host list\n  where     /usr/");
    assertThat(errors(verify(damaged, hosts("manylinux2014")))).isEmpty();
  }

  @Test
  void aVersionThatIsNotThereIsMissedByAllThatNeedIt() throws IOException {
    BundlePath library = real("/usr/lib64/libz.so.1");
    Path file = library.under(tree.root());
    byte[] intact = Files.readAllBytes(file);
    try {
      String text = new String(intact, StandardCharsets.ISO_8859_1);
      Files.write(
          file,
          text.replace("\0ZLIB_1.2.0\0", "\0ZLIB_9.9.9\0").getBytes(StandardCharsets.ISO_8859_1));

      List<String> errors = errors(verify(tree));

      assertThat(errors)
          .singleElement()
          .asString()
          .startsWith("DOS-VERIFY-03 " + library + " (zlib1g-")
          .contains(" lacks the symbol version ZLIB_1.2.0, needed by ");
      String user = errors.get(0).split("where +", 2)[1].split(" ", 2)[0];
      assertThat(
              Tools.run(
                      directory,
                      Map.of("PATH", "/usr/bin:/bin"),
                      List.of("ldd", tree.root() + user))
                  .output())
          .as(user)
          .contains("version `ZLIB_1.2.0' not found");
    } finally {
      Files.write(file, intact);
    }
  }

  @Test
  void aHostPathIsToldAndWhatItHides() throws IOException {
    BundlePath program = real("/usr/bin/git");
    Path file = program.under(tree.root());
    byte[] intact = Files.readAllBytes(file);
    try {
      Tools.check(
          directory, "patchelf", "--force-rpath", "--set-rpath", "/opt/lib64", file.toString());

      assertThat(errors(verify(tree)))
          .anySatisfy(
              error ->
                  assertThat(error)
                      .startsWith(
                          "DOS-VERIFY-02 the search path of 1 file leads out of the bundle:"
                              + " \"/opt/lib64\" is absolute\n  where     "
                              + program
                              + " (git-"))
          .anySatisfy(
              error ->
                  assertThat(error)
                      .startsWith("DOS-VERIFY-01 libz.so.1, needed by 1 file,")
                      .contains("not searched, though it is there: /usr/lib64/libz.so.1 (zlib1g-"));
    } finally {
      Files.write(file, intact);
    }
  }

  @Test
  void aForeignFileIsNamed() throws IOException {
    Path foreign = tree.root().resolve("usr/lib64/foreign.so");
    byte[] bytes = Files.readAllBytes(real("/usr/lib64/libz.so.1").under(tree.root()));
    bytes[18] = (byte) 183;
    try {
      Files.write(foreign, bytes);
      NavigableMap<BundlePath, StagedEntry> more = new TreeMap<>(tree.entries());
      BundlePath path = BundlePath.parse("/usr/lib64/foreign.so");
      more.put(
          path,
          new StagedEntry(
              path, StagedEntry.Kind.FILE, 0644, bytes.length, "", "evil-1-1.noarch", null));

      assertThat(errors(verify(new StagedTree(tree.root(), more))))
          .containsExactly(
              """
              DOS-VERIFY-05 1 ELF file is of aarch64, the bundle is of x86_64
                where     /usr/lib64/foreign.so (evil-1-1.noarch)
                fix       keep the package out, or remove the folder by "removedFolders\"""");
    } finally {
      Files.delete(foreign);
    }
  }

  @Test
  void aCeilingIsCrossedByPackagesWithTheirSymbols() {
    Contract contract =
        new Contract(
            Optional.of("x86_64"),
            Optional.of("2.34"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of());

    assertThat(errors(verify(ElfSubjects.of(tree), contract)))
        .anySatisfy(
            error ->
                assertThat(error)
                    .startsWith("DOS-VERIFY-06 bash-5")
                    .contains(
                        " needs a newer glibc than 2.34\n  where     /usr/bin/bash: GLIBC_2.36 ("));
  }

  private BundlePath real(String path) {
    return new LoaderFiles(tree.entries(), Map.of(), Set.of())
        .real(BundlePath.ROOT, path)
        .orElseThrow();
  }
}
