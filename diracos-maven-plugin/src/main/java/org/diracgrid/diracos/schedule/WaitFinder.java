package org.diracgrid.diracos.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.jspecify.annotations.Nullable;

/**
 * Finds what each build waits for.
 *
 * <p>At run time: what a package of ours that the source requires needs itself, if it is made by a
 * third build. Only packages of ours are followed, never those of the base: that the base's
 * compiler needs zlib does not make zlib wait for itself. Where the base meets such a requirement,
 * it yields.
 */
final class WaitFinder {

  private final Builds builds;
  private final OwnPackages own;
  private final NeedFinder finder;
  private final List<Wait> waits = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private final List<Later> later = new ArrayList<>();

  /** Needs of packages at run time, by package: in the bootstrap and outside. */
  private final Map<Integer, List<Need>> bootstrapNeeds = new HashMap<>();

  private final Map<Integer, List<Need>> otherNeeds = new HashMap<>();

  /** Builds that the one at hand waits for already, whatever else it needs of them. */
  private final BitSet waited = new BitSet();

  /** A build of the bootstrap requires what only builds after it make. */
  record Later(int build, int[] makers) {}

  WaitFinder(Builds builds, OwnPackages own, NeedFinder finder) {
    this.builds = builds;
    this.own = own;
    this.finder = finder;
    for (int b = 0; b < builds.size(); b++) {
      waited.clear();
      find(b);
      if (builds.replacedBy(b) >= 0) {
        Dependency name = Dependency.of(Capability.of(builds.source(b).name()));
        int[] maker = {b};
        waits.add(new Wait(builds.replacedBy(b), maker, Edge.Kind.REPLACES, name, "", false));
      }
    }
  }

  /** In the order of builds and their requirements. */
  List<Wait> waits() {
    return waits;
  }

  List<Note> notes() {
    return notes;
  }

  List<Later> later() {
    return later;
  }

  private void find(int build) {
    PlannedSource source = builds.source(build);
    List<Dependency> requirements = new ArrayList<>(source.header().buildRequires());
    source.told().stream().filter(told -> !requirements.contains(told)).forEach(requirements::add);
    if (source.header().dynamicBuildRequires() && source.told().isEmpty()) {
      note(build, Note.Kind.DYNAMIC, " tells more requirements only while it is built");
    }
    BitSet by = builds.suppliersOf(build);
    // Packages that are installed for sure, and those that may be.
    BitSet firm = new BitSet();
    BitSet loose = new BitSet();
    for (Dependency requirement : requirements) {
      List<Need> needs = finder.needs(requirement, by, source.arch());
      if (needs.isEmpty()) {
        unmade(build, requirement);
      }
      for (Need need : needs) {
        Wait wait = wait(build, need, Edge.Kind.BUILD, "", need.loose());
        boolean sure = wait != null && wait.firm() && need.packages().length == 1;
        for (int p : need.packages()) {
          if (!builds.related(own.get(p).build(), build)) {
            (sure ? firm : loose).set(p);
          }
        }
      }
    }
    loose.andNot(firm);
    runtime(build, firm, loose);
  }

  /** Adds what a need makes the build wait for; null if that is nothing. */
  private @Nullable Wait wait(int build, Need need, Edge.Kind kind, String through, boolean loose) {
    int[] all =
        Arrays.stream(need.packages()).map(p -> own.get(p).build()).distinct().sorted().toArray();
    int[] makers = Arrays.stream(all).filter(maker -> !builds.related(maker, build)).toArray();
    Dependency requirement = need.requirement();
    String arch = builds.source(build).arch();
    if (makers.length == 0) {
      if (kind == Edge.Kind.BUILD) {
        self(build, requirement);
      }
      return null;
    }
    boolean yields =
        loose
            || (makers.length < all.length && finder.met(requirement, arch))
            || hasTwin(build, makers, requirement, arch);
    Wait wait = new Wait(build, makers, kind, requirement, through, yields);
    boolean more = kind == Edge.Kind.BUILD || makers.length > 1 || !waited.get(makers[0]);
    if (more) {
      waits.add(wait);
      if (makers.length == 1 && (kind == Edge.Kind.BUILD || !yields)) {
        waited.set(makers[0]);
      }
    }
    return wait;
  }

  /** Whether a build of the bootstrap that is made again later meets the requirement, too. */
  private boolean hasTwin(int build, int[] makers, Dependency requirement, String arch) {
    if (builds.bootstrap(build)) {
      return false;
    }
    boolean again = Arrays.stream(makers).anyMatch(builds::hasTwin);
    return again && !finder.needs(requirement, builds.bootstrapSuppliers(), arch).isEmpty();
  }

