package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.config.BoundarySpec;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.config.Repositories;
import org.diracgrid.diracos.config.RepositorySpec;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.repo.IndexLoader;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.repo.RepositorySource;
import org.diracgrid.diracos.resolve.Boundary;
import org.diracgrid.diracos.resolve.Closure;
import org.diracgrid.diracos.resolve.ClosureJson;
import org.diracgrid.diracos.resolve.Lock;
import org.diracgrid.diracos.resolve.LockJson;
import org.diracgrid.diracos.resolve.LockedPython;
import org.diracgrid.diracos.resolve.PackageReports;
import org.diracgrid.diracos.resolve.ReasonGraph;
import org.diracgrid.diracos.resolve.ResolveRequest;
import org.diracgrid.diracos.resolve.Resolver;
import org.diracgrid.diracos.resolve.Root;
import org.jspecify.annotations.Nullable;

/** From the configuration and the repositories to the lock. */
final class ResolveStage {

  private static final String NAME = "resolve";
  private static final int FORM = 2;

  /** Of the digest in the lock: a new one would make all frozen locks stale. */
  private static final int CONFIGURATION_FORM = 1;

  /** Why each package ships. */
  private static final String CLOSURE = "closure.json";

  private final Run run;
  private final Runnable renewing;
  private final Optional<BasePackages> there;
  private @Nullable RepoIndex index;

  ResolveStage(Run run) {
    this(run, () -> {});
  }

  /**
   * A stage for what is laid over a bundle.
   *
   * @param there what the bundle has: it does not ship again
   */
  ResolveStage(Run run, BasePackages there) {
    this.run = run;
    this.renewing = () -> {};
    this.there = Optional.of(there);
  }

  /**
   * A stage that tells of its work.
   *
   * @param renewing is called once it is known that the lock is made anew
   */
  ResolveStage(Run run, Runnable renewing) {
    this.run = run;
    this.renewing = renewing;
    this.there = Optional.empty();
  }

  /**
   * The lock and where its packages come from.
   *
   * @param repositories by id
   */
  record Result(Lock lock, Map<String, LoadedRepository> repositories) {}

  Result lock() {
    LockFile file = LockFile.open(run);
    Repositories declared = Repositories.read(run.spec());
    declared.warnings().forEach(run.progress()::warn);
    Map<String, LoadedRepository> loaded = load(Sources.of(declared));
    Checksum configuration = configuration(declared);
    Map<String, Checksum> repomds = new TreeMap<>();
    loaded.forEach((id, repository) -> repomds.put(id, repository.repomdChecksum()));
    Checksum key = key(configuration, repomds);
    LockMode mode = run.request().lockMode();
    if (mode != LockMode.UPDATE && run.state().finished(NAME, key, results())) {
      Lock lock = file.required();
      run.progress()
          .info(file.name() + " with " + lock.packages().size() + " packages is up to date");
      return new Result(lock, loaded);
    }
    if (mode == LockMode.FROZEN) {
      return new Result(frozen(file, declared, loaded, configuration, repomds), loaded);
    }
    Optional<Lock> former = file.former();
    AtomicFile.directory(run.request().work());
    run.state().begin(NAME);
    renewing.run();
    run.beside(WarmUp::run);
    Closure closure = resolve(declared, loaded, index(loaded));
    // What pip chose stays, until the stage that asks it finds that it is not for this lock.
    Optional<LockedPython> python =
        run.spec().pipRequirements().isEmpty() ? Optional.empty() : former.flatMap(Lock::python);
    Lock lock = Lock.of(configuration, repomds, closure).with(python);
    file.renew(former, lock);
    // Meanwhile the packages can be fetched.
    run.beside(
        () -> {
          report(closure);
          run.state().finish(NAME, key, results());
        });
    return new Result(lock, loaded);
  }

  private static Checksum key(Checksum configuration, Map<String, Checksum> repomds) {
    return new StageKey(NAME, FORM).with(configuration).with(repomds).checksum();
  }

  /**
   * Why the packages of the lock ship. A frozen lock may have been made elsewhere: its packages are
   * then chosen anew, and reported as if it had been made here.
   *
   * @throws DiracosException DOS-WHY-03 if that does not give the packages of the lock
   */
  ReasonGraph reasons(Result result) {
    Lock lock = result.lock();
    Checksum key = key(lock.configuration(), lock.repositories());
    if (run.state().finished(NAME, key, results())) {
      return read();
    }
    Map<String, LoadedRepository> loaded = result.repositories();
    Closure closure =
        new FrozenLock(lock, LockFile.name(run))
            .explained(() -> resolve(Repositories.read(run.spec()), loaded, index(loaded)));
    AtomicFile.directory(run.request().work());
    run.state().begin(NAME);
    ReasonGraph reasons = report(closure);
    run.state().finish(NAME, key, results());
    return reasons;
  }

  /** Writes the lock again, with what pip chose. */
  void complete(Lock lock) {
    run.settle();
    AtomicFile.write(run.request().lock(), LockJson.write(lock));
    run.state().finish(NAME, key(lock.configuration(), lock.repositories()), results());
  }

