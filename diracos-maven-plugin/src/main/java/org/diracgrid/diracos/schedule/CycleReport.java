package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.diracgrid.diracos.problem.Problem;

/**
 * Says which sources need each other to be built, by which requirements, and which declarations
 * would break it. What it advises it has tried: with these declarations the plan has no such cycle.
 * If there is one, it is a set of sources of which the base meets every requirement that the others
 * would have met.
 */
final class CycleReport {

  private static final int MOST_NAMES = 12;
  private static final int MOST_CYCLES = 5;

  private final Draft draft;
  private final Builds builds;
  private final List<PlannedSource> sources;
  private final BaseProvides base;
  private final IntLists edges;

  CycleReport(Draft draft, List<PlannedSource> sources, BaseProvides base) {
    this.draft = draft;
    this.builds = draft.builds();
    this.sources = sources;
    this.base = base;
    edges = new IntLists(builds.size());
    for (WaitGraph.Link link : draft.graph().links()) {
      if (IntStream.of(edges.of(link.build())).noneMatch(maker -> maker == link.maker())) {
        edges.add(link.build(), link.maker());
      }
    }
  }

  /** One for each set of sources. */
  List<Problem> problems() {
    return draft.graph().cycles().stream().map(this::problem).toList();
  }

  private Problem problem(int[] members) {
    boolean bootstrap = builds.bootstrap(members[0]);
    BitSet nodes = new BitSet();
    Arrays.stream(members).forEach(nodes::set);
    BreakingSet search = new BreakingSet(edges, nodes);
    int[] breakers = breakers(nodes, search);
    return new Problem(
        bootstrap ? "DOS-PLAN-02" : "DOS-PLAN-01",
        members.length
            + (bootstrap ? " sources of the bootstrap" : " sources")
            + " need each other to be built: "
            + names(members),
        Arrays.stream(breakers.length > 0 ? breakers : members)
            .limit(MOST_NAMES)
            .mapToObj(b -> builds.source(b).where())
            .filter(where -> !where.isEmpty())
            .distinct()
            .collect(Collectors.joining("\n")),
        cycles(nodes, search, breakers),
        breakers.length == 0 ? noWayOut(bootstrap) : advice(breakers, bootstrap));
  }

  private String names(int[] members) {
    String some =
        Arrays.stream(members)
            .limit(MOST_NAMES)
            .mapToObj(builds::id)
            .collect(Collectors.joining(", "));
    return members.length > MOST_NAMES
        ? some + " and " + (members.length - MOST_NAMES) + " more"
        : some;
  }

  private int[] breakers(BitSet nodes, BreakingSet search) {
    BitSet movable = new BitSet();
    nodes.stream().filter(b -> !builds.hasTwin(b)).forEach(movable::set);
    BitSet sound = new BitSet();
    movable.stream().filter(b -> unmet(b, new int[] {b}).isEmpty()).forEach(sound::set);
    int[] best = search.find(sound, set -> 0, set -> breaks(nodes, set));
    return best.length > 0
        ? best
        : new BreakingSet(edges, nodes).find(movable, this::unmet, set -> breaks(nodes, set));
  }

  private int unmet(int[] set) {
    return Arrays.stream(set).map(b -> unmet(b, set).size()).sum();
  }

  /** Whether the plan has no cycle in place of this one if the sources are declared otherwise. */
  private boolean breaks(BitSet nodes, int[] set) {
    Set<PlannedSource> changed = Collections.newSetFromMap(new IdentityHashMap<>());
    Arrays.stream(set).mapToObj(builds::source).forEach(changed::add);
    List<PlannedSource> other = new ArrayList<>();
    for (PlannedSource source : sources) {
      other.add(changed.contains(source) ? source.bootstrap(!source.bootstrap()) : source);
    }
    Draft tried = new Draft(other, base);
    Set<Set<String>> before = cycles(draft);
    before.remove(names(draft, nodes.stream().toArray()));
    return before.containsAll(cycles(tried));
  }

