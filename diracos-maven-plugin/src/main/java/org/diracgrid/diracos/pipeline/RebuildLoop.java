package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.Executor;
import org.diracgrid.diracos.build.cache.BuildCache;
import org.diracgrid.diracos.build.cache.DurationBook;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.schedule.BuildKey;
import org.diracgrid.diracos.schedule.BuildPlan;
import org.diracgrid.diracos.schedule.ReadyQueue;
import org.diracgrid.diracos.schedule.Task;

/**
 * Carries a plan out: prepares each build once its ancestors are done, takes what a cache has, has
 * the rest built, and goes on where something fails as far as nothing depends on it.
 */
final class RebuildLoop {

  private final Run run;
  private final BuildPlan plan;
  private final BuildPreparation preparation;
  private final OwnPackages own;
  private final BuildCache cache;
  private final DurationBook durations;
  private final Executor executor;
  private final Stage progress;
  private final RebuildPasses passes;

  private final Map<Task, BuildState> states = new LinkedHashMap<>();
  private final Map<String, Prepared> underWay = new HashMap<>();

  /**
   * A build that is ready.
   *
   * @param key all that its result depends on
   */
  record Prepared(Task task, BuildInput input, BuildJob job, BuildKey key) {}

  RebuildLoop(
      Run run,
      BuildPlan plan,
      BuildPreparation preparation,
      OwnPackages own,
      BuildCache cache,
      DurationBook durations,
      Executor executor,
      Stage progress,
      RebuildPasses passes) {
    this.run = run;
    this.plan = plan;
    this.preparation = preparation;
    this.own = own;
    this.cache = cache;
    this.durations = durations;
    this.executor = executor;
    this.progress = progress;
    this.passes = passes;
  }

  /**
   * Does it.
   *
   * @param wanted the builds to do; of the others what the repository holds is used
   * @return what became of every build of the plan
   */
  Map<Task, BuildState> run(Set<Task> wanted, ReadyQueue queue) {
    for (Task task : plan.tasks()) {
      if (!wanted.contains(task)) {
        states.put(
            task,
            new BuildState(
                BuildState.Kind.LEFT, own.earlier(task.id()), Optional.empty(), "not asked for"));
      }
    }
    while (states.size() < plan.tasks().size()) {
      Optional<Task> next = underWay.size() < executor.slots() ? queue.poll() : Optional.empty();
      if (next.isPresent()) {
        start(next.get(), queue);
      } else if (underWay.isEmpty()) {
        throw new IllegalStateException("no build is ready, though some are left: " + plan.tasks());
      } else {
        finish(executor.next(), queue);
      }
    }
    return Collections.unmodifiableMap(states);
  }

  private void start(Task task, ReadyQueue queue) {
    Optional<BuildState> failed = passes.failed(task);
    if (failed.isPresent()) {
      end(task, failed.get(), queue);
      return;
    }
    try {
      prepare(task, queue);
    } catch (DiracosException e) {
      if (e.fault() != DiracosException.Fault.USER) {
        throw e;
      }
      end(task, BuildState.failed(Optional.empty(), e), queue);
    }
  }

  private void prepare(Task task, ReadyQueue queue) {
    BuildInput input = preparation.input(task);
    if (!input.prebuilt().isEmpty()) {
      BuildKey key = BuildInputs.sure(input).build();
      if (!isPresent(task, key, queue)) {
        keep(task, input, key, input.prebuilt(), BuildState.Kind.GIVEN, Optional.empty(), queue);
      }
      return;
    }
    Prepared prepared =
        preparation.prepare(task, BuildPreparation.visible(plan, task, this::made), toldBy(task));
    if (isPresent(task, prepared.key(), queue)) {
      return;
    }
    BuildJob job = prepared.job();
    Optional<List<Path>> cached = preparation.cached(cache, prepared);
    if (cached.isPresent()) {
      keep(
          task,
          input,
          prepared.key(),
          cached.get(),
          BuildState.Kind.CACHED,
          Optional.empty(),
          queue);
      return;
    }
    run.progress()
        .info("build " + task + " (" + String.join("; ", preparation.reasons(prepared)) + ")");
    preparation.lay(prepared);
    underWay.put(job.id(), prepared);
    executor.submit(job);
  }

  /** Whether the repository has what the build gives. */
  private boolean isPresent(Task task, BuildKey key, ReadyQueue queue) {
    Optional<List<BuiltPackage>> present = own.present(task, key);
    present.ifPresent(
        packages ->
            end(
                task,
                passes
                    .done(task)
                    .orElse(
                        new BuildState(BuildState.Kind.PRESENT, packages, Optional.empty(), "")),
                queue));
    return present.isPresent();
  }

