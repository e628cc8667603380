package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.diracgrid.diracos.bundle.BasePart;
import org.diracgrid.diracos.bundle.BundleLayout;
import org.diracgrid.diracos.bundle.BundleName;
import org.diracgrid.diracos.bundle.Packing;
import org.diracgrid.diracos.bundle.TarballWriter;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.config.ExtensionSpec;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.extension.Overlay;
import org.diracgrid.diracos.extension.PlacedDelta;
import org.diracgrid.diracos.extension.Replacements;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.Pip;
import org.diracgrid.diracos.python.WheelName;
import org.diracgrid.diracos.relocate.RelocationJson;
import org.diracgrid.diracos.relocate.RelocationResult;
import org.diracgrid.diracos.relocate.TreeRelocator;
import org.diracgrid.diracos.relocate.VersionsText;
import org.diracgrid.diracos.resolve.Lock;
import org.diracgrid.diracos.resolve.LockJson;
import org.diracgrid.diracos.stage.ExtractionResult;
import org.diracgrid.diracos.stage.Extractor;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedPackage;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * From a released bundle and what a VO adds to the tarball of an extension. The base is read and
 * never changed: packages and wheels that it lacks are staged beside it, relocated with both in
 * view, and shipped with it or alone.
 */
final class ExtensionStage {

  private static final String NAME = "extension";
  private static final int FORM = 2;
  private static final String DELTA = "delta";

  private final Run run;

  ExtensionStage(Run run) {
    this.run = run;
  }

  /**
   * Makes the tarball.
   *
   * @param coordinates gives the file of Maven coordinates
   */
  BundleResult extend(Function<String, Path> coordinates) {
    name();
    BaseStage stage = new BaseStage(run);
    BaseStage.Unpacked unpacked = stage.unpacked(coordinates);
    Optional<Pip> pip = PythonStage.ahead(run, unpacked);
    try {
      BaseStage.Base base = stage.look(unpacked);
      return new ExtensionStage(run.with(base.held(run.spec()))).extend(base, pip);
    } finally {
      pip.ifPresent(Pip::close);
    }
  }

  private String name() {
    DiracosSpec spec = run.spec();
    String name = spec.extensionName().orElse("");
    if (name.isEmpty() || name.equalsIgnoreCase(BundleLayout.FOLDER)) {
      throw DiracosException.of(
          Problem.of(
              "DOS-EXT-06",
              name.isEmpty()
                  ? "the extension has no name"
                  : "an extension cannot be called " + name + ", as the base is",
              spec.where("/extensionName"),
              "write an \"extensionName\" such as \"LHCb\""));
    }
    return name;
  }

  /** The same on a base that is here; the configuration is held to what the base promises. */
  BundleResult extend(BaseStage.Base base) {
    return extend(base, Optional.empty());
  }

  private BundleResult extend(BaseStage.Base base, Optional<Pip> ahead) {
    DiracosSpec spec = run.spec();
    ExtensionSpec extension = spec.extension();
    String name = name();
    if (!extension.overrides().isEmpty()) {
      Replacements.check(base.tree(), extension.overrides(), spec.where("/overrides"));
    }
    AtomicFile.directory(run.request().work());
    List<StagedPackage> packages = new ArrayList<>();
    Lock lock = packages(base, packages);
    try (PythonStage python = new PythonStage(run, base, ahead)) {
      return extend(base, name, packages, lock, python);
    }
  }

  private BundleResult extend(
      BaseStage.Base base,
      String name,
      List<StagedPackage> packages,
      Lock lock,
      PythonStage python) {
    DiracosSpec spec = run.spec();
    ExtensionSpec extension = spec.extension();
    boolean full = extension.output() == ExtensionSpec.Output.FULL;
    BundleName bundle = BundleName.of(name, spec.version());
    Packing packing = BundleStage.packing(spec.bundle());
    Optional<PythonStage.Result> ready = python.ready(lock);
    // While pip runs there is time for what comes after it.
    Optional<BasePart> early =
        full && ready.isEmpty() ? BasePart.of(base.file(), packing, run::beside) : Optional.empty();
    if (ready.isEmpty()) {
      run.beside(() -> Rehearsal.run(run.work("rehearsal"), packing));
    }
    PythonStage.Result wheels =
        ready.orElseGet(() -> python.install(base.root(), lock, done -> complete(done)));
    packages.addAll(wheels.packages());
    Path directory = run.request().buildDirectory();
    Path tarball = directory.resolve(bundle.tarball(packing.compression()));
    String type = "tar." + packing.compression().suffix();
    StageKey key = new StageKey(NAME, FORM).with(base.checksum()).with(wheels.key());
    lock.packages().forEach(p -> key.with(p.nevra().toString()).with(p.checksum()));
    key.with(bundle.toString()).with(packing.toString()).with(Boolean.toString(full));
    key.with(extension.overrides().toString());
    key.with(run.request().outputTimestamp().toString());
    Checksum checksum = key.checksum();
    if (run.state().finished(NAME, checksum, stamps(bundle, tarball))) {
      run.progress().info(tarball + " is up to date: nothing to do");
      return new BundleResult(tarball, type, true);
    }
    run.state().begin(NAME);
    Overlay overlay = overlay(base, packages, full);
    Optional<BasePart> before =
        full && follows(base, overlay, name)
            ? early.or(() -> BasePart.of(base.file(), packing, Runnable::run))
            : Optional.empty();
    StagedTree shipped = shipped(overlay, packages, name, full && before.isEmpty(), python);
    Instant timestamp = run.request().outputTimestamp();
    BundleLayout layout =
        before
            .map(
                part ->
                    BundleLayout.after(
                        part, shipped, base.tree().entries().keySet(), bundle, packing, timestamp))
            .orElseGet(() -> BundleLayout.of(shipped, bundle, packing, timestamp));
    new TarballWriter(
            run.environment().threads(), run.progress(), BundleStage.chunks(run), run::beside)
        .write(layout, directory);
    run.state().finish(NAME, checksum, stamps(bundle, tarball));
    return new BundleResult(tarball, type, false);
  }

