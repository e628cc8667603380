package org.diracgrid.diracos.schedule;

import java.util.List;

/** What plans of builds look like. */
abstract class PlannedBuilds {

  static List<String> ids(List<Task> tasks) {
    return tasks.stream().map(Task::id).toList();
  }

  static List<String> edges(BuildPlan plan) {
    return plan.tasks().stream()
        .flatMap(task -> plan.edges(task).stream())
        .map(Edge::toString)
        .toList();
  }

  static List<String> notes(BuildPlan plan) {
    return plan.notes().stream().map(Note::text).toList();
  }
}