  private void self(int build, Dependency requirement) {
    String by = finder.met(requirement, builds.source(build).arch()) ? "the base" : "";
    if (!builds.bootstrap(build)) {
      for (int b = 0; b < builds.size(); b++) {
        if (builds.bootstrap(b) && builds.related(b, build)) {
          by = builds.id(b);
        }
      }
    }
    note(
        build,
        Note.Kind.SELF,
        " needs "
            + requirement
            + ", which it makes itself: "
            + (by.isEmpty() ? "nothing that is there before provides it" : "met by " + by));
  }

  private void unmade(int build, Dependency requirement) {
    if (requirement instanceof Dependency.And and) {
      and.parts().forEach(part -> unmade(build, part));
      return;
    }
    if (requirement instanceof Dependency.If || requirement instanceof Dependency.Unless) {
      return; // Whether its condition holds is not known yet.
    }
    PlannedSource source = builds.source(build);
    boolean met = finder.met(requirement, source.arch());
    if (builds.bootstrap(build)) {
      List<Need> needs = finder.needs(requirement, builds.suppliers(), source.arch());
      int[] makers =
          needs.stream()
              .flatMapToInt(need -> Arrays.stream(need.packages()))
              .map(p -> own.get(p).build())
              .filter(maker -> !builds.related(maker, build))
              .distinct()
              .toArray();
      if (makers.length > 0) {
        later.add(new Later(build, makers));
        note(
            build,
            Note.Kind.BASE,
            " needs "
                + requirement
                + ", which "
                + builds.id(makers[0])
                + " makes after the bootstrap: "
                + (met ? "met by the base" : "the base does not provide it"));
        return;
      }
    }
    if (requirement instanceof Dependency.Versioned versioned) {
      Map<Integer, Capability> misses =
          own.misses(versioned.capability(), builds.suppliersOf(build), source.arch());
      if (!misses.isEmpty()) {
        Map.Entry<Integer, Capability> miss = misses.entrySet().iterator().next();
        note(
            build,
            Note.Kind.VERSION,
            " needs "
                + requirement
                + ", but "
                + builds.id(own.get(miss.getKey()).build())
                + " makes "
                + miss.getValue()
                + (met ? ": met by the base" : ", and the base does not provide it"));
        return;
      }
    }
    if (!met) {
      note(
          build,
          Note.Kind.UNMET,
          " needs " + requirement + ", which neither the base nor a build is known to provide");
    }
  }

  private void note(int build, Note.Kind kind, String text) {
    notes.add(new Note(kind, builds.id(build), builds.id(build) + text));
  }

  /** Follows the packages from one to the next, those that are installed for sure first. */
  private void runtime(int build, BitSet firm, BitSet loose) {
    Deque<Integer> queue = new ArrayDeque<>();
    BitSet seen = new BitSet();
    BitSet sure = (BitSet) firm.clone();
    firm.stream().forEach(queue::add);
    loose.stream().forEach(queue::add);
    while (!queue.isEmpty()) {
      int p = queue.remove();
      if (seen.get(p)) {
        continue;
      }
      seen.set(p);
      for (Need need : runtimeNeeds(p, build)) {
        boolean known = Arrays.stream(need.packages()).allMatch(seen::get);
        if (!known) {
          boolean stays = follow(build, p, need, sure.get(p));
          for (int next : need.packages()) {
            if (!builds.related(own.get(next).build(), build)) {
              if (stays && !seen.get(next)) {
                sure.set(next);
              }
              queue.add(next);
            }
          }
        }
      }
    }
  }

  /** Whether the need's one package is installed for sure. */
  private boolean follow(int build, int p, Need need, boolean sure) {
    int mine = own.get(p).build();
    boolean inside = Arrays.stream(need.packages()).allMatch(q -> own.get(q).build() == mine);
    if (inside) {
      return sure && need.packages().length == 1;
    }
    boolean yields =
        !sure || need.loose() || finder.met(need.requirement(), builds.source(build).arch());
    Wait wait = wait(build, need, Edge.Kind.RUNTIME, own.get(p).name(), yields);
    return wait != null && wait.firm() && need.packages().length == 1;
  }

  private List<Need> runtimeNeeds(int p, int build) {
    Map<Integer, List<Need>> known = builds.bootstrap(build) ? bootstrapNeeds : otherNeeds;
    return known.computeIfAbsent(
        p,
        key -> {
          String arch = builds.source(own.get(p).build()).arch();
          List<Need> all = new ArrayList<>();
          for (Dependency requirement : own.get(p).requires()) {
            all.addAll(finder.needs(requirement, builds.suppliersOf(build), arch));
          }
          return all;
        });
  }
}
