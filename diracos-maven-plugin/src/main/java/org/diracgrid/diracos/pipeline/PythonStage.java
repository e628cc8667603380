package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.exec.Beside;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.Pip;
import org.diracgrid.diracos.python.Wheels;
import org.diracgrid.diracos.python.requirements.RequirementsTree;
import org.diracgrid.diracos.resolve.Lock;
import org.diracgrid.diracos.resolve.LockedPython;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedPackage;
import org.diracgrid.diracos.stage.StagedTree;
import org.jspecify.annotations.Nullable;

/**
 * The Python packages of a bundle: chosen by pip once, locked, and installed by the bundle's own
 * Python, out of a tree that is relocated already. What was installed becomes packages, kept in
 * {@code python/} of the working directory and listed in {@code python.json}.
 */
final class PythonStage implements AutoCloseable {

  private static final String NAME = "python";
  private static final int FORM = 1;
  private static final int REQUEST_FORM = 2;
  private static final Set<String> MODULES = Set.of("site-packages", "dist-packages");
  private static final int DEPTH = 5;

  /** Packages that bring the interpreter: its version decides which wheels fit. */
  private static final Pattern INTERPRETER =
      Pattern.compile("python[0-9.]*(?:-(?:libs|minimal|pip))?|libpython[0-9.]*.*");

  private final Run run;
  private final Optional<Checksum> base;
  private final TreePip place;
  private final InstalledWheels kept;
  private Optional<Beside<Boolean>> checked = Optional.empty();
  private @Nullable Pip pip;
  private @Nullable RequirementsTree requirements;

  PythonStage(Run run) {
    this(run, Optional.empty(), run.work(NAME).resolve("pycache"));
  }

  /**
   * A stage for what is laid over a bundle: what its Python has already is not installed again.
   *
   * @param ahead the pip of that bundle, if it was started already
   */
  PythonStage(Run run, BaseStage.Base base, Optional<Pip> ahead) {
    this(run, Optional.of(base.checksum()), base.compiled());
    ahead.ifPresent(one -> pip = one.limitedTo(run.spec().platform().glibc()));
  }

  /**
   * Starts the pip of a base if it looks as if it will be needed: there are requirements, and what
   * they name was not installed before.
   *
   * @return to be closed
   */
  static Optional<Pip> ahead(Run run, BaseStage.Unpacked base) {
    PythonStage stage = new PythonStage(run, Optional.of(base.checksum()), base.compiled());
    if (!stage.isWanted() || run.state().stands(NAME, stage.kept.stamps())) {
      return Optional.empty();
    }
    Optional<Pip> pip = TreePip.found(base.root()).map(stage.place::open);
    pip.ifPresent(Pip::expect);
    return pip;
  }

  private PythonStage(Run run, Optional<Checksum> base, Path compiled) {
    this.run = run;
    this.base = base;
    this.place = new TreePip(run, compiled);
    this.kept = kept(run);
  }

  private static InstalledWheels kept(Run run) {
    return new InstalledWheels(run.work(NAME).resolve("packages"), run.work(NAME + ".json"));
  }

  /** The packages of wheels that a tree was made of. */
  static List<Path> shipped(Run run, StagedTree tree) {
    Set<String> owners =
        tree.entries().values().stream().map(StagedEntry::owner).collect(Collectors.toSet());
    InstalledWheels kept = kept(run);
    return Files.isRegularFile(kept.list())
        ? kept.read().stream()
            .filter(one -> owners.contains(one.nevra().toString()))
            .map(StagedPackage::rpmFile)
            .toList()
        : List.of();
  }

  /**
   * What pip installs.
   *
   * @param key digest of all that it depends on
   * @param packages one for each distribution
   */
  record Result(Checksum key, List<StagedPackage> packages) {

    /** Copies. */
    Result {
      packages = List.copyOf(packages);
    }
  }

  /** Whether there is a requirement; a file without any asks for no Python. */
  boolean isWanted() {
    return run.spec().pipRequirements().isPresent()
        && tree().files().stream()
            .anyMatch(member -> !member.constraint() && !member.file().needed().isEmpty());
  }

  private RequirementsTree tree() {
    RequirementsTree known = requirements;
    if (known == null) {
      known = source().tree();
      requirements = known;
    }
    return known;
  }

  private RequirementsSource source() {
    return new RequirementsSource(run, run.spec().pipRequirements().orElseThrow());
  }

  /** What an earlier run installed for this lock; nothing is asked of pip if nothing is wanted. */
  Optional<Result> ready(Lock lock) {
    if (!isWanted()) {
      return Optional.of(new Result(new StageKey(NAME, FORM).checksum(), List.of()));
    }
    Optional<LockedPython> locked = locked(lock, request(lock));
    if (locked.isEmpty()) {
      return Optional.empty();
    }
    Checksum key = key(locked.get());
    return run.state().finished(NAME, key, kept.stamps())
        ? Optional.of(new Result(key, kept.read()))
        : Optional.empty();
  }

