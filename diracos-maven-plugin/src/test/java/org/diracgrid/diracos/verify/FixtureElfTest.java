package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.relocate.RelocationSpec;
import org.diracgrid.diracos.relocate.Relocator;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.stage.Extractor;
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

  private static VerifyReport verify(StagedTree tree, Contract contract) {
    return new Verifier(Progress.silent()).verify(ElfSubjects.of(tree), contract);
  }

  private static List<String> errors(VerifyReport report) {
    return report.findings(Severity.ERROR).stream()
        .map(finding -> finding.problem().toString())
        .toList();
  }

  @Test
  void everythingHoldsAsLddSays() {
    Subject subject = ElfSubjects.of(tree);
    long start = System.nanoTime();
    VerifyReport report = new Verifier(Progress.silent()).verify(subject, Contract.PLAIN);
    System.out.printf(
        "verified %d ELF files in %d ms: %s%n",
        subject.scan().elfs().size(), (System.nanoTime() - start) / 1_000_000, report.floor());
    report.results().forEach(result -> System.out.println(result.check() + " " + result.remark()));
    report
        .results()
        .forEach(
            result -> result.findings().forEach(finding -> System.out.println(finding.problem())));

    assertThat(errors(report)).isEmpty();
    assertThat(report.floor()).startsWith("runs on glibc 2.36 and newer: EL10, Debian 12, ");
    assertThat(ldd()).endsWith(", 0 problems");
  }

  private String ldd() {
    Path script = Path.of("").toAbsolutePath().resolveSibling("it/smoke/ldd-check.py");
    return Tools.run(
            directory,
            Map.of("PATH", "/usr/bin:/bin"),
            List.of("python3", script.toString(), tree.root().toString()))
        .output()
        .strip();
  }
}
