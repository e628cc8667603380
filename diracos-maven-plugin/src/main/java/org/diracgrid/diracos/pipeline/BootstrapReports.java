package org.diracgrid.diracos.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.diracgrid.diracos.build.summary.BootstrapReport;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.schedule.BuildPlan;
import org.diracgrid.diracos.schedule.Task;

/**
 * Shows what buildroots hold before and after the bootstrap: {@code bootstrap.txt} and {@code
 * bootstrap.json}.
 */
final class BootstrapReports {

  private static final List<String> QUESTIONS =
      List.of("python(abi)", "/usr/bin/python3", "/usr/bin/gdb");

  private final Run run;
  private final BuildBases bases;

  BootstrapReports(Run run, BuildBases bases) {
    this.run = run;
    this.bases = bases;
  }

  /** Writes it, if the plan has a bootstrap and all of it is there. */
  void write(BuildPlan plan, Map<Task, BuildState> states) {
    List<BootstrapReport.Own> own = new ArrayList<>();
    List<BuiltPackage> packages = new ArrayList<>();
    for (Task task : plan.tasks()) {
      BuildState state = states.get(task);
      if (task.bootstrap()) {
        if (state == null || !state.isDone()) {
          return;
        }
        for (BuiltPackage built : state.packages()) {
          own.add(new BootstrapReport.Own(built.nevra(), task.id()));
          packages.add(built);
        }
      }
    }
    if (own.isEmpty()) {
      return;
    }
    Set<String> names = new HashSet<>();
    packages.forEach(built -> names.add(built.nevra().name()));
    List<BootstrapReport.Base> excluded = new ArrayList<>();
    for (BuildBase base : bases.all()) {
      RepoIndex index = base.index();
      IntStream.range(0, index.size())
          .filter(index::isVisible)
          .filter(p -> names.contains(index.name(p)))
          .forEach(
              p ->
                  excluded.add(
                      new BootstrapReport.Base(
                          index.nevra(p), index.repository(p), "its name is one of ours")));
    }
    BootstrapReport report = BootstrapReport.of(excluded, own, answers(packages, names));
    AtomicFile.write(run.work("bootstrap.txt"), report.text().getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(run.work("bootstrap.json"), report.json());
    report.text().lines().forEach(run.progress()::info);
  }

  private List<BootstrapReport.Answer> answers(List<BuiltPackage> packages, Set<String> names) {
    List<BootstrapReport.Answer> answers = new ArrayList<>();
    for (String question : QUESTIONS) {
      Set<String> before = new TreeSet<>();
      Set<String> after = new TreeSet<>();
      for (BuildBase base : bases.all()) {
        RepoIndex index = base.index();
        int[] providers =
            question.startsWith("/")
                ? index.primaryOwnersOf(question)
                : index.providersOf(Capability.of(question));
        for (int p : providers) {
          before.add(index.nevra(p).toString());
          if (!names.contains(index.name(p))) {
            after.add(index.nevra(p).toString());
          }
        }
      }
      for (BuiltPackage built : packages) {
        boolean provides =
            built.header().provides().stream().anyMatch(one -> one.name().equals(question))
                || built.header().files().stream().anyMatch(file -> file.path().equals(question));
        if (provides) {
          after.add(built.nevra().toString());
        }
      }
      answers.add(new BootstrapReport.Answer(question, List.copyOf(before), List.copyOf(after)));
    }
    return answers;
  }
}
