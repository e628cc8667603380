package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diracgrid.diracos.build.Executor;
import org.diracgrid.diracos.build.cache.BuildCache;
import org.diracgrid.diracos.build.cache.DurationBook;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Globs;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.schedule.BuildPlan;
import org.diracgrid.diracos.schedule.Durations;
import org.diracgrid.diracos.schedule.MadePackage;
import org.diracgrid.diracos.schedule.PlannedSource;
import org.diracgrid.diracos.schedule.ReadyQueue;
import org.diracgrid.diracos.schedule.Selection;
import org.diracgrid.diracos.schedule.Task;

/** From source packages to the own repository. */
final class RebuildStage {

  private static final String DURATIONS = "durations.json";

  private final Run run;
  private final Map<String, String> host;

  RebuildStage(Run run) {
    this.run = run;
    this.host = System.getenv();
  }

  /**
   * Builds.
   *
   * @throws DiracosException DOS-REBUILD-02 to -05, what sources, plan and builders throw, and,
   *     once all that can be built is built and the summary written, a problem for each build that
   *     failed
   */
  void rebuild(RebuildRequest request) {
    long begun = System.nanoTime();
    if (request.optional() && isNoConcern(request.scope())) {
      run.progress().info("\"rpmBuild\" lists nothing to build: nothing to do");
      return;
    }
    OwnPackages own = OwnPackages.open(run);
    boolean plans = request.scope() == RebuildRequest.Scope.PLAN;
    if (!plans) {
      own.create();
    }
    List<PackageBuild> builds = run.spec().rpmBuild().packages();
    if (builds.isEmpty()) {
      nothing(request, own);
      return;
    }
    BuildBases bases = new BuildBases(run);
    RebuildState state = RebuildState.of(run, own, bases);
    if (request.isForAll() && state.isUpToDate()) {
      run.progress().info("all " + builds.size() + " builds in " + own.root() + " are up to date");
      return;
    }
    JobPlaces places = JobPlaces.of(run);
    Executors executors = new Executors(run, places, host);
    BuildrootFiles files = BuildrootFiles.of(run);
    List<BuildInput> inputs =
        new SourceStage(
                run,
                bases,
                executors.builders(),
                places,
                Builders.mockIsHere(host),
                executors.parallel(),
                files)
            .inputs();
    ToldRequirements told = new ToldRequirements();
    BuildPlan plan = BuildPlan.of(planned(inputs, own, told), bases);
    DurationBook durations = durations(places);
    Selection selection = selection(plan, request);
    BuildPreparation preparation = new BuildPreparation(run, inputs, own, places, files);
    try (BuildCache cache = cache(places)) {
      if (plans) {
        new PlanReport(run, plan, preparation, own, cache, durations).tell(selection);
        return;
      }
      state.begin();
      if (request.scope() == RebuildRequest.Scope.ALL) {
        own.forgetAllBut(plan.tasks().stream().map(Task::id).collect(Collectors.toSet()));
      }
      RebuildPasses passes =
          new RebuildPasses(
              () -> BuildPlan.of(planned(inputs, own, told), bases),
              now -> selection(now, request),
              told,
              run.progress());
      RebuildPasses.Result result =
          build(plan, passes, preparation, own, cache, durations, executors);
      save(durations, places);
      files.remember();
      new BootstrapReports(run, bases).write(result.plan(), result.states());
      new RebuildReport(run, result.plan(), bases).write(result.states(), request, since(begun));
      if (result.selection().all().size() == result.plan().tasks().size()) {
        state.finished();
      }
    }
  }

