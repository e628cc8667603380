package org.diracgrid.diracos.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.relocate.PathsJson;
import org.diracgrid.diracos.relocate.RelocationJson;
import org.diracgrid.diracos.relocate.RelocationResult;
import org.diracgrid.diracos.relocate.RelocationSpec;
import org.diracgrid.diracos.relocate.Relocator;
import org.diracgrid.diracos.relocate.RemovalPlan;
import org.diracgrid.diracos.relocate.TreeScanner;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.RepositorySource;
import org.diracgrid.diracos.resolve.Lock;
import org.diracgrid.diracos.stage.ExtractionJson;
import org.diracgrid.diracos.stage.ExtractionResult;
import org.diracgrid.diracos.stage.Extractor;
import org.diracgrid.diracos.stage.StagedPackage;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.stage.StagedTreeJson;
import org.jspecify.annotations.Nullable;

/**
 * From the lock to the relocated tree: fetch, extract, relocate. The three share one state, since
 * relocation changes the extracted tree in place: a tree whose making was broken off is made anew.
 */
final class TreeStage {

  private static final String NAME = "tree";
  private static final int FORM = 2;
  private static final int MOST_WARNINGS = 10;

  private final Run run;

  TreeStage(Run run) {
    this.run = run;
  }

  /**
   * A relocated tree, read from its manifest when it is asked for. Closing waits until what was
   * found is on disk, and only then has the stage finished.
   */
  static final class Result implements AutoCloseable {

    private final Checksum key;
    private final Path manifest;
    private final Path root;
    private final Runnable finish;
    private @Nullable StagedTree tree;

    private Result(
        Checksum key, Path manifest, Path root, @Nullable StagedTree tree, Runnable finish) {
      this.key = key;
      this.manifest = manifest;
      this.root = root;
      this.tree = tree;
      this.finish = finish;
    }

    /** Digest of all that the tree depends on. */
    Checksum key() {
      return key;
    }

    StagedTree load() {
      StagedTree loaded = tree;
      if (loaded == null) {
        loaded = StagedTreeJson.read(manifest, root);
        tree = loaded;
      }
      return loaded;
    }

    @Override
    public void close() {
      finish.run();
    }
  }

  Result tree(ResolveStage.Result resolved) {
    Lock lock = resolved.lock();
    RelocationSpec relocation = relocation();
    StageKey key = new StageKey(NAME, FORM).with(relocation.toString());
    lock.packages().forEach(p -> key.with(p.nevra().toString()).with(p.checksum()));
    // A tree of packages whose signatures nobody looked at is not one whose signatures hold.
    resolved.repositories().values().stream()
        .map(LoadedRepository::source)
        .filter(RepositorySource::gpgcheck)
        .forEach(
            source -> key.with("gpgcheck").with(source.id()).with(source.gpgkeys().toString()));
    Checksum checksum = key.checksum();
    Path root = run.work("tree");
    Path manifest = run.work("staged.json");
    Path extraction = run.work("extraction.json");
    Path report = run.work("relocation.json");
    Path paths = run.work("paths.json");
    if (Files.isDirectory(root)
        && run.state()
            .finished(NAME, checksum, FileStamps.of(manifest, extraction, report, paths))) {
      run.progress().info("tree of " + lock.packages().size() + " packages is up to date");
      return new Result(checksum, manifest, root, null, () -> {});
    }
    List<Path> files = new FetchStage(run).fetch(resolved);
    run.state().begin(NAME);
    Directories.delete(root);
    RelocationResult relocated = relocated(lock, files, root, extraction);
    warn(relocated.findings(), report);
    // Meanwhile the tarball can be begun.
    Background notes =
        Background.start(
            () -> {
              AtomicFile.write(report, RelocationJson.of(relocated));
              AtomicFile.write(paths, PathsJson.of(relocated.plan().texts()));
              StagedTreeJson.write(relocated.tree(), manifest);
            });
    return new Result(
        checksum,
        manifest,
        root,
        relocated.tree(),
        () -> {
          notes.await();
          run.state().finish(NAME, checksum, FileStamps.of(manifest, extraction, report, paths));
        });
  }

  private RelocationResult relocated(Lock lock, List<Path> files, Path root, Path extraction) {
    List<StagedPackage> packages =
        IntStream.range(0, files.size())
            .mapToObj(i -> new StagedPackage(lock.packages().get(i).nevra(), files.get(i)))
            .toList();
    RelocationSpec spec = relocation();
    int threads = run.environment().threads();
    try (Extractor extractor = Extractor.open(packages, threads)) {
      StagedTree planned = extractor.plan().tree(root, Set.of());
      RemovalPlan removal = RemovalPlan.of(planned, spec.removedFolders());
      TreeScanner scanner = TreeScanner.of(root);
      ExtractionResult extracted =
          extractor.write(root, removal.removed(), scanner, run.progress());
      AtomicFile.write(extraction, ExtractionJson.write(extracted));
      return new Relocator(run.progress(), threads)
          .relocate(extracted.tree(), removal, scanner, spec, Optional.empty());
    }
  }

  /** The first findings in full; a number for the rest, which stand in the report. */
  private void warn(List<Problem> findings, Path report) {
    findings.stream()
        .limit(MOST_WARNINGS)
        .forEach(finding -> run.progress().warn(finding.toString()));
    if (findings.size() > MOST_WARNINGS) {
      int more = findings.size() - MOST_WARNINGS;
      run.progress().warn("and " + more + " more findings, see " + report);
    }
  }

  private RelocationSpec relocation() {
    DiracosSpec spec = run.spec();
    return new RelocationSpec(
        spec.version(),
        spec.removedFolders(),
        spec.knownMissing(),
        spec.knownBrokenLinks(),
        spec.platform().hostLibraries());
  }
}