  private ReasonGraph read() {
    Path file = run.work(CLOSURE);
    try {
      return ClosureJson.read(Files.readAllBytes(file));
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  private ReasonGraph report(Closure closure) {
    ReasonGraph reasons = ReasonGraph.of(closure);
    AtomicFile.write(run.work(CLOSURE), ClosureJson.write(reasons));
    PackageReports.of(reasons)
        .files()
        .forEach((name, bytes) -> AtomicFile.write(run.work(name), bytes));
    return reasons;
  }

  private Lock frozen(
      LockFile file,
      Repositories declared,
      Map<String, LoadedRepository> loaded,
      Checksum configuration,
      Map<String, Checksum> repomds) {
    Lock lock = file.required();
    RepoIndex index = index(loaded);
    new FrozenLock(lock, file.name())
        .check(
            configuration,
            index,
            () -> Lock.of(configuration, repomds, resolve(declared, loaded, index)));
    run.progress()
        .info(file.name() + " with " + lock.packages().size() + " packages is taken as it is");
    return lock;
  }

  private Map<String, LoadedRepository> load(List<RepositorySource> sources) {
    Map<String, LoadedRepository> loaded = new TreeMap<>();
    try (Stage stage = run.progress().stage("read repositories", sources.size(), Unit.ITEMS)) {
      for (RepositorySource source : sources) {
        loaded.put(source.id(), run.downloads().loader().load(source));
        stage.advance(1);
      }
    }
    return loaded;
  }

  /** The packages of the repositories, hidden or not as for resolving. */
  RepoIndex index(Map<String, LoadedRepository> loaded) {
    RepoIndex known = index;
    if (known == null) {
      RepoIndex all = new IndexLoader().load(loaded.values());
      RepoIndex seen = new Modules(run, Repositories.read(run.spec())).hiding(all, loaded.values());
      known = there.map(base -> base.over(seen)).orElse(seen);
      index = known;
    }
    return known;
  }

  private Closure resolve(
      Repositories declared, Map<String, LoadedRepository> loaded, RepoIndex index) {
    try (Stage stage = run.progress().stage("resolve", -1, Unit.ITEMS)) {
      Resolver resolver = new Resolver(index, new Filelists(index, loaded.values()));
      Closure closure =
          new GroupRoots(run).resolve(resolver, request(declared, index), index, loaded.values());
      stage.advance(closure.packages().size());
      stage.remark(closure.packages().size() + " of " + index.size() + " packages ship");
      return closure;
    }
  }

  private ResolveRequest request(Repositories declared, RepoIndex index) {
    DiracosSpec spec = run.spec();
    List<Root> roots = new ArrayList<>();
    for (String name : spec.packages()) {
      roots.add(new Root(name, "packages", spec.where("packages", name)));
    }
    if (spec.packages().isEmpty()) {
      declared
          .own()
          .ifPresent(own -> OwnRepository.roots(index, own.id(), own.where()).forEach(roots::add));
    }
    for (String name : spec.manualDependencies()) {
      roots.add(new Root(name, "manualDependencies", spec.where("manualDependencies", name)));
    }
    Map<String, Integer> priorities = new HashMap<>();
    for (RepositorySpec repository : declared.all()) {
      priorities.put(repository.id(), repository.priority());
    }
    BoundarySpec boundary = spec.boundary();
    return new ResolveRequest(
        roots,
        new Boundary(Boundary.Policy.valueOf(boundary.policy().name()), boundary.packages()),
        Stream.concat(
                spec.ignoredPackages().stream(),
                there.stream().flatMap(base -> base.names().stream()))
            .toList(),
        spec.platform().arch(),
        priorities,
        spec.weakDependencies());
  }

  /** Digest of the part of the configuration that the lock answers. */
  private Checksum configuration(Repositories declared) {
    DiracosSpec spec = run.spec();
    StageKey key = new StageKey("configuration", CONFIGURATION_FORM);
    key.with(spec.packages().toString()).with(spec.manualDependencies().toString());
    key.with(spec.ignoredPackages().toString()).with(spec.boundary().toString());
    there.ifPresent(base -> key.with("there").with(base.key()));
    if (!spec.modules().isEmpty()) {
      key.with("modules").with(spec.modules().toString());
    }
    declared.platform().ifPresent(stream -> key.with("platform").with(stream));
    key.with("weak " + spec.weakDependencies());
    key.with(spec.platform().arch()).with(Sources.digest(declared));
    return key.checksum();
  }

  private Map<String, String> results() {
    Map<String, String> results = new TreeMap<>();
    results.put("lock", digest(run.request().lock()));
    results.put("closure", digest(run.work(CLOSURE)));
    PackageReports.NAMES.forEach(name -> results.put(name, digest(run.work(name))));
    return results;
  }

  private static String digest(Path file) {
    return Files.isRegularFile(file)
        ? Checksum.of(Algorithm.SHA256, bytes(file)).toString()
        : "absent";
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }
}
