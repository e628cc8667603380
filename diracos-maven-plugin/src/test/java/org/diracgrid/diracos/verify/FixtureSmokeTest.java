package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.diracgrid.diracos.bundle.BundleLayout;
import org.diracgrid.diracos.bundle.BundleName;
import org.diracgrid.diracos.bundle.ChunkCache;
import org.diracgrid.diracos.bundle.Compression;
import org.diracgrid.diracos.bundle.Packing;
import org.diracgrid.diracos.bundle.Tarball;
import org.diracgrid.diracos.bundle.TarballWriter;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.relocate.RelocationResult;
import org.diracgrid.diracos.relocate.RelocationSpec;
import org.diracgrid.diracos.relocate.Relocator;
import org.diracgrid.diracos.relocate.TreeScan;
import org.diracgrid.diracos.relocate.TreeScanner;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.stage.ExtractionResult;
import org.diracgrid.diracos.stage.Extractor;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedPackage;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole fixture distribution, relocated: its files are what a bundle promises, its programs run
 * from every place, and damage done on purpose is found.
 */
@Tag("oracle")
class FixtureSmokeTest {

  @TempDir static Path directory;

  private static StagedTree tree;
  private static TreeScan scan;

  @BeforeAll
  static void relocated() {
    List<StagedPackage> packages =
        Oracles.fixturePackages().stream()
            .filter(file -> !file.getFileName().toString().startsWith("glibc"))
            .map(file -> new StagedPackage(RpmFile.read(file).header().nevra(), file))
            .toList();
    Path root = directory.resolve("tree");
    ExtractionResult extracted = Extractor.extract(packages, root, 2, Progress.silent());
    RelocationResult result =
        new Relocator(Progress.silent(), 2)
            .relocate(extracted.tree(), RelocationSpec.of("1"), Optional.empty());
    tree = result.tree();
    scan =
        TreeScan.read(tree, TreeScanner.of(root), 2, Progress.silent().stage("x", 1, Unit.ITEMS));
  }

  private static Subject subject(StagedTree of) {
    return new Subject(
        "fixture", of, scan, List.of(), Optional.empty(), Optional.empty(), List.of());
  }

  private static List<String> told(SmokeResults results) {
    Findings findings = new Findings(Map.of());
    results.tell(findings);
    return Subjects.told(findings.report("x"), Check.SMOKE);
  }

  private static SmokeResults run(SmokeSource source, List<SmokeTest> tests) {
    return new SmokeRun(new ProcessRunner(), Progress.silent())
        .run(
            source,
            tests,
            new SmokeSettings(
                2, SmokeSettings.Sandbox.REQUIRED, directory.resolve("scratch"), List.of()));
  }

  @Test
  void itsFilesAreWhatABundlePromises() {
    Findings findings = new Findings(Map.of());
    List<Inspection> inspections =
        List.of(
            new LinkInspection(),
            new FileInspection(),
            new InterpreterInspection(),
            new PythonInspection(new ProcessRunner()));
    // Debian has dash everywhere; one package of the fixture asks for an interpreter nobody ships.
    Contract contract = Subjects.hostInterpreters("/bin/dash", "/usr/bin/tclsh");
    inspections.forEach(one -> one.inspect(subject(tree), contract, findings));
    VerifyReport report = findings.report("fixture");

    assertThat(String.join("\n", Subjects.all(report))).isEmpty();
    assertThat(Subjects.result(report, Check.PYTHON).skipped()).isEmpty();
    assertThat(Subjects.result(report, Check.PYTHON).remark()).matches("\\d{3,} files compiled");
    assertThat(Subjects.result(report, Check.INTERPRETER).remark()).matches("\\d{3,} scripts");
  }

  @Test
  void itsProgramsRunFromEveryPlace() {
    Oracles.require("bwrap");
    List<SmokeTest> tests = new ArrayList<>();
    tests.addAll(SmokeTest.imports(List.of("ssl", "sqlite3", "numpy", "gfal2")));
    tests.add(
        SmokeTest.program(List.of("git", "--version"))
            .withOutput(Pattern.compile("git version 2")));
    tests.add(
        SmokeTest.program(List.of("curl", "--version")).withOutput(Pattern.compile("^curl ")));
    tests.add(SmokeTest.program(List.of("openssl", "version")));
    tests.add(SmokeTest.program(List.of("gfal-ls", "file:///")));
    tests.add(SmokeTest.shell("git init -q x && [ -d x/.git/hooks ]"));
    tests.addAll(
        SmokeTest.help(List.of("gfal-copy", "sqlite3", "git", "curl", "openssl", "python3")));

    Tarball tarball =
        new TarballWriter(2, Progress.silent(), ChunkCache.at(directory, 0))
            .write(
                BundleLayout.of(
                    tree, BundleName.of("", "1"), Packing.of(Compression.ZST), Instant.EPOCH),
                directory);

    SmokeResults results = run(SmokeSource.tarball(tarball.file()), tests);

    assertThat(results.table()).hasSize(tests.size() + 1);
    assertThat(String.join("\n", told(results))).isEmpty();
    assertThat(results.places()).hasSize(3);
    assertThat(results.remarks()).isEmpty();
  }

  @Test
  void aRemovedLibraryIsFoundAndNamed() {
    Oracles.require("bwrap");
    NavigableMap<BundlePath, StagedEntry> damaged = new TreeMap<>(tree.entries());
    assertThat(damaged.keySet().removeIf(path -> path.fileName().startsWith("libcurl.so.4")))
        .isTrue();

    SmokeResults results =
        run(
            SmokeSource.tree(new StagedTree(tree.root(), damaged)),
            List.of(
                SmokeTest.program(List.of("curl", "--version")),
                SmokeTest.program(List.of("openssl", "version"))));

    assertThat(told(results))
        .singleElement()
        .asString()
        .contains(
            "DOS-VERIFY-21 the smoke test \"curl --version\" fails: status 127 instead of 0",
            "a sandbox without the host's /usr: status 127 instead of 0",
            "libcurl.so.4");
  }

  @Test
  void damagedLinksAreFoundAndNamed() {
    NavigableMap<BundlePath, StagedEntry> damaged = new TreeMap<>(tree.entries());
    BundlePath python = BundlePath.parse("/usr/bin/python3.11");
    assertThat(damaged.remove(python)).isNotNull();
    Findings findings = new Findings(Map.of());
    Subject subject = subject(new StagedTree(tree.root(), damaged));
    new LinkInspection().inspect(subject, Contract.PLAIN, findings);
    new InterpreterInspection().inspect(subject, Contract.PLAIN, findings);

    assertThat(String.join("\n", Subjects.all(findings.report("x"))))
        .contains("DOS-VERIFY-09", "/usr/bin/python3 -> python3.11", "DOS-VERIFY-16");
  }
}
