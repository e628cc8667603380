package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.nevra.Operator;
import org.jspecify.annotations.Nullable;

/**
 * The packages that the builds will make, by all that is known before: which ones there will be
 * says the source's header (rpm writes it since 4.16), else an earlier build, else the base. What
 * they provide and require says an earlier build, else the package of that name that the base made
 * of that source; the versions of these are a guess unless the source's version is theirs.
 */
final class OwnPackages {

  /** How rpm names the instruction set in {@code name(x86-64)}. */
  private static final Map<String, String> ISA =
      Map.ofEntries(
          Map.entry("x86_64", "x86-64"),
          Map.entry("i386", "x86-32"),
          Map.entry("i486", "x86-32"),
          Map.entry("i586", "x86-32"),
          Map.entry("i686", "x86-32"),
          Map.entry("aarch64", "aarch-64"),
          Map.entry("ppc64le", "ppc-64"),
          Map.entry("s390x", "s390-64"),
          Map.entry("riscv64", "riscv-64"));

  private final Builds builds;
  private final List<Own> packages = new ArrayList<>();
  private final Map<String, List<Entry>> entries = new HashMap<>();

  /**
   * A package to come.
   *
   * @param build that makes it
   */
  record Own(int build, String name, List<Dependency> requires) {}

  /** What package {@code own} provides; not sure: with this version or another. */
  private record Entry(int own, Capability capability, boolean sure) {}

  OwnPackages(Builds builds, BaseProvides base) {
    this.builds = builds;
    for (int b = 0; b < builds.size(); b++) {
      add(b, base);
    }
  }

  private void add(int build, BaseProvides base) {
    PlannedSource source = builds.source(build);
    Nevra nevra = source.header().nevra();
    Map<String, List<Capability>> named = new TreeMap<>();
    for (Capability capability : source.header().provides()) {
      named.computeIfAbsent(capability.name(), name -> new ArrayList<>()).add(capability);
    }
    Map<String, MadePackage> known = new TreeMap<>();
    List<MadePackage> models =
        source.made().isEmpty() ? base.madeFrom(nevra.name(), source.arch()) : source.made();
    models.forEach(model -> known.merge(model.nevra().name(), model, OwnPackages::newer));
    if (named.isEmpty()) {
      Collection<String> names = known.isEmpty() ? Set.of(nevra.name()) : known.keySet();
      names.forEach(name -> named.put(name, List.of()));
      if (source.made().isEmpty()) {
        named.putIfAbsent(nevra.name(), List.of());
      }
    }
    named.forEach(
        (name, stated) -> {
          MadePackage model = known.get(name);
          String arch = model == null ? source.arch() : model.nevra().arch();
          if (source.kept().test(new Nevra(name, nevra.evr(), arch))) {
            add(build, name, stated, model);
          }
        });
  }

  private static MadePackage newer(MadePackage one, MadePackage other) {
    return one.nevra().compareTo(other.nevra()) >= 0 ? one : other;
  }

  private void add(int build, String name, List<Capability> stated, @Nullable MadePackage model) {
    int own = packages.size();
    packages.add(new Own(build, name, model == null ? List.of() : model.requires()));
    Set<String> said = new HashSet<>();
    PlannedSource source = builds.source(build);
    String isa = ISA.get(source.arch());
    for (Capability capability : stated) {
      add(own, capability, true);
      said.add(capability.name());
      if (isa != null) {
        String qualified = capability.name() + "(" + isa + ")";
        add(own, new Capability(qualified, capability.operator(), capability.evr()), true);
        said.add(qualified);
      }
    }
    boolean same =
        model != null
            && model.nevra().evr().version().equals(source.header().nevra().evr().version());
    if (model != null) {
      for (Capability capability : model.provides()) {
        if (!said.contains(capability.name())) {
          add(own, capability, same || capability.evr() == null);
        }
      }
    }
    if (said.add(name)) {
      Evr evr = source.header().nevra().evr();
      // Of a subpackage that only the base tells, the version is that of the source, mostly.
      add(own, new Capability(name, Operator.EQ, evr), name.equals(source.header().nevra().name()));
    }
  }

  private void add(int own, Capability capability, boolean sure) {
    entries
        .computeIfAbsent(capability.name(), name -> new ArrayList<>(1))
        .add(new Entry(own, capability, sure));
  }

  int size() {
    return packages.size();
  }

  Own get(int own) {
    return packages.get(own);
  }

  /**
   * The packages that provide {@code wanted}, ascending. Those for the wanted architecture come
   * before those for others, and those that are known to have the right version before those that
   * may come to have it.
   *
   * @param by builds whose packages count
   * @param arch that is built for
   */
  int[] providers(Capability wanted, BitSet by, String arch) {
    List<Entry> found = named(wanted.name(), by, arch);
    int[] known =
        found.stream()
            .filter(entry -> entry.capability.satisfies(wanted))
            .mapToInt(Entry::own)
            .distinct()
            .toArray();
    return known.length > 0
        ? known
        : found.stream().filter(entry -> !entry.sure).mapToInt(Entry::own).distinct().toArray();
  }

  /** What provides the name, but in versions that do not meet {@code wanted}, by package. */
  Map<Integer, Capability> misses(Capability wanted, BitSet by, String arch) {
    Map<Integer, Capability> misses = new LinkedHashMap<>();
    if (providers(wanted, by, arch).length == 0) {
      named(wanted.name(), by, arch).forEach(entry -> misses.put(entry.own, entry.capability));
    }
    return misses;
  }

  private List<Entry> named(String name, BitSet by, String arch) {
    List<Entry> all = entries.getOrDefault(name, List.of());
    if (all.isEmpty()) {
      return all;
    }
    List<Entry> visible =
        all.stream().filter(entry -> by.get(packages.get(entry.own).build)).toList();
    List<Entry> mine = visible.stream().filter(entry -> isFor(entry, arch)).toList();
    return mine.isEmpty() ? visible : mine;
  }

  private boolean isFor(Entry entry, String arch) {
    String made = builds.source(packages.get(entry.own).build).arch();
    return made.equals(arch) || ISA.getOrDefault(made, made).equals(ISA.getOrDefault(arch, arch));
  }
}
