package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.build.cache.BuildCache;
import org.diracgrid.diracos.build.cache.DurationBook;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.schedule.BuildPlan;
import org.diracgrid.diracos.schedule.Durations;
import org.diracgrid.diracos.schedule.PlanJson;
import org.diracgrid.diracos.schedule.PlanText;
import org.diracgrid.diracos.schedule.PlanView;
import org.diracgrid.diracos.schedule.Selection;
import org.diracgrid.diracos.schedule.Task;
import org.diracgrid.diracos.schedule.TaskState;

/**
 * Tells a plan before it is carried out, and writes it to {@code build-plan.json}. What a cache has
 * is put where its job would have put it, since the builds behind it are judged by what is in it;
 * the own repository stays as it is.
 */
final class PlanReport {

  private static final String FILE = "build-plan.json";

  private final Run run;
  private final BuildPlan plan;
  private final BuildPreparation preparation;
  private final OwnPackages own;
  private final BuildCache cache;
  private final DurationBook durations;
  private final Map<Task, List<BuiltPackage>> packages = new HashMap<>();

  PlanReport(
      Run run,
      BuildPlan plan,
      BuildPreparation preparation,
      OwnPackages own,
      BuildCache cache,
      DurationBook durations) {
    this.run = run;
    this.plan = plan;
    this.preparation = preparation;
    this.own = own;
    this.cache = cache;
    this.durations = durations;
  }

  /** Prints it, and writes it as JSON. */
  void tell(Selection selection) {
    Map<Task, TaskState> states =
        TaskState.of(plan, selection, preparation::sureReasons, this::known);
    PlanView view = new PlanView(plan, states, Durations.of(durations.expected()));
    AtomicFile.write(run.work(FILE), PlanJson.write(view));
    PlanText.lines(view).forEach(run.progress()::info);
  }

  /** A build whose ancestors are all there. */
  private TaskState known(Task task) {
    BuildInput input = preparation.input(task);
    if (!input.prebuilt().isEmpty()) {
      packages.put(task, input.prebuilt().stream().map(BuiltPackage::read).toList());
      return new TaskState.Cached();
    }
    List<BuiltPackage> visible =
        BuildPreparation.visible(
            plan, task, ancestor -> packages.getOrDefault(ancestor, List.of()));
    RebuildLoop.Prepared prepared = preparation.prepare(task, visible, preparation.told(task));
    Optional<List<BuiltPackage>> present = own.present(task, prepared.key());
    if (present.isPresent()) {
      packages.put(task, present.get());
      return new TaskState.Cached();
    }
    Optional<List<Path>> cached = preparation.cached(cache, prepared);
    if (cached.isPresent()) {
      packages.put(
          task,
          OwnPackages.kept(input.build(), cached.get()).stream()
              .filter(file -> !OwnPackages.isSource(file))
              .map(BuiltPackage::read)
              .toList());
      return new TaskState.Cached();
    }
    return new TaskState.ToBuild(preparation.reasons(prepared));
  }
}
