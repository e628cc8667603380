package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The builds that a configuration asks for, numbered in the order of their ids, so that nothing
 * depends on the order in which they were given.
 *
 * <p>A name may come several times. In the bootstrap and again later makes two builds, of which the
 * later one supplies all but the bootstrap. Otherwise the last one supplies; an earlier one of the
 * same version is left out, and one of another version is built before it.
 */
final class Builds {

  private final List<PlannedSource> sources = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();

  /** For each build the one that replaces it, or -1. */
  private final int[] replacedBy;

  /** What builds of the bootstrap take packages from, and what the others do. */
  private final BitSet bootstrapSuppliers = new BitSet();

  private final BitSet suppliers = new BitSet();
  private final int[] families;
  private final BitSet twins = new BitSet();

  private record Group(String name, String arch, boolean bootstrap) {}

  private record Build(String id, PlannedSource source, String replacedBy) {}

  Builds(List<PlannedSource> given) {
    Map<String, Set<String>> archs = new HashMap<>();
    given.forEach(
        source -> archs.computeIfAbsent(source.name(), n -> new HashSet<>()).add(source.arch()));
    Map<Group, List<PlannedSource>> groups = new HashMap<>();
    for (PlannedSource source : given) {
      Group group = new Group(source.name(), source.arch(), source.bootstrap());
      groups.computeIfAbsent(group, g -> new ArrayList<>()).add(source);
    }
    Map<String, Build> byId = new TreeMap<>();
    groups.forEach(
        (group, members) -> {
          boolean many = archs.getOrDefault(group.name, Set.of()).size() > 1;
          String id =
              group.name + (many ? "." + group.arch : "") + (group.bootstrap ? "@bootstrap" : "");
          place(id, members, byId);
        });
    Map<String, Integer> numbers = new HashMap<>();
    byId.forEach(
        (id, build) -> {
          numbers.put(id, ids.size());
          ids.add(id);
          sources.add(build.source);
        });
    replacedBy =
        byId.values().stream()
            .mapToInt(build -> numbers.getOrDefault(build.replacedBy, -1))
            .toArray();
    families = new int[ids.size()];
    Map<Group, Integer> firsts = new HashMap<>();
    for (int b = 0; b < ids.size(); b++) {
      PlannedSource source = sources.get(b);
      Group family = new Group(source.name(), source.arch(), false);
      firsts.putIfAbsent(family, b);
      families[b] = firsts.getOrDefault(family, b);
      if (replacedBy[b] < 0) {
        (source.bootstrap() ? bootstrapSuppliers : suppliers).set(b);
      }
    }
    BitSet again = new BitSet();
    suppliers.stream().forEach(b -> again.set(families[b]));
    bootstrapSuppliers.stream().filter(b -> !again.get(families[b])).forEach(suppliers::set);
    BitSet before = new BitSet();
    bootstrapSuppliers.stream().forEach(b -> before.set(families[b]));
    for (int b = 0; b < ids.size(); b++) {
      twins.set(b, !bootstrap(b) && before.get(families[b]));
    }
  }

  private void place(String id, List<PlannedSource> group, Map<String, Build> byId) {
    List<PlannedSource> members = new ArrayList<>(group);
    members.sort(
        Comparator.comparingInt(PlannedSource::number)
            .thenComparing(source -> source.header().nevra()));
    PlannedSource last = members.remove(members.size() - 1);
    put(byId, id, last, "");
    List<PlannedSource> earlier = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      PlannedSource member = members.get(i);
      List<PlannedSource> later = new ArrayList<>(members.subList(i + 1, members.size()));
      later.add(last);
      if (later.stream().anyMatch(s -> s.header().nevra().equals(member.header().nevra()))) {
        notes.add(
            new Note(
                Note.Kind.REPEATED,
                id,
                id
                    + " is configured again with the same source "
                    + member.header().nevra()
                    + ": built once, as at "
                    + last.where()));
      } else {
        earlier.add(member);
      }
    }
    for (int i = 0; i < earlier.size(); i++) {
      String next = i + 1 < earlier.size() ? id + "@" + (i + 2) : id;
      put(byId, id + "@" + (i + 1), earlier.get(i), next);
      notes.add(
          new Note(
              Note.Kind.REPEATED,
              id + "@" + (i + 1),
              earlier.get(i).header().nevra()
                  + " is built, and replaced by "
                  + last.header().nevra()
                  + " of the same name, which supplies the others"));
    }
  }

  private static void put(Map<String, Build> byId, String id, PlannedSource source, String next) {
    String free = id;
    for (int i = 2; byId.containsKey(free); i++) {
      free = id + "@@" + i; // Somebody named a build as our ids are made.
    }
    byId.put(free, new Build(free, source, next));
  }

  int size() {
    return ids.size();
  }

  String id(int build) {
    return ids.get(build);
  }

  PlannedSource source(int build) {
    return sources.get(build);
  }

  boolean bootstrap(int build) {
    return sources.get(build).bootstrap();
  }

  /** The build that replaces it, or -1. */
  int replacedBy(int build) {
    return replacedBy[build];
  }

  /** Whether both are builds of one name. */
  boolean related(int one, int other) {
    return families[one] == families[other];
  }

  /** The builds whose packages a build may be given. */
  BitSet suppliersOf(int build) {
    return bootstrap(build) ? bootstrapSuppliers : suppliers;
  }

  /** The builds whose packages those outside of the bootstrap may be given. */
  BitSet suppliers() {
    return suppliers;
  }

  /** The builds whose packages those of the bootstrap may be given. */
  BitSet bootstrapSuppliers() {
    return bootstrapSuppliers;
  }

  /** Whether it was built in the bootstrap and is built again later, and is the later one. */
  boolean hasTwin(int build) {
    return twins.get(build);
  }

  List<Note> notes() {
    return notes;
  }
}