  /** The Python packages of the lock, where they answer what is asked. */
  private Optional<LockedPython> locked(Lock lock, Checksum request) {
    LockMode mode = run.request().lockMode();
    Optional<LockedPython> locked =
        lock.python()
            .filter(python -> python.request().equals(request))
            .filter(python -> mode != LockMode.UPDATE);
    if (locked.isEmpty() && mode == LockMode.FROZEN) {
      throw DiracosException.of(
          Problem.of(
              "DOS-LOCK-05",
              lock.python().isEmpty()
                  ? "the frozen lock names no Python packages"
                  : "the Python packages of the frozen lock are not for these requirements",
              LockFile.name(run),
              "run diracos:relocate without -Ddiracos.lock=frozen and look at the change, or take"
                  + " back what changed in the requirements"));
    }
    return locked;
  }

  private String where() {
    return run.spec().where("/pipRequirements");
  }

  /** Digest of what the wheels are chosen for. */
  private Checksum request(Lock lock) {
    DiracosSpec spec = run.spec();
    StageKey key = new StageKey("python request", REQUEST_FORM);
    tree().files().forEach(member -> key.with(member.file().text()));
    spec.pip().indexUrl().ifPresent(index -> key.with(index.given()));
    spec.pip().extraIndexUrls().forEach(index -> key.with("extra").with(index.given()));
    spec.pip().findLinks().forEach(links -> key.with("links").with(links.given()));
    key.with(spec.platform().arch()).with(spec.platform().glibc().orElse(""));
    spec.pipBuildDependencies().forEach(name -> key.with("build").with(name));
    base.ifPresent(checksum -> key.with("base").with(checksum));
    lock.packages().stream()
        .map(Lock.LockedPackage::nevra)
        .filter(nevra -> INTERPRETER.matcher(nevra.name()).matches())
        .forEach(nevra -> key.with(nevra.toString()));
    return key.checksum();
  }

  private static Checksum key(LockedPython locked) {
    StageKey key = new StageKey(NAME, FORM).with(locked.request());
    for (LockedPython.Wheel wheel : locked.wheels()) {
      key.with(wheel.name()).with(wheel.checksum());
      wheel.build().ifPresent(build -> key.with("built").with(build.checksum()));
    }
    return key.checksum();
  }

  /**
   * Installs, by the Python of a relocated tree.
   *
   * @param completed is given the lock with its Python packages, if they were chosen anew
   */
  Result install(Path root, Lock lock, Consumer<Lock> completed) {
    Checksum request = request(lock);
    Optional<LockedPython> known = locked(lock, request);
    run.state().begin(NAME);
    if (known.isEmpty() && run.environment().offline() && !pip(root).settings().isLocal()) {
      throw DiracosException.of(
          Problem.of(
              "DOS-PYTHON-15",
              "the Python packages are not locked, and the index cannot be asked offline",
              where(),
              "run once without -o, or keep the lock that names them"));
    }
    if (base.isPresent()) {
      pip(root).expect();
    }
    Wheels wheels = wheels(pip(root));
    LockedPython locked =
        known.orElseGet(() -> new LockedPython(request, wheels.choose(tree(), base.isPresent())));
    if (known.isEmpty()) {
      completed.accept(lock.with(Optional.of(locked)));
    }
    kept.clear();
    List<StagedPackage> installed =
        wheels.install(
            locked.wheels(),
            root,
            run.spec().platform().arch(),
            kept.directory(),
            files -> {
              if (base.isPresent() && lock.packages().isEmpty()) {
                // These files are all that is laid over the base, so the check need not wait.
                checked =
                    Optional.of(
                        Beside.run(
                            () -> {
                              pip(root).check(modules(files));
                              pip(root).close();
                            }));
              }
            });
    if (checked.isEmpty()) {
      wheels.clear();
    }
    kept.write(installed);
    Checksum key = key(locked);
    run.state().finish(NAME, key, kept.stamps());
    return new Result(key, installed);
  }

  /** Asks pip whether what is in the tree fits together. */
  void check(Path root) {
    check(root, List.of());
  }

  /** The same for a tree that another is laid over. */
  void check(Path root, Path over) {
    if (checked.isPresent()) {
      checked.get().get();
      wheels(pip(root)).clear();
    } else {
      check(root, modules(over));
    }
  }

  private static List<Path> modules(Path over) {
    List<Path> places = new ArrayList<>();
    try (Stream<Path> all = Files.walk(over, DEPTH)) {
      all.filter(Files::isDirectory)
          .filter(place -> MODULES.contains(String.valueOf(place.getFileName())))
          .forEach(places::add);
    } catch (IOException e) {
      throw AtomicFile.unreadable(over, e);
    }
    return places;
  }

  private void check(Path root, List<Path> more) {
    if (isWanted()) {
      // It may have been written anew.
      place.interpreter(root);
      pip(root).check(more);
    }
  }

  private Wheels wheels(Pip pip) {
    return new Wheels(
        pip,
        new Wheels.Places(
            run.spec().directory(), run.work(NAME), run.environment().cache().resolve("wheels")),
        run.downloads().fetcher(),
        new WheelBuildroot(run, where()),
        run.progress());
  }

  @Override
  public void close() {
    Pip open = pip;
    if (open != null) {
      open.close();
    }
  }

  private Pip pip(Path root) {
    Pip open = pip;
    if (open == null) {
      if (base.isEmpty()) {
        // The tree may be another one than that of the run before.
        Directories.delete(place.compiled());
      }
      open = place.open(place.interpreter(root));
      pip = open;
    }
    return open;
  }
}