  private static Set<Set<String>> cycles(Draft draft) {
    return draft.graph().cycles().stream()
        .map(cycle -> names(draft, cycle))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Set<String> names(Draft draft, int[] members) {
    return Arrays.stream(members)
        .mapToObj(b -> draft.builds().source(b).name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The requirements that the base has to meet if the sources of a set change sides: those of a
   * source that is to be of the bootstrap, or those of the others on one that is not to be.
   */
  private List<Wait> moved(int build, int[] set) {
    BitSet with = new BitSet();
    Arrays.stream(set).forEach(with::set);
    List<Wait> moved = new ArrayList<>();
    for (Wait wait : draft.waits()) {
      boolean mine =
          builds.bootstrap(build)
              ? !with.get(wait.build())
                  && builds.bootstrap(wait.build())
                  && Arrays.stream(wait.makers()).allMatch(with::get)
                  && Arrays.stream(wait.makers()).anyMatch(maker -> maker == build)
              : wait.build() == build
                  && Arrays.stream(wait.makers())
                      .noneMatch(maker -> with.get(maker) || builds.bootstrap(maker));
      if (mine && wait.kind() == Edge.Kind.BUILD) {
        moved.add(wait);
      }
    }
    return moved;
  }

  private List<Wait> unmet(int build, int[] set) {
    return moved(build, set).stream().filter(wait -> !draft.met(wait)).toList();
  }

  /** A shortest cycle through each source that would break it, around those before. */
  private String cycles(BitSet nodes, BreakingSet search, int[] breakers) {
    List<String> lines = new ArrayList<>();
    if (breakers.length == 0) {
      show(search.shortestCycle(nodes), lines);
    }
    BitSet left = (BitSet) nodes.clone();
    for (int breaker : Arrays.copyOf(breakers, Math.min(breakers.length, MOST_CYCLES))) {
      int[] cycle = search.cycleThrough(breaker, left, Integer.MAX_VALUE);
      if (cycle.length > 0) {
        if (!lines.isEmpty()) {
          lines.add("");
        }
        show(cycle, lines);
      }
      left.clear(breaker);
    }
    if (breakers.length > MOST_CYCLES) {
      lines.add("");
      lines.add("and " + (breakers.length - MOST_CYCLES) + " more cycles");
    }
    return String.join("\n", lines);
  }

  private void show(int[] cycle, List<String> lines) {
    for (int i = 0; i < cycle.length; i++) {
      int build = cycle[i];
      int maker = cycle[(i + 1) % cycle.length];
      String why =
          draft.graph().links().stream()
              .filter(link -> link.build() == build && link.maker() == maker)
              .findFirst()
              .map(link -> link.reason().text())
              .orElse("");
      lines.add(builds.id(build) + " needs " + why + ", made by " + builds.id(maker));
    }
  }

  private String advice(int[] breakers, boolean bootstrap) {
    List<String> lines = new ArrayList<>();
    if (breakers.length > MOST_NAMES) {
      String all = Arrays.stream(breakers).mapToObj(builds::id).collect(Collectors.joining(", "));
      return (bootstrap ? "take \"bootstrap\": true from " : "declare \"bootstrap\": true for ")
          + all;
    }
    for (int b : breakers) {
      List<Wait> moved = moved(b, breakers);
      List<Wait> unmet = unmet(b, breakers);
      String text =
          bootstrap
              ? "take \"bootstrap\": true from " + builds.id(b) + ": it is then built later"
              : "declare \"bootstrap\": true for " + builds.id(b) + ": it is then built first";
      String met = requirements(moved.stream().filter(draft::met).toList());
      if (!met.isEmpty()) {
        text += bootstrap ? ", and the others use the base's " : ", with the base's ";
        text += met;
      }
      lines.add((lines.isEmpty() ? "" : "and ") + text);
      if (!unmet.isEmpty()) {
        lines.add("(the base does not provide " + requirements(unmet) + ": add it there)");
      }
    }
    if (!bootstrap) {
      lines.add("(a second entry without \"bootstrap\" builds it again with the others' packages)");
    }
    return String.join("\n", lines);
  }

  private static String requirements(List<Wait> waits) {
    return waits.stream()
        .map(wait -> wait.requirement().toString())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String noWayOut(boolean bootstrap) {
    return bootstrap
        ? "no set of sources was found that could leave the bootstrap: switch a feature off that"
            + " makes one need the other (\"without\")"
        : "no set of sources was found that could be built first: switch a feature off that makes"
            + " one need the other (\"without\"), or take one of them prebuilt";
  }
}