  /** What replaces something of the base, or takes it away, cannot come after it. */
  private static boolean follows(BaseStage.Base base, Overlay overlay, String name) {
    return overlay.base().entries().size() == base.tree().entries().size()
        && overlay.replaced().isEmpty()
        && !base.tree().entries().containsKey(versionsPath(name));
  }

  /** What comes from repositories, beside what the base has of them. */
  private Lock packages(BaseStage.Base base, List<StagedPackage> packages) {
    if (run.spec().packages().isEmpty()) {
      Checksum configuration = new StageKey(NAME, FORM).with(base.checksum()).checksum();
      return LockFile.open(run)
          .former()
          .filter(former -> former.configuration().equals(configuration))
          .orElseGet(() -> new Lock(configuration, Map.of(), List.of()));
    }
    ResolveStage.Result resolved =
        new ResolveStage(run, new BasePackages(base.packages(), base.tree())).lock();
    List<Path> files = new FetchStage(run).fetch(resolved);
    List<Lock.LockedPackage> locked = resolved.lock().packages();
    IntStream.range(0, files.size())
        .mapToObj(i -> new StagedPackage(locked.get(i).nevra(), files.get(i)))
        .forEach(packages::add);
    return resolved.lock();
  }

  private void complete(Lock lock) {
    if (lock.packages().isEmpty()) {
      AtomicFile.write(run.request().lock(), LockJson.write(lock));
    } else {
      new ResolveStage(run).complete(lock);
    }
  }

  private Overlay overlay(BaseStage.Base base, List<StagedPackage> packages, boolean full) {
    Path root = run.work(DELTA);
    Directories.delete(root);
    int threads = run.environment().threads();
    ExtractionResult extracted = Extractor.extract(packages, root, threads, run.progress());
    List<String> overrides = run.spec().extension().overrides();
    String where = run.spec().where("/overrides");
    StagedTree delta = PlacedDelta.over(base.tree(), extracted.tree());
    StagedTree left = Replacements.left(base.tree(), delta, overrides, full, where);
    Overlay overlay = Overlay.of(left, delta, overrides, where);
    overlay
        .replaced()
        .forEach(path -> run.progress().warn("the extension replaces " + path + " of the base"));
    return overlay;
  }

  private StagedTree shipped(
      Overlay overlay,
      List<StagedPackage> packages,
      String name,
      boolean full,
      PythonStage python) {
    Path root = overlay.delta().root();
    int threads = run.environment().threads();
    RelocationResult relocated =
        new TreeRelocator(run.progress(), threads)
            .relocate(overlay.whole(), overlay.added().keySet());
    AtomicFile.write(run.work("relocation.json"), RelocationJson.of(relocated));
    relocated.findings().forEach(finding -> run.progress().warn(finding.toString()));
    python.check(overlay.base().root(), root);
    SortedMap<BundlePath, StagedEntry> generated = new TreeMap<>();
    BundlePath versions = versionsPath(name);
    byte[] text = versions(name, packages).getBytes(UTF_8);
    try {
      Files.write(versions.under(root), text);
    } catch (IOException e) {
      throw AtomicFile.unwritable(versions.under(root), e);
    }
    generated.put(
        versions,
        new StagedEntry(versions, StagedEntry.Kind.FILE, 0644, text.length, "", "", null));
    return overlay.shipped(relocated.tree().entries(), generated, full);
  }

  private static BundlePath versionsPath(String name) {
    return BundlePath.parse("/" + name + "_versions.txt");
  }

  private String versions(String name, List<StagedPackage> packages) {
    List<String> title = new ArrayList<>(List.of(name + " " + run.spec().version()));
    run.spec().diracOsVersion().ifPresent(version -> title.add("DIRACOS " + version));
    List<String> rpms = new ArrayList<>();
    List<String> wheels = new ArrayList<>();
    for (StagedPackage one : packages) {
      WheelName.pinned(one.nevra())
          .ifPresentOrElse(wheels::add, () -> rpms.add(one.nevra().toString()));
    }
    return String.join("\n", VersionsText.lines(title, rpms, wheels)) + "\n";
  }

  private Map<String, String> stamps(BundleName name, Path tarball) {
    Path directory = run.request().buildDirectory();
    return FileStamps.of(tarball, directory.resolve(name.md5()), directory.resolve(name.sha256()));
  }
}
