package org.diracgrid.diracos.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.exec.Beside;
import org.diracgrid.diracos.extension.BaseContract;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.relocate.PathsJson;
import org.diracgrid.diracos.relocate.RelocationJson;
import org.diracgrid.diracos.relocate.RelocationMemory;
import org.diracgrid.diracos.relocate.RelocationResult;
import org.diracgrid.diracos.relocate.RelocationSpec;
import org.diracgrid.diracos.relocate.Relocator;
import org.diracgrid.diracos.relocate.RemovalPlan;
import org.diracgrid.diracos.relocate.TreeRecord;
import org.diracgrid.diracos.relocate.TreeScanner;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.RepositorySource;
import org.diracgrid.diracos.resolve.Lock;
import org.diracgrid.diracos.stage.ExtractionJson;
import org.diracgrid.diracos.stage.ExtractionResult;
import org.diracgrid.diracos.stage.Extractor;
import org.diracgrid.diracos.stage.FileOrigin;
import org.diracgrid.diracos.stage.StagedPackage;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.stage.StagedTreeJson;
import org.diracgrid.diracos.stage.TreeListing;
import org.diracgrid.diracos.stage.UpdateResult;
import org.jspecify.annotations.Nullable;

/**
 * From the lock to the relocated tree: fetch, extract, relocate. The three share one state, since
 * relocation changes the extracted tree in place: a tree whose making was broken off is made anew.
 *
 * <p>A finished tree of another lock or configuration is brought up to date: what is planned is
 * planned from all packages as ever, but a file stays on disk if it came from the same package and
 * what is to be done to it was done. Whether from scratch or not, every byte is the same.
 */
final class TreeStage {

  private static final String NAME = "tree";
  private static final int FORM = 2;
  private static final int MOST_WARNINGS = 10;

  private static final String TREE = "tree";
  private static final String MANIFEST = "staged.json";
  private static final String EXTRACTION = "extraction.json";
  private static final String REPORT = "relocation.json";
  private static final String PATHS = "paths.json";
  private static final String RECORD = "tree.record";

  private final Run run;
  private @Nullable Earlier earlier;

  TreeStage(Run run) {
    this.run = run;
  }

  /** The tree of an earlier run, looked at beside what else goes on. */
  private record Earlier(Beside<Optional<TreeRecord>> record, Beside<TreeListing> listing) {

    /** Empty if its record is of no use; then nobody looks at it any more. */
    Optional<Known> known() {
      Optional<TreeRecord> read = record.get();
      if (read.isEmpty()) {
        listing.get();
      }
      return read.map(good -> new Known(good, listing));
    }
  }

  /** A tree of an earlier run that can be brought up to date. */
  private record Known(TreeRecord record, Beside<TreeListing> listing) {}

  /**
   * To be called once it is known that the lock is made anew: begins to look at the tree that the
   * former one led to.
   */
  void prepare() {
    if (stands()) {
      earlier = look();
    }
  }

  private Earlier look() {
    Path root = run.work(TREE);
    return new Earlier(
        Beside.start(() -> TreeRecord.read(run.work(RECORD), root)),
        Beside.start(() -> TreeListing.of(root)));
  }

  /** Whether there is a tree that an earlier run finished, whatever it was made of. */
  private boolean stands() {
    return Files.isDirectory(run.work(TREE)) && run.state().stands(NAME, results());
  }

  private Map<String, String> results() {
    return FileStamps.of(
        run.work(MANIFEST),
        run.work(EXTRACTION),
        run.work(REPORT),
        run.work(PATHS),
        run.work(RECORD));
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

    /** The same, for who reads the stage's reports: they are on disk. */
    Result written() {
      close();
      return this;
    }

    @Override
    public void close() {
      finish.run();
    }
  }

