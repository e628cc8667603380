package org.diracgrid.diracos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Against {@code plan.txt} and {@code plan.json}. */
class PlanOutputTest {

  private static final Sources SOURCES =
      Sources.parse(
          """
          python3.11 bootstrap 300s
            needs gcc, expat-devel
          expat 2.5-1 20s
            makes expat, expat-devel
          zlib 1.3-1 10s
            makes zlib, zlib-devel
          xz
          libxml2 60s
            needs zlib-devel, xz
            makes libxml2-devel
            made libxml2-devel <- zlib-devel
          python3.11 360s
            needs gcc, expat-devel, zlib-devel >= 1.2, python3.11
          tool 5s
            needs libxml2-devel, python3.11
          alone 30s
          base
            has gcc, expat-devel, zlib-devel, python3.11
          """);

  private static PlanView view() {
    BuildPlan plan = SOURCES.plan();
    Selection selection =
        Selection.of(plan, new Selection.Wish(List.of("tool"), Optional.empty(), false));
    Map<Task, TaskState> states =
        TaskState.of(
            plan,
            selection,
            task -> task.id().equals("libxml2") ? List.of("macro dist .el9 -> .dos") : List.of(),
            task ->
                switch (task.id()) {
                  case "zlib" ->
                      new TaskState.ToBuild(List.of("patch zlib.patch changed", "with x added"));
                  case "xz" -> new TaskState.ToBuild(List.of("never built"));
                  default -> new TaskState.Cached();
                });
    return new PlanView(plan, states, SOURCES.durations());
  }

  @Test
  void theTextIsAsRecorded() throws IOException {
    assertThat(String.join("\n", PlanText.lines(view())) + "\n").isEqualTo(golden("plan.txt"));
  }

  @Test
  void theJsonIsAsRecorded() throws IOException {
    assertThat(new String(PlanJson.write(view()), StandardCharsets.UTF_8))
        .isEqualTo(golden("plan.json"));
  }

  @Test
  void nothingToBuildIsSaid() {
    BuildPlan plan = SOURCES.plan();
    Map<Task, TaskState> states =
        TaskState.of(
            plan,
            Selection.of(plan, Selection.Wish.ALL),
            task -> List.of(),
            task -> new TaskState.Cached());
    assertThat(PlanText.lines(new PlanView(plan, states, SOURCES.durations())))
        .contains("8 builds in 4 stages: 8 cached", "nothing is to be built");
  }

  private static String golden(String name) throws IOException {
    try (InputStream text = PlanOutputTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
