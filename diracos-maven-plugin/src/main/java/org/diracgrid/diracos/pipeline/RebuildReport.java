package org.diracgrid.diracos.pipeline;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.failure.Cause;
import org.diracgrid.diracos.build.failure.Diagnosis;
import org.diracgrid.diracos.build.summary.PackageLogs;
import org.diracgrid.diracos.build.summary.RebuildSummary;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.schedule.BuildPlan;
import org.diracgrid.diracos.schedule.Task;

/**
 * Tells what became of a rebuild: {@code rebuild.txt}, {@code rebuild.json}, and {@code logs} with
 * the log of every package that was built.
 */
final class RebuildReport {

  private static final String TEXT = "rebuild.txt";
  private static final String JSON = "rebuild.json";
  private static final String LOGS = "logs";

  private final Run run;
  private final BuildPlan plan;
  private final BuildBases bases;

  RebuildReport(Run run, BuildPlan plan, BuildBases bases) {
    this.run = run;
    this.plan = plan;
    this.bases = bases;
  }

  /**
   * Writes it.
   *
   * @param took how long the run took
   * @throws DiracosException a problem for each build that failed
   */
  void write(Map<Task, BuildState> states, RebuildRequest request, Duration took) {
    PackageLogs logs = PackageLogs.of(run.work(LOGS), plan.tasks().stream().map(Task::id).toList());
    logs.clean();
    List<RebuildSummary.Build> builds = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Task task : plan.tasks()) {
      BuildState state = states.get(task);
      if (state != null) {
        RebuildSummary.Build build = build(task, state, logs);
        builds.add(build);
        build.diagnosis().ifPresent(diagnosis -> problems.add(problem(build, diagnosis, state)));
      }
    }
    RebuildSummary summary = new RebuildSummary(builds, took, resume(request));
    AtomicFile.write(run.work(TEXT), summary.text().getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(run.work(JSON), summary.json());
    summary.text().lines().forEach(run.progress()::info);
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
  }

  private static String resume(RebuildRequest request) {
    return request.scope() == RebuildRequest.Scope.BOOTSTRAP
        ? "mvn diracos:bootstrap"
        : "mvn diracos:rebuild";
  }

  private RebuildSummary.Build build(Task task, BuildState state, PackageLogs logs) {
    int number = task.index() + 1;
    Optional<BuildState.Attempt> attempt = state.attempt();
    Optional<Path> log = attempt.map(one -> logs.keep(number, one.job().log()));
    Duration took = attempt.map(BuildState.Attempt::took).orElse(Duration.ZERO);
    return switch (state.kind()) {
      case BUILT ->
          RebuildSummary.Build.built(number, task.id(), took, log.orElse(logs.file(number)));
      case PRESENT, CACHED, GIVEN -> RebuildSummary.Build.cached(number, task.id());
      case LEFT -> RebuildSummary.Build.excluded(number, task.id(), state.because());
      case SKIPPED ->
          new RebuildSummary.Build(
              number,
              task.id(),
              RebuildSummary.State.SKIPPED,
              Duration.ZERO,
              Optional.empty(),
              state.because(),
              Optional.empty());
      case FAILED ->
          new RebuildSummary.Build(
              number,
              task.id(),
              RebuildSummary.State.FAILED,
              took,
              log,
              "",
              Optional.of(diagnosis(state, log)));
    };
  }

  private Diagnosis diagnosis(BuildState state, Optional<Path> log) {
    Optional<BuildState.Attempt> attempt = state.attempt();
    if (attempt.isPresent()
        && log.isPresent()
        && attempt.get().outcome().status() == BuildOutcome.Status.FAILED) {
      return Diagnosis.of(attempt.get().job(), attempt.get().outcome(), log.get(), bases::shown);
    }
    return new Diagnosis(
        new BuildOutcome.Failure(
            attempt.map(one -> step(one.outcome().status())).orElse("choosing the buildroot"),
            List.of(),
            state.because()),
        "",
        "",
        List.of(),
        List.of(),
        List.of());
  }

  /** What went wrong after a job that did not fail itself. */
  private static String step(BuildOutcome.Status status) {
    return switch (status) {
      case BUILT -> "taking what was built";
      case WANTS -> "%generate_buildrequires";
      case FAILED, CANCELLED -> "the job";
    };
  }

  private static Problem problem(
      RebuildSummary.Build build, Diagnosis diagnosis, BuildState state) {
    if (!state.problems().isEmpty()) {
      Problem first = state.problems().get(0);
      return new Problem(
          first.code(),
          build.name() + ": " + first.what(),
          first.where(),
          first.because(),
          first.fix());
    }
    String log = build.log().map(Path::toString).orElse("");
    Optional<Cause> cause = diagnosis.cause();
    if (cause.isPresent()) {
      Problem known = cause.get().problem();
      return new Problem(
          known.code(), build.name() + ": " + known.what(), log, known.because(), known.fix());
    }
    return new Problem(
        "DOS-REBUILD-06",
        build.name() + " could not be built",
        log,
        diagnosis.failure().step() + ": " + diagnosis.failure().ending(),
        "read the end of its log, mend the package, and run again; what was built is kept");
  }

  /** How many builds ended how, for the progress. */
  static String counts(Collection<BuildState> states) {
    Map<BuildState.Kind, Integer> counts = new EnumMap<>(BuildState.Kind.class);
    states.forEach(state -> counts.merge(state.kind(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey().name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
