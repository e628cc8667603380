package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Puts a draft without cycles into order, and keeps of its links what says something. */
final class Arrangement {

  private final Draft draft;
  private final Builds builds;
  private final int size;

  /** By build: what it waits for for one kind of reason, by maker. */
  private final List<Map<Integer, Waited>> waits = new ArrayList<>();

  private final int[] stages;
  private final int[] heights;

  /** By build: its place in the plan. */
  private final int[] places;

  /** By place: all that comes before. */
  private final BitSet[] ancestors;

  private record Waited(Edge.Kind kind, Set<String> requirements, String through) {}

  Arrangement(Draft draft) {
    this.draft = draft;
    this.builds = draft.builds();
    this.size = builds.size();
    stages = new int[size];
    heights = new int[size];
    places = new int[size];
    ancestors = new BitSet[size];
    IntStream.range(0, size).forEach(build -> waits.add(new TreeMap<>()));
    draft.graph().links().forEach(this::collect);
    int[] order = topological();
    stage(order);
    place();
  }

  private void collect(WaitGraph.Link link) {
    Map<Integer, Waited> mine = waits.get(link.build());
    Waited known = mine.get(link.maker());
    Wait wait = link.reason();
    if (known == null || known.kind.compareTo(wait.kind()) > 0) {
      Set<String> requirements = new LinkedHashSet<>();
      requirements.add(wait.requirement().toString());
      mine.put(link.maker(), new Waited(wait.kind(), requirements, wait.through()));
    } else if (known.kind == Edge.Kind.BUILD && wait.kind() == Edge.Kind.BUILD) {
      known.requirements.add(wait.requirement().toString());
    }
  }

  /** The builds of the bootstrap, then the others, each after what it waits for. */
  private int[] topological() {
    return IntStream.range(0, size)
        .boxed()
        .sorted(
            Comparator.comparing((Integer build) -> !builds.bootstrap(build))
                .thenComparing(build -> draft.graph().place(build)))
        .mapToInt(build -> build)
        .toArray();
  }

  private void stage(int[] order) {
    int bootstraps = 0;
    for (int build : order) {
      int stage = builds.bootstrap(build) ? 0 : bootstraps;
      for (int maker : waits.get(build).keySet()) {
        stage = Math.max(stage, stages[maker]);
      }
      stages[build] = stage + 1;
      if (builds.bootstrap(build)) {
        bootstraps = Math.max(bootstraps, stage + 1);
      }
    }
    for (int i = size - 1; i >= 0; i--) {
      for (int maker : waits.get(order[i]).keySet()) {
        heights[maker] = Math.max(heights[maker], heights[order[i]] + 1);
      }
    }
  }

  /** By stage, in it by how much comes after; then by id, which is the number of the build. */
  private void place() {
    int[] placed =
        IntStream.range(0, size)
            .boxed()
            .sorted(
                Comparator.comparing((Integer build) -> stages[build])
                    .thenComparing(build -> -heights[build]))
            .mapToInt(build -> build)
            .toArray();
    BitSet bootstraps = new BitSet();
    for (int i = 0; i < size; i++) {
      places[placed[i]] = i;
      if (builds.bootstrap(placed[i])) {
        bootstraps.set(i);
      }
    }
    for (int build : placed) {
      BitSet mine = builds.bootstrap(build) ? new BitSet() : (BitSet) bootstraps.clone();
      Map<Integer, Waited> all = waits.get(build);
      all.forEach(
          (maker, waited) -> {
            if (waited.kind != Edge.Kind.RUNTIME) {
              add(maker, mine);
            }
          });
      // What is needed at run time is mostly waited for already: only the rest says something.
      List<Integer> late =
          all.entrySet().stream()
              .filter(entry -> entry.getValue().kind == Edge.Kind.RUNTIME)
              .map(Map.Entry::getKey)
              .sorted(Comparator.comparing((Integer maker) -> -places[maker]))
              .toList();
      for (int maker : late) {
        if (mine.get(places[maker])) {
          all.remove(maker);
        } else {
          add(maker, mine);
        }
      }
      ancestors[places[build]] = mine;
    }
  }

  private void add(int maker, BitSet mine) {
    mine.set(places[maker]);
    mine.or(ancestors[places[maker]]);
  }

  List<Task> tasks() {
    Task[] tasks = new Task[size];
    for (int b = 0; b < size; b++) {
      tasks[places[b]] = new Task(places[b], builds.id(b), stages[b], builds.source(b));
    }
    return List.of(tasks);
  }

  BitSet[] ancestors() {
    return ancestors;
  }

  /** By place, each list in the order of the makers' places. */
  List<List<Edge>> edges(List<Task> tasks) {
    List<List<Edge>> edges = new ArrayList<>();
    tasks.forEach(task -> edges.add(new ArrayList<>()));
    for (int b = 0; b < size; b++) {
      Task task = tasks.get(places[b]);
      List<Edge> mine = edges.get(task.index());
      waits
          .get(b)
          .forEach(
              (maker, waited) ->
                  mine.add(
                      new Edge(
                          task,
                          tasks.get(places[maker]),
                          waited.kind,
                          List.copyOf(waited.requirements),
                          waited.through)));
      mine.sort(Comparator.comparingInt(edge -> edge.maker().index()));
    }
    return edges;
  }
}