  private List<String> toldBy(Task task) {
    return passes.told().of(task.source().number(), () -> preparation.told(task));
  }

  private List<BuiltPackage> made(Task task) {
    BuildState state = states.get(task);
    return state == null ? List.of() : state.packages();
  }

  private void finish(Executor.Finished finished, ReadyQueue queue) {
    Prepared prepared = underWay.remove(finished.job().id());
    if (prepared == null) {
      throw new IllegalStateException("a job that nobody submitted: " + finished.job().id());
    }
    Task task = prepared.task();
    BuildOutcome outcome = finished.outcome();
    BuildState.Attempt attempt = new BuildState.Attempt(finished.job(), outcome);
    try {
      switch (outcome.status()) {
        case BUILT -> built(prepared, attempt, queue);
        case WANTS -> again(task, outcome.wanted(), attempt, queue);
        case FAILED, CANCELLED ->
            end(
                task,
                new BuildState(
                    BuildState.Kind.FAILED,
                    List.of(),
                    Optional.of(attempt),
                    outcome.failure().map(f -> f.step() + ": " + f.ending()).orElse("cancelled")),
                queue);
      }
    } catch (DiracosException e) {
      if (e.fault() != DiracosException.Fault.USER) {
        throw e;
      }
      end(task, BuildState.failed(Optional.of(attempt), e), queue);
    }
  }

  private void built(Prepared prepared, BuildState.Attempt attempt, ReadyQueue queue) {
    BuildOutcome outcome = attempt.outcome();
    cache.put(
        prepared.key().digest().hex(),
        prepared.task().name(),
        prepared.key().parts(),
        outcome.packages(),
        Optional.of(attempt.job().log()),
        outcome.phases());
    durations.note(prepared.task().id(), attempt.took());
    keep(
        prepared.task(),
        prepared.input(),
        prepared.key(),
        outcome.packages(),
        BuildState.Kind.BUILT,
        Optional.of(attempt),
        queue);
  }

  private void again(Task task, List<String> wanted, BuildState.Attempt attempt, ReadyQueue queue) {
    List<String> known = toldBy(task);
    List<String> more = wanted.stream().filter(one -> !known.contains(one)).toList();
    if (!passes.told().add(task.source().number(), more)) {
      end(
          task,
          new BuildState(
              BuildState.Kind.FAILED,
              List.of(),
              Optional.of(attempt),
              "it wants "
                  + String.join(", ", wanted)
                  + ", which its buildroot has by the repositories' word"),
          queue);
      return;
    }
    run.progress().info(task + " told that it needs " + String.join(", ", more));
    List<Task> makers = makers(task, more);
    if (makers.isEmpty()) {
      prepare(task, queue);
      return;
    }
    // The next pass builds it: after these.
    String because = "it has to wait for " + makers;
    end(
        task,
        new BuildState(BuildState.Kind.FAILED, List.of(), Optional.of(attempt), because),
        queue);
  }

  /** Builds that a build has to wait for, by what it told, and did not. */
  private List<Task> makers(Task task, List<String> more) {
    try {
      return passes.newAncestors(task, plan);
    } catch (DiracosException e) {
      passes.told().forget(task.source().number(), more);
      throw e;
    }
  }

  private void keep(
      Task task,
      BuildInput input,
      BuildKey key,
      List<Path> packages,
      BuildState.Kind kind,
      Optional<BuildState.Attempt> attempt,
      ReadyQueue queue) {
    List<BuiltPackage> kept =
        own.accept(task, input.build(), isRebuiltLater(task), key, packages, toldBy(task));
    end(task, new BuildState(kind, kept, attempt, ""), queue);
  }

  private boolean isRebuiltLater(Task task) {
    return plan.tasks().stream()
        .anyMatch(later -> later.index() > task.index() && later.name().equals(task.name()));
  }

  private void end(Task task, BuildState state, ReadyQueue queue) {
    states.put(task, state);
    progress.advance(1);
    if (state.isDone()) {
      queue.done(task);
      return;
    }
    for (Task stopped : queue.failed(task)) {
      states.put(
          stopped,
          new BuildState(
              BuildState.Kind.SKIPPED, List.of(), Optional.empty(), task + " could not be built"));
      progress.advance(1);
    }
  }
}