  /** The bootstrap makes the repository, which may be asked for with nothing to build. */
  private boolean isNoConcern(RebuildRequest.Scope scope) {
    boolean makes =
        scope == RebuildRequest.Scope.BOOTSTRAP
            && run.spec().rpmBuild().options().repo().isPresent();
    return run.spec().rpmBuild().packages().isEmpty() && !makes;
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void nothing(RebuildRequest request, OwnPackages own) {
    if (request.scope() == RebuildRequest.Scope.BOOTSTRAP) {
      run.progress().info("the repository " + own.root() + " is there");
      return;
    }
    throw DiracosException.of(
        Problem.of(
            "DOS-REBUILD-04",
            "there is nothing to build",
            run.spec().where("/rpmBuild"),
            "list what is built in \"packageGroups\" of \"rpmBuild\""));
  }

  private RebuildPasses.Result build(
      BuildPlan first,
      RebuildPasses passes,
      BuildPreparation preparation,
      OwnPackages own,
      BuildCache cache,
      DurationBook durations,
      Executors executors) {
    try (Executor executor = executors.open()) {
      return passes.run(
          first,
          (plan, wanted) -> {
            ReadyQueue queue = new ReadyQueue(plan, wanted, Durations.of(durations.expected()));
            try (Stage stage = run.progress().stage("rebuild", wanted.size(), Unit.ITEMS)) {
              Map<Task, BuildState> states =
                  new RebuildLoop(
                          run, plan, preparation, own, cache, durations, executor, stage, passes)
                      .run(wanted, queue);
              stage.remark(RebuildReport.counts(states.values()));
              return states;
            }
          });
    }
  }

  private List<PlannedSource> planned(
      List<BuildInput> inputs, OwnPackages own, ToldRequirements told) {
    List<PlannedSource> sources = new ArrayList<>();
    for (BuildInput input : inputs) {
      PackageBuild build = input.build();
      List<String> pkgList = build.options().pkgList();
      Globs kept = new Globs(pkgList);
      boolean bootstrap = build.options().bootstrap();
      sources.add(
          new PlannedSource(
              input.number(),
              build.name(),
              build.group(),
              input.header(),
              bootstrap,
              build.where(),
              input.settings().targetArch(),
              nevra -> pkgList.isEmpty() || kept.matches(nevra.name()),
              told
                  .of(input.number(), () -> own.told(id(build), BuildInputs.sure(input).build()))
                  .stream()
                  .map(text -> Dependency.of(BuildPreparation.capability(text)))
                  .toList(),
              made(input, own)));
    }
    return sources;
  }

  private static String id(PackageBuild build) {
    return build.options().bootstrap() ? build.name() + "@bootstrap" : build.name();
  }

  private static List<MadePackage> made(BuildInput input, OwnPackages own) {
    List<BuiltPackage> packages =
        input.prebuilt().isEmpty()
            ? own.earlier(id(input.build()))
            : input.prebuilt().stream().map(BuiltPackage::read).toList();
    return packages.stream().map(built -> MadePackage.of(built.header())).toList();
  }

  /** What is asked for, with all that it needs. */
  private static Selection selection(BuildPlan plan, RebuildRequest request) {
    if (request.scope() == RebuildRequest.Scope.BOOTSTRAP) {
      return new Selection(plan.tasks().stream().filter(Task::bootstrap).toList(), List.of());
    }
    return Selection.of(
        plan, new Selection.Wish(request.only(), request.from(), request.dependents()));
  }

  private BuildCache cache(JobPlaces places) {
    return BuildCache.open(
        new BuildCache.Settings(
            Optional.of(places.builds()),
            BuildCache.DEFAULT_SIZE,
            run.spec().rpmBuild().buildCaches().stream().map(Location::directory).toList()),
        run.downloads().fetcher(),
        Clock.systemUTC(),
        run.progress());
  }

  private static DurationBook durations(JobPlaces places) {
    Path file = places.builds().resolve(DURATIONS);
    try {
      return DurationBook.read(file);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  private static void save(DurationBook durations, JobPlaces places) {
    try {
      durations.save();
    } catch (IOException e) {
      throw AtomicFile.unwritable(places.builds().resolve(DURATIONS), e);
    }
  }
}
