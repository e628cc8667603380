package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.config.RepositorySpec;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Globs;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.resolve.Boundary;
import org.diracgrid.diracos.resolve.Closure;
import org.diracgrid.diracos.resolve.ResolveRequest;
import org.diracgrid.diracos.resolve.Resolver;
import org.diracgrid.diracos.resolve.Root;

/**
 * Chooses what is in a buildroot: the closure of what every buildroot holds and of what the build
 * requires, over the base and packages of ours, which go before those of the base of the same name.
 */
final class Buildroots {

  /** Before any priority that somebody would write. */
  private static final int FIRST = Integer.MIN_VALUE;

  private final Run run;
  private final BuildBase base;
  private final BuildrootFiles files;

  Buildroots(Run run, BuildBase base, BuildrootFiles files) {
    this.run = run;
    this.base = base;
    this.files = files;
  }

  /**
   * What a buildroot is for.
   *
   * @param source name, EVR of what is built
   * @param requires what the build requires
   * @param own packages of ours that it may use
   * @param excluded names and globs of packages of the base that it may not use
   * @param arch architecture to build for
   * @param where the build's place, for messages
   */
  record Wanted(
      Nevra source,
      Collection<Capability> requires,
      Collection<BuiltPackage> own,
      List<String> excluded,
      String arch,
      String where) {}

  /**
   * The packages, verified, in the order of NEVRA.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException if there is no such set of packages, or
   *     one cannot be had
   */
  List<BuildrootPackage> choose(Wanted wanted) {
    Map<String, BuiltPackage> own = new TreeMap<>();
    wanted.own().forEach(built -> own.put(built.nevra().toString(), built));
    List<BuildrootPackage> chosen = new ArrayList<>();
    List<Closure.Chosen> fetched = new ArrayList<>();
    for (Closure.Chosen one : resolve(wanted).packages()) {
      String repository = one.record().repository();
      if (repository.equals(OwnIndex.OWN)) {
        chosen.add(Objects.requireNonNull(own.get(one.nevra().toString())).forBuildroot());
      } else if (!repository.equals(OwnIndex.BUILD)) {
        fetched.add(one);
      }
    }
    List<Path> places = files.fetch(base, fetched);
    for (int i = 0; i < places.size(); i++) {
      Closure.Chosen one = fetched.get(i);
      chosen.add(new BuildrootPackage(one.nevra(), places.get(i), one.record().checksum()));
    }
    chosen.sort(Comparator.comparing(BuildrootPackage::nevra));
    return chosen;
  }

  /** What every buildroot holds, without anything of ours: enough to read a spec. */
  List<BuildrootPackage> minimal(String arch, String where) {
    Nevra nothing = new Nevra("nothing", new Evr(0, "0", "0"), "src");
    return choose(new Wanted(nothing, List.of(), List.of(), List.of(), arch, where));
  }

  private Closure resolve(Wanted wanted) {
    OwnIndex packages = new OwnIndex(base.loaded().values());
    wanted.own().forEach(packages::with);
    Nevra source = wanted.source();
    // Not the name of any package, so that it neither hides one nor is hidden.
    Nevra build = new Nevra("build(" + source.name() + ")", source.evr(), "noarch");
    packages.forBuild(build, wanted.requires());
    RepoIndex index = packages.build(hidden(wanted.excluded()));
    List<Root> roots = new ArrayList<>();
    roots.add(new Root(build.name(), "build of " + source.name(), wanted.where()));
    base.minimal().forEach(name -> roots.add(new Root(name, "buildroot", base.where())));
    Map<String, Integer> priorities = new HashMap<>();
    for (RepositorySpec repository : base.repositories().all()) {
      priorities.put(repository.id(), repository.priority());
    }
    priorities.put(OwnIndex.OWN, FIRST);
    ResolveRequest request =
        new ResolveRequest(
            roots,
            new Boundary(Boundary.Policy.EDGE, List.of()),
            List.of(),
            wanted.arch(),
            priorities,
            false,
            ResolveRequest.Purpose.BUILDROOT);
    Collection<LoadedRepository> repositories = base.loaded().values();
    Resolver resolver = new Resolver(index, new Filelists(index, repositories));
    return new GroupRoots(run).resolve(resolver, request, index, repositories);
  }

  /** What the base hides, and what the build excludes, by number. */
  private Map<Integer, String> hidden(List<String> excluded) {
    Globs globs = new Globs(excluded);
    RepoIndex index = base.index();
    Map<Integer, String> hidden = new HashMap<>();
    for (int p = 0; p < index.size(); p++) {
      int number = p;
      index.hiddenBy(p).ifPresent(why -> hidden.put(number, why));
      if (globs.matches(index.name(p))) {
        hidden.put(p, "\"excludePackages\" of the build");
      }
    }
    return hidden;
  }
}
