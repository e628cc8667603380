package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.config.BoundarySpec;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.config.Repositories;
import org.diracgrid.diracos.config.RepositorySpec;
import org.diracgrid.diracos.digest.Checksum;
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
import org.diracgrid.diracos.resolve.ResolveRequest;
import org.diracgrid.diracos.resolve.Resolver;
import org.diracgrid.diracos.resolve.Root;

/** From the configuration and the repositories to the lock. */
final class ResolveStage {

  private static final String NAME = "resolve";
  private static final int FORM = 1;

  private final Run run;

  ResolveStage(Run run) {
    this.run = run;
  }

  /**
   * The lock and where its packages come from.
   *
   * @param repositories by id
   */
  record Result(Lock lock, Map<String, LoadedRepository> repositories) {}

  Result lock() {
    Repositories declared = Repositories.read(run.spec());
    declared.warnings().forEach(run.progress()::warn);
    Map<String, LoadedRepository> loaded = load(Sources.of(declared));
    Checksum configuration = configuration(declared);
    Map<String, Checksum> repomds = new TreeMap<>();
    loaded.forEach((id, repository) -> repomds.put(id, repository.repomdChecksum()));
    Checksum key = new StageKey(NAME, FORM).with(configuration).with(repomds).checksum();
    Path file = run.request().lock();
    Path why = run.work("closure.json");
    if (run.state().finished(NAME, key, results(file, why))) {
      Lock lock = LockJson.read(bytes(file), file.getFileName().toString());
      run.progress()
          .info(file.getFileName() + " with " + lock.packages().size() + " packages is up to date");
      return new Result(lock, loaded);
    }
    run.state().begin(NAME);
    Closure closure = resolve(declared, loaded);
    Lock lock = Lock.of(configuration, repomds, closure);
    AtomicFile.write(why, ClosureJson.write(closure));
    AtomicFile.write(file, LockJson.write(lock));
    run.state().finish(NAME, key, results(file, why));
    return new Result(lock, loaded);
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

  private Closure resolve(Repositories declared, Map<String, LoadedRepository> loaded) {
    try (Stage stage = run.progress().stage("resolve", -1, Unit.ITEMS)) {
      RepoIndex all = new IndexLoader().load(loaded.values());
      RepoIndex index = new Modules(run, declared).hiding(all, loaded.values());
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
        spec.ignoredPackages(),
        spec.platform().arch(),
        priorities);
  }

  /** Digest of the part of the configuration that the lock answers. */
  private Checksum configuration(Repositories declared) {
    DiracosSpec spec = run.spec();
    StageKey key = new StageKey("configuration", FORM);
    key.with(spec.packages().toString()).with(spec.manualDependencies().toString());
    key.with(spec.ignoredPackages().toString()).with(spec.boundary().toString());
    if (!spec.modules().isEmpty()) {
      key.with("modules").with(spec.modules().toString());
    }
    key.with(spec.platform().arch()).with(Sources.digest(declared));
    return key.checksum();
  }

  private static Map<String, String> results(Path lock, Path why) {
    return Map.of("lock", digest(lock), "closure", digest(why));
  }

  private static String digest(Path file) {
    return Files.isRegularFile(file) ? StageKey.of(bytes(file)).toString() : "absent";
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }
}
