package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.diracgrid.diracos.progress.Amounts;

/**
 * A plan for people:
 *
 * <pre>
 * 4 builds in 3 stages: 1 cached, 1 to build, 2 wait for what these give
 * stage 1
 *   xz           cached
 *   zlib         to build: patch zlib.patch changed
 * stage 2
 *   python3.11   waits for zlib
 * critical path, 6 min 10 s: zlib 10.0 s, python3.11 6 min 00 s
 * expected, if all that waits is built, too
 *   slots       time   used
 *       1  6 min 20 s  100 %
 * </pre>
 */
public final class PlanText {

  private static final int MOST_WIDE = 40;
  private static final int MOST_REASONS = 5;
  private static final int MOST_NAMES = 6;

  private PlanText() {}

  /** The lines. */
  public static List<String> lines(PlanView view) {
    BuildPlan plan = view.plan();
    List<String> lines = new ArrayList<>();
    lines.add(summary(view));
    int width =
        Math.min(
            MOST_WIDE, plan.tasks().stream().mapToInt(task -> task.id().length()).max().orElse(0));
    for (List<Task> stage : plan.stages()) {
      List<Task> shown =
          stage.stream().filter(task -> !(view.state(task) instanceof TaskState.LeftOut)).toList();
      if (!shown.isEmpty()) {
        Task first = stage.get(0);
        lines.add("stage " + first.stage() + (first.bootstrap() ? ", bootstrap" : ""));
        shown.forEach(task -> task(task, view.state(task), width, lines));
      }
    }
    expected(view, lines);
    if (!plan.notes().isEmpty()) {
      lines.add("notes");
      plan.notes().forEach(note -> lines.add("  " + note));
    }
    return lines;
  }

  private static String summary(PlanView view) {
    int all = view.plan().tasks().size();
    int stages = view.plan().stages().size();
    List<String> parts = new ArrayList<>();
    part(parts, view.count(TaskState.Cached.class), "cached");
    part(parts, view.count(TaskState.ToBuild.class), "to build");
    part(parts, view.count(TaskState.Waits.class), "waiting for what others give");
    part(parts, view.count(TaskState.LeftOut.class), "left out");
    return count(all, "build")
        + " in "
        + count(stages, "stage")
        + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
  }

  private static void part(List<String> parts, long number, String what) {
    if (number > 0) {
      parts.add(number + " " + what);
    }
  }

  private static void task(Task task, TaskState state, int width, List<String> lines) {
    String name = String.format(Locale.ROOT, "  %-" + Math.max(1, width) + "s  ", task.id());
    if (state instanceof TaskState.ToBuild build) {
      List<String> reasons = build.reasons();
      lines.add(name + "to build: " + reasons.get(0));
      String blank = " ".repeat(name.length() + "to build: ".length());
      reasons.stream().skip(1).limit(MOST_REASONS - 1).forEach(r -> lines.add(blank + r));
      if (reasons.size() > MOST_REASONS) {
        lines.add(blank + "and " + (reasons.size() - MOST_REASONS) + " more");
      }
    } else if (state instanceof TaskState.Waits waits) {
      lines.add(name + "waits for " + names(waits.on()));
    } else {
      lines.add(name + "cached");
    }
  }

  private static String names(List<Task> tasks) {
    String some = tasks.stream().limit(MOST_NAMES).map(Task::id).collect(Collectors.joining(", "));
    return tasks.size() > MOST_NAMES
        ? some + " and " + (tasks.size() - MOST_NAMES) + " more"
        : some;
  }

  private static void expected(PlanView view, List<String> lines) {
    List<Task> open = view.open();
    if (open.isEmpty()) {
      lines.add("nothing is to be built");
      return;
    }
    Durations durations = view.durations();
    List<Makespan> makespans = view.makespans();
    Makespan first = makespans.get(0);
    lines.add(
        "critical path, "
            + time(first.critical().toNanos())
            + ": "
            + first.criticalPath().stream()
                .map(task -> task + " " + time(durations.of(task).toNanos()))
                .collect(Collectors.joining(", ")));
    long unknown = open.stream().filter(task -> !durations.knows(task)).count();
    lines.add(
        "expected, if all that waits is built, too"
            + (unknown == 0
                ? ""
                : "; "
                    + unknown
                    + " of "
                    + count(open.size(), "build")
                    + " never timed, taken for "
                    + time(durations.guess().toNanos())
                    + " each"));
    lines.add("  slots        time   used");
    for (Makespan makespan : makespans) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %5d  %10s  %3.0f %%",
              makespan.slots(),
              time(makespan.finish().toNanos()),
              100 * makespan.utilisation()));
    }
  }

  private static String time(long nanos) {
    return Amounts.duration(nanos);
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
