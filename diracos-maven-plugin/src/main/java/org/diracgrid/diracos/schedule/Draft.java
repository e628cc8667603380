package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Who waits for whom, cycles and all. */
final class Draft {

  private final Builds builds;
  private final NeedFinder finder;
  private final WaitFinder found;
  private final WaitGraph graph;

  Draft(List<PlannedSource> sources, BaseProvides base) {
    builds = new Builds(sources);
    OwnPackages own = new OwnPackages(builds, base);
    finder = new NeedFinder(own, base);
    found = new WaitFinder(builds, own, finder);
    graph = new WaitGraph(builds.size(), found.waits());
  }

  Builds builds() {
    return builds;
  }

  WaitGraph graph() {
    return graph;
  }

  List<Wait> waits() {
    return found.waits();
  }

  List<WaitFinder.Later> later() {
    return found.later();
  }

  /** Whether the base meets the requirement of a wait. */
  boolean met(Wait wait) {
    return finder.met(wait.requirement(), builds.source(wait.build()).arch());
  }

  List<Note> notes() {
    List<Note> notes = new ArrayList<>(builds.notes());
    notes.addAll(found.notes());
    for (Wait wait : graph.dropped()) {
      String makers =
          Arrays.stream(wait.makers()).mapToObj(builds::id).collect(Collectors.joining(" or "));
      notes.add(
          new Note(
              Note.Kind.BASE,
              builds.id(wait.build()),
              builds.id(wait.build())
                  + " is built before "
                  + makers
                  + " and needs "
                  + wait.text()
                  + ": met by "
                  + instead(wait)));
    }
    return notes.stream().sorted().distinct().toList();
  }

  private String instead(Wait wait) {
    for (int maker : wait.makers()) {
      for (int b : builds.bootstrapSuppliers().stream().toArray()) {
        if (builds.hasTwin(maker) && builds.related(maker, b)) {
          return builds.id(b);
        }
      }
    }
    return met(wait) ? "the base" : "another package, or not needed";
  }
}
