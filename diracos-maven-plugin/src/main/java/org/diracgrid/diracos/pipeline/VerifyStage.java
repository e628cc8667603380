package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.diracgrid.diracos.config.ConfigReader;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.relocate.TreeScan;
import org.diracgrid.diracos.relocate.TreeScanner;
import org.diracgrid.diracos.stage.PathConflict;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.verify.Contents;
import org.diracgrid.diracos.verify.Contract;
import org.diracgrid.diracos.verify.DirectoryReader;
import org.diracgrid.diracos.verify.Finding;
import org.diracgrid.diracos.verify.PackageFacts;
import org.diracgrid.diracos.verify.ReportJson;
import org.diracgrid.diracos.verify.ReportJunit;
import org.diracgrid.diracos.verify.ReportText;
import org.diracgrid.diracos.verify.Severity;
import org.diracgrid.diracos.verify.SmokeSource;
import org.diracgrid.diracos.verify.Subject;
import org.diracgrid.diracos.verify.TarballReader;
import org.diracgrid.diracos.verify.Verifier;
import org.diracgrid.diracos.verify.VerifyReport;

/** Checks what a bundle promises, and writes what was found to {@code target/diracos/verify}. */
final class VerifyStage {

  private static final int MOST_TOLD = 10;

  private final Request request;
  private final Engine.Environment environment;

  VerifyStage(Request request, Engine.Environment environment) {
    this.request = request;
    this.environment = environment;
  }

  /**
   * Verifies the project's own bundle.
   *
   * @param tarball gives the tarball, made if it is not there, for tests that run what ships
   */
  static VerifyReport verify(
      Run run, ResolveStage.Result resolved, TreeStage.Result tree, Supplier<Path> tarball) {
    StagedTree staged = tree.load();
    List<Path> files = new ArrayList<>(new FetchStage(run).fetch(resolved));
    files.addAll(PythonStage.shipped(run, staged));
    List<PackageFacts> packages = PackageLicences.read(files);
    List<PathConflict> conflicts = StageNotes.conflicts(run.work("extraction.json"));
    List<BundlePath> broken = StageNotes.brokenLinks(run.work("relocation.json"));
    VerifyStage stage = new VerifyStage(run.request(), run.environment());
    Subject subject =
        new Subject(
            stage.name(staged.root()),
            staged,
            stage.scan(staged),
            List.of(),
            Optional.of(conflicts),
            Optional.of(packages),
            broken);
    Supplier<SmokeSource> source = () -> SmokeSource.tarball(tarball.get());
    return stage.verify(subject, Contracts.of(run.spec()), run.spec(), source);
  }

  /** Verifies what the user points at; a configuration, where there is one, says what holds. */
  VerifyReport verify(VerifyTarget target) {
    DiracosSpec spec =
        Files.exists(request.config())
            ? ConfigReader.read(request.config(), request.overrides(), Request.OWN_PROPERTIES)
            : ConfigReader.none(request.config(), request.overrides(), Request.OWN_PROPERTIES);
    Contract contract = Contracts.ofOther(spec);
    if (target instanceof VerifyTarget.Directory) {
      return verify(
          name(target.path()),
          DirectoryReader.read(target.path()),
          contract,
          spec,
          SmokeSource.directory(target.path()));
    }
    return verify(List.of(target.path()), contract, spec, root -> {});
  }

  /**
   * Verifies tarballs as they are when one is unpacked over the other; the last names the subject.
   *
   * @param first is given where they lie, links not made, before anything else is looked at
   */
  VerifyReport verify(
      List<Path> tarballs, Contract contract, DiracosSpec spec, Consumer<Path> first) {
    Path last = tarballs.get(tarballs.size() - 1);
    Path scratch = request.work().resolve("verify").resolve("unpacked");
    Directories.delete(scratch);
    try {
      Files.createDirectories(scratch);
      Contents listing;
      try (Stage stage = progress().stage("unpack " + last.getFileName(), -1, Unit.ITEMS)) {
        listing = TarballReader.read(tarballs, scratch);
        stage.advance(listing.tree().entries().size());
      }
      first.accept(listing.tree().root());
      return verify(name(last), listing, contract, spec, SmokeSource.tarballs(tarballs));
    } catch (IOException e) {
      throw AtomicFile.unwritable(scratch, e);
    } finally {
      Directories.delete(scratch);
    }
  }

  private VerifyReport verify(
      String name, Contents listing, Contract contract, DiracosSpec spec, SmokeSource source) {
    Subject subject =
        new Subject(
            name,
            listing.tree(),
            scan(listing.tree()),
            listing.oddities(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    return verify(subject, contract, spec, () -> source);
  }

  private TreeScan scan(StagedTree tree) {
    int files = tree.of(StagedEntry.Kind.FILE).size();
    try (Stage stage = progress().stage("look at files", files, Unit.ITEMS)) {
      // The staging path of this project, wherever the tree that is looked at now is.
      TreeScanner scanner = TreeScanner.of(request.work().resolve("tree"));
      return TreeScan.read(tree, scanner, environment.threads(), stage);
    }
  }

  private VerifyReport verify(
      Subject subject, Contract contract, DiracosSpec spec, Supplier<SmokeSource> source) {
    SmokeTests smoke = new SmokeTests(spec, request, environment);
    VerifyReport report =
        new Verifier(progress()).verify(subject, contract, findings -> smoke.run(source, findings));
    Path directory = request.work().resolve("verify");
    AtomicFile.write(directory.resolve("verify.json"), ReportJson.write(report));
    AtomicFile.write(directory.resolve("TEST-diracos.verify.xml"), ReportJunit.write(report));
    Path text = directory.resolve("verify.txt");
    AtomicFile.write(text, (String.join("\n", ReportText.lines(report)) + "\n").getBytes(UTF_8));
    ReportText.summary(report).forEach(progress()::info);
    tell(report.findings(Severity.WARNING), text);
    List<Problem> errors = report.findings(Severity.ERROR).stream().map(Finding::problem).toList();
    if (!errors.isEmpty()) {
      throw DiracosException.of(errors);
    }
    return report;
  }

  private void tell(List<Finding> warnings, Path text) {
    warnings.stream()
        .limit(MOST_TOLD)
        .forEach(finding -> progress().warn(finding.problem().toString()));
    if (warnings.size() > MOST_TOLD) {
      progress().warn("and " + (warnings.size() - MOST_TOLD) + " more findings, see " + text);
    }
  }

  /** As short as the user would write it. */
  private String name(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path base = request.base().toAbsolutePath().normalize();
    return absolute.startsWith(base) ? base.relativize(absolute).toString() : path.toString();
  }

  private Progress progress() {
    return environment.progress();
  }
}
