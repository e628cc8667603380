package org.diracgrid.diracos.pipeline;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.build.cache.BuildCache;
import org.diracgrid.diracos.build.cache.DurationBook;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.schedule.BuildKey;
import org.diracgrid.diracos.schedule.BuildPlan;
import org.diracgrid.diracos.schedule.Durations;
import org.diracgrid.diracos.schedule.PlanJson;
import org.diracgrid.diracos.schedule.PlanText;
import org.diracgrid.diracos.schedule.PlanView;
import org.diracgrid.diracos.schedule.Selection;
import org.diracgrid.diracos.schedule.Task;
import org.diracgrid.diracos.schedule.TaskState;

/** Tells a plan before it is carried out; changes nothing but {@code build-plan.json}. */
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
    List<String> told = own.book().entry(task.id()).map(BuildBook.Entry::told).orElse(List.of());
    RebuildLoop.Prepared prepared = preparation.prepare(task, visible(task), told);
    BuildKey key = prepared.key();
    Optional<List<BuiltPackage>> present = own.present(task, key);
    if (present.isPresent()) {
      packages.put(task, present.get());
      return new TaskState.Cached();
    }
    if (cache.find(key.digest().hex()).isPresent()) {
      preparation
          .cached(cache, prepared)
          .ifPresent(
              files ->
                  packages.put(
                      task,
                      OwnPackages.kept(input.build(), files).stream()
                          .filter(file -> !file.toString().endsWith(".src.rpm"))
                          .map(BuiltPackage::read)
                          .toList()));
      if (packages.containsKey(task)) {
        return new TaskState.Cached();
      }
    }
    return new TaskState.ToBuild(preparation.reasons(prepared));
  }

  private List<BuiltPackage> visible(Task task) {
    Map<String, Task> latest = new LinkedHashMap<>();
    plan.ancestors(task).forEach(ancestor -> latest.put(ancestor.name(), ancestor));
    return latest.values().stream()
        .flatMap(ancestor -> packages.getOrDefault(ancestor, List.of()).stream())
        .toList();
  }
}
