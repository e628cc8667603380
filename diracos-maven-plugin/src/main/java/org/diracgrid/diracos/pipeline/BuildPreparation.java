package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.build.cache.BuildCache;
import org.diracgrid.diracos.config.BuildOptions;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.schedule.BuildKey;
import org.diracgrid.diracos.schedule.BuildPlan;
import org.diracgrid.diracos.schedule.KeyDiff;
import org.diracgrid.diracos.schedule.Task;

/** Makes builds ready: chooses their buildroots, digests what they depend on, lays jobs out. */
final class BuildPreparation {

  private final Run run;
  private final List<BuildInput> inputs;
  private final OwnPackages own;
  private final JobPlaces places;
  private final BuildrootFiles files;
  private final Map<BuildBase, Buildroots> buildroots = new HashMap<>();

  BuildPreparation(
      Run run, List<BuildInput> inputs, OwnPackages own, JobPlaces places, BuildrootFiles files) {
    this.run = run;
    this.files = files;
    this.inputs = List.copyOf(inputs);
    this.own = own;
    this.places = places;
  }

  /** What a build of the plan is made of. */
  BuildInput input(Task task) {
    return inputs.get(task.source().number());
  }

  /**
   * The packages of ours that a build may use: those of its ancestors. Where a name was built
   * twice, those of the later build.
   *
   * @param made what each build gave
   */
  static List<BuiltPackage> visible(
      BuildPlan plan, Task task, Function<Task, List<BuiltPackage>> made) {
    Map<String, Task> latest = new LinkedHashMap<>();
    plan.ancestors(task).forEach(ancestor -> latest.put(ancestor.name(), ancestor));
    return latest.values().stream().flatMap(ancestor -> made.apply(ancestor).stream()).toList();
  }

  /**
   * Requirements that a build told when this source was built before; another source may tell
   * others.
   */
  List<String> told(Task task) {
    return own.told(task.id(), BuildInputs.sure(input(task)).build());
  }

  /**
   * Makes a build ready.
   *
   * @param visible packages of ours that it may use
   * @param told requirements that it told while it ran before
   */
  RebuildLoop.Prepared prepare(Task task, Collection<BuiltPackage> visible, List<String> told) {
    BuildInput input = input(task);
    Path sourcePackage = input.sourcePackage().orElseThrow();
    BuildOptions options = input.build().options();
    Set<Capability> requires = new LinkedHashSet<>();
    input.header().buildRequires().forEach(one -> requires.add(capability(one)));
    told.forEach(text -> requires.add(capability(text)));
    List<BuildrootPackage> packages =
        buildroots
            .computeIfAbsent(input.base(), base -> new Buildroots(run, base, files))
            .choose(
                new Buildroots.Wanted(
                    input.header().nevra(),
                    requires,
                    visible,
                    options.excludePackages(),
                    input.settings().targetArch(),
                    input.build().where()));
    BuildKey key = BuildInputs.of(input, packages, visible);
    BuildJob job =
        new BuildJob(
            places.id(task),
            task.name(),
            places.job(task),
            input.builder(),
            sourcePackage,
            packages,
            places.buildroots(),
            input.settings(),
            input.routines(),
            options.json(),
            input.builder() == BuilderKind.MOCK
                ? Optional.of(
                    input.base().mockSettings(options, Optional.of(places.repository(task))))
                : Optional.empty());
    return new RebuildLoop.Prepared(task, input, job, key);
  }

  /** Takes what a cache has to where the job would have put it. */
  Optional<List<Path>> cached(BuildCache cache, RebuildLoop.Prepared prepared) {
    BuildJob job = prepared.job();
    String key = prepared.key().digest().hex();
    if (cache.find(key).isEmpty()) {
      return Optional.empty();
    }
    places.clear(job);
    return cache
        .take(key, job.results(), job.log())
        .map(
            found ->
                found.entry().packages().stream()
                    .map(file -> job.results().resolve(file.name()))
                    .toList());
  }

  /**
   * Makes what the job needs beside it: for mock the repository that its build is to see. What is
   * in its directory is the executor's: an earlier run may have left the job under way.
   */
  void lay(RebuildLoop.Prepared prepared) {
    BuildJob job = prepared.job();
    AtomicFile.directory(job.directory());
    job.mock()
        .flatMap(MockSettings::repository)
        .ifPresent(
            repository -> {
              List<Path> files = new ArrayList<>();
              for (BuildrootPackage one : job.buildroot()) {
                if (one.file().startsWith(own.root())) {
                  files.add(one.file());
                }
              }
              places.layRepository(repository, files, run);
            });
  }

  /** Why a build has to be done: what is not as it was. */
  List<String> reasons(RebuildLoop.Prepared prepared) {
    List<String> reasons =
        KeyDiff.reasons(
            own.book().entry(prepared.task().id()).map(BuildBook.Entry::key), prepared.key());
    return reasons.isEmpty() ? List.of("its packages are gone") : reasons;
  }

  /** Why a build has to be done whatever its buildroot will be; none if that is not sure. */
  List<String> sureReasons(Task task) {
    BuildKey sure = BuildInputs.sure(input(task)).build();
    Optional<BuildKey> old = own.book().entry(task.id()).map(BuildBook.Entry::key);
    if (old.isEmpty()) {
      return List.of();
    }
    SortedMap<String, String> parts = new TreeMap<>(old.get().parts());
    parts.keySet().removeIf(name -> name.startsWith("buildroot "));
    return KeyDiff.reasons(Optional.of(new BuildKey(parts)), sure);
  }

  private static Capability capability(Dependency dependency) {
    if (dependency instanceof Dependency.Versioned versioned) {
      return versioned.capability();
    }
    return Capability.of(Objects.toString(dependency));
  }

  /** As rpm writes a requirement: rich ones in parentheses, versions behind a sign. */
  static Capability capability(String text) {
    return text.startsWith("(") || text.startsWith("/")
        ? Capability.of(text)
        : Capability.versioned(text).orElseGet(() -> Capability.of(text.strip()));
  }
}