  Result tree(ResolveStage.Result resolved) {
    Lock lock = resolved.lock();
    RelocationSpec relocation = relocation(lock);
    StageKey key = new StageKey(NAME, FORM).with(relocation.toString());
    lock.packages().forEach(p -> key.with(p.nevra().toString()).with(p.checksum()));
    // A tree of packages whose signatures nobody looked at is not one whose signatures hold.
    resolved.repositories().values().stream()
        .map(LoadedRepository::source)
        .filter(RepositorySource::gpgcheck)
        .forEach(
            source -> key.with("gpgcheck").with(source.id()).with(source.gpgkeys().toString()));
    PythonStage python = new PythonStage(run);
    Optional<PythonStage.Result> ready = python.ready(lock);
    Checksum packages = key.checksum();
    Path root = run.work(TREE);
    Path manifest = run.work(MANIFEST);
    if (ready.isPresent()
        && Files.isDirectory(root)
        && run.state().finished(NAME, key(packages, ready.get()), results())) {
      run.progress().info("tree of " + lock.packages().size() + " packages is up to date");
      return new Result(key(packages, ready.get()), manifest, root, null, () -> {});
    }
    FetchStage fetching = new FetchStage(run);
    List<Path> files = fetching.fetch(resolved);
    Optional<Known> known =
        stands() ? (earlier == null ? look() : earlier).known() : Optional.empty();
    run.state().begin(NAME);
    AtomicFile.delete(run.work(RECORD));
    if (known.isEmpty()) {
      Directories.delete(root);
    }
    PythonStage.Result wheels;
    if (ready.isPresent()) {
      wheels = ready.get();
    } else {
      // pip runs in the tree that it installs for.
      TreeRecord first = make(staged(lock, files), ids(lock), relocation, known).record().get();
      wheels = python.install(root, lock, new ResolveStage(run)::complete);
      known = Optional.of(new Known(first, Beside.start(() -> TreeListing.of(root))));
    }
    Checksum checksum = key(packages, wheels);
    List<StagedPackage> all = new ArrayList<>(staged(lock, files));
    all.addAll(wheels.packages());
    Map<Nevra, String> ids = ids(lock);
    wheels.packages().forEach(wheel -> ids.put(wheel.nevra(), wheels.key().toString()));
    Made made = make(all, ids, relocation, known);
    python.check(root);
    RelocationResult relocated = made.relocated();
    warn(relocated.findings());
    // Meanwhile the tarball can be begun.
    Beside<Boolean> notes =
        Beside.run(
            () -> {
              AtomicFile.write(run.work(REPORT), RelocationJson.of(relocated));
              AtomicFile.write(run.work(PATHS), PathsJson.of(relocated.plan().texts()));
              StagedTreeJson.write(relocated.tree(), manifest);
              AtomicFile.write(run.work(RECORD), made.record().get().bytes());
              fetching.remember();
            });
    return new Result(
        checksum,
        manifest,
        root,
        relocated.tree(),
        () -> {
          notes.get();
          run.state().finish(NAME, checksum, results());
        });
  }

  /**
   * A tree that was made.
   *
   * @param record for the next run; put together when it is asked for
   */
  private record Made(RelocationResult relocated, Supplier<TreeRecord> record) {}

  private static Checksum key(Checksum packages, PythonStage.Result wheels) {
    return wheels.packages().isEmpty()
        ? packages
        : new StageKey(NAME, FORM).with(packages).with(wheels.key()).checksum();
  }

  private static List<StagedPackage> staged(Lock lock, List<Path> files) {
    return IntStream.range(0, files.size())
        .mapToObj(i -> new StagedPackage(lock.packages().get(i).nevra(), files.get(i)))
        .toList();
  }

  private static Map<Nevra, String> ids(Lock lock) {
    Map<Nevra, String> ids = new HashMap<>();
    lock.packages().forEach(each -> ids.put(each.nevra(), each.checksum().toString()));
    return ids;
  }

  /**
   * Makes the tree.
   *
   * @param ids what tells each package's content
   * @param spec how it is relocated
   * @param known a tree that is brought up to date
   */
  private Made make(
      List<StagedPackage> packages,
      Map<Nevra, String> ids,
      RelocationSpec spec,
      Optional<Known> known) {
    Path root = run.work(TREE);
    int threads = run.environment().threads();
    try (Extractor extractor =
        known
            .map(tree -> Extractor.over(tree.listing, packages, threads))
            .orElseGet(() -> Extractor.open(packages, threads))) {
      StagedTree planned = extractor.plan().tree(root, Set.of());
      RemovalPlan removal = RemovalPlan.of(planned, spec.removedFolders());
      TreeScanner scanner = TreeScanner.of(root);
      Map<BundlePath, FileOrigin> origins = extractor.plan().origins(ids);
      ExtractionResult extracted;
      RelocationMemory memory;
      if (known.isPresent()) {
        TreeRecord.Matching same = known.get().record.matching(origins);
        UpdateResult update =
            extractor.update(root, removal.removed(), same, scanner, run.progress());
        extracted = update.extraction();
        memory =
            same.recall(
                update.kept(), scanner, paths -> extractor.renew(root, paths, run.progress()));
      } else {
        extracted = extractor.write(root, removal.removed(), scanner, run.progress());
        memory = new RelocationMemory();
      }
      AtomicFile.write(run.work(EXTRACTION), ExtractionJson.write(extracted));
      RelocationResult relocated =
          new Relocator(run.progress(), threads)
              .relocate(extracted.tree(), removal, scanner, spec, Optional.empty(), memory);
      return new Made(relocated, () -> TreeRecord.of(origins, relocated.tree(), scanner, memory));
    }
  }

  /** The first findings in full; a number for the rest, which stand in the report. */
  private void warn(List<Problem> findings) {
    findings.stream()
        .limit(MOST_WARNINGS)
        .forEach(finding -> run.progress().warn(finding.toString()));
    if (findings.size() > MOST_WARNINGS) {
      int more = findings.size() - MOST_WARNINGS;
      run.progress().warn("and " + more + " more findings, see " + run.work(REPORT));
    }
  }

  private RelocationSpec relocation(Lock lock) {
    DiracosSpec spec = run.spec();
    return new RelocationSpec(
        spec.version(),
        spec.removedFolders(),
        spec.knownMissing(),
        spec.knownBrokenLinks(),
        spec.platform().hostLibraries(),
        BaseContract.of(spec, lock).json());
  }
}
