package org.diracgrid.diracos.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.diracgrid.diracos.config.ConfigReader;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.config.PackageBuild;
import org.junit.jupiter.api.Test;

/** A configuration as large as that of DIRACOS v1, and that one itself where it is at hand. */
class GridPlanTest {

  private static Sources grid() throws IOException {
    try (InputStream text = GridPlanTest.class.getResourceAsStream("grid.txt")) {
      return Sources.parse(
          new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void isPlannedInMilliseconds() throws IOException {
    Sources sources = grid();
    assertThat(sources.all()).hasSize(122);
    for (int i = 0; i < 50; i++) {
      sources.plan();
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    BuildPlan plan = sources.plan();
    long micros = (threads.getCurrentThreadCpuTime() - start) / 1000;
    System.out.println("a plan of 122 sources: " + micros + " µs of CPU time");
    assertThat(micros).isLessThan(100_000);
    // The same source twice is built once; the same name in two versions is built twice.
    assertThat(plan.tasks()).hasSize(121);
    assertThat(plan.task("globus-openssl-module@1")).isPresent();
  }

  @Test
  void takesLittleLongerThanItMustOnAnyNumberOfSlots() throws IOException {
    Sources sources = grid();
    BuildPlan plan = sources.plan();
    for (int slots : PlanView.SLOTS) {
      Makespan made = Makespan.simulate(plan, sources.durations(), slots);
      System.out.printf(
          Locale.ROOT,
          "grid, %d slots: %d s of %d s of work, bound %d s, ratio %.3f, used %.0f %%%n",
          slots,
          made.finish().toSeconds(),
          made.work().toSeconds(),
          made.bound().toSeconds(),
          made.ratio(),
          100 * made.utilisation());
      assertThat(made.ratio()).as("%d slots", slots).isLessThanOrEqualTo(1.15);
    }
  }

  @Test
  void theConfigurationOfV1PlansAsItIs() throws IOException {
    String directory = System.getProperty("diracos.v1", "");
    assumeThat(directory).as("give -Ddiracos.v1=<directory of DIRACOS v1>").isNotEmpty();
    Path file = Path.of(directory, "config", "diracos.json");
    DiracosSpec spec = ConfigReader.read(file, Map.of());
    List<PackageBuild> builds = spec.rpmBuild().packages();
    assertThat(builds).hasSize(122);
    Sources grid = grid();
    Map<String, List<PlannedSource>> headers = new HashMap<>();
    grid.all().forEach(s -> headers.computeIfAbsent(s.name(), name -> new ArrayList<>()).add(s));
    List<PlannedSource> sources = new ArrayList<>();
    for (PackageBuild build : builds) {
      List<PlannedSource> named = headers.getOrDefault(build.name(), new ArrayList<>());
      assertThat(named).as(build.name()).isNotEmpty();
      PlannedSource like = named.size() > 1 ? named.remove(0) : named.get(0);
      sources.add(
          PlannedSource.of(
                  sources.size(),
                  build.name(),
                  build.group(),
                  like.header(),
                  build.where(),
                  "x86_64")
              .bootstrap(like.bootstrap())
              .earlier(List.of(), like.made()));
    }
    BuildPlan plan = BuildPlan.of(sources, grid);
    assertThat(plan.tasks())
        .extracting(Task::id)
        .containsExactlyElementsOf(grid.plan().tasks().stream().map(Task::id).toList());
  }
}
