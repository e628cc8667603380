package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;
import org.jspecify.annotations.Nullable;

/** What came near to a requirement that nothing meets, for messages: hidden packages count. */
final class NearMisses {

  private static final int MOST = 5;

  private final RepoIndex index;
  private final RepoIndex all;
  private final String arch;
  private final ArchPolicy archs;
  private final FileOwners files;
  private final Map<String, int[]> listed = new HashMap<>();
  private @Nullable Collection<String> providedNames;

  NearMisses(RepoIndex index, String arch, FileOwners files) {
    this.index = index;
    this.all = index.unhidden();
    this.arch = arch;
    this.archs = ArchPolicy.of(arch);
    this.files = files;
  }

  /** What came near to a requirement as its owner states it; the most hopeful first. */
  List<NearMiss> to(Capability requirement) {
    List<NearMiss> result = new ArrayList<>();
    for (Capability leaf : leaves(requirement)) {
      List<NearMiss> exact = exact(leaf);
      result.addAll(exact.isEmpty() ? others(leaf) : exact);
    }
    return result.stream()
        .distinct()
        .sorted(Comparator.comparing(NearMiss::kind))
        .limit(MOST)
        .toList();
  }

  /** The packages that could meet the requirement, too, were they not hidden. */
  List<NearMiss> hidden(Capability requirement) {
    return leaves(requirement).stream()
        .flatMap(leaf -> exact(leaf).stream())
        .filter(miss -> miss.kind() == NearMiss.Kind.HIDDEN)
        .toList();
  }

  /** The packages with a capability or file, that are hidden or for another machine. */
  List<NearMiss> exact(Capability wanted) {
    return of(owners(wanted));
  }

  /** The packages that a test on their identity finds, that are hidden or for another machine. */
  List<NearMiss> named(Predicate<Nevra> wanted) {
    return of(IntStream.range(0, all.size()).filter(p -> wanted.test(all.nevra(p))).toArray());
  }

  private static List<Capability> leaves(Capability requirement) {
    List<Capability> leaves = new ArrayList<>();
    leaves(Dependency.of(requirement), leaves);
    return leaves;
  }

  private static void leaves(Dependency dependency, List<Capability> leaves) {
    if (dependency instanceof Dependency.Versioned versioned) {
      leaves.add(versioned.capability());
    } else if (dependency instanceof Dependency.FilePath file) {
      leaves.add(Capability.of(file.path()));
    } else if (dependency instanceof Dependency.And and) {
      and.parts().forEach(part -> leaves(part, leaves));
    } else if (dependency instanceof Dependency.Or or) {
      or.parts().forEach(part -> leaves(part, leaves));
    } else if (dependency instanceof Dependency.With with) {
      with.parts().forEach(part -> leaves(part, leaves));
    } else if (dependency instanceof Dependency.Without without) {
      leaves(without.wanted(), leaves);
    } else if (dependency instanceof Dependency.If rule) {
      leaves(rule.then(), leaves);
    } else if (dependency instanceof Dependency.Unless rule) {
      leaves(rule.then(), leaves);
    }
  }

  /** Filelists are asked only for a file that primary does not list. */
  private int[] owners(Capability wanted) {
    String name = wanted.name();
    int[] known =
        IntStream.concat(
                Arrays.stream(all.providersOf(wanted)), Arrays.stream(all.primaryOwnersOf(name)))
            .sorted()
            .distinct()
            .toArray();
    return known.length > 0 || !name.startsWith("/") || wanted.operator() != null
        ? known
        : listed.computeIfAbsent(
            name, path -> files.find(Set.of(path)).getOrDefault(path, new int[0]));
  }

  /** Those of the packages that are hidden or foreign, the newest first. */
  private List<NearMiss> of(int[] packages) {
    return newestFirst(packages)
        .flatMap(
            p -> {
              Optional<String> hidden = index.hiddenBy(p);
              boolean foreign = !archs.accepts(all.nevra(p));
              return foreign
                  ? Stream.of(NearMiss.foreign(all, p, arch))
                  : hidden.stream().map(by -> NearMiss.hidden(all, p, by));
            })
        .toList();
  }

  private Stream<Integer> newestFirst(int[] packages) {
    return Arrays.stream(packages)
        .boxed()
        .sorted(
            Comparator.comparing((Integer p) -> all.name(p))
                .thenComparing((Integer p) -> all.evr(p), Comparator.reverseOrder())
                .thenComparing(p -> all.arch(p))
                .thenComparing(p -> all.repository(p)));
  }

  /** Other versions of the same, or else what has a like name. */
  private List<NearMiss> others(Capability wanted) {
    int[] sameName = owners(Capability.of(wanted.name()));
    if (sameName.length > 0) {
      return newestFirst(sameName).map(p -> other(p, wanted.name())).toList();
    }
    if (providedNames == null) {
      providedNames = all.providedNames();
    }
    List<String> near = Nearest.to(wanted.name(), providedNames, 3);
    return near.isEmpty()
        ? List.of()
        : List.of(
            new NearMiss(NearMiss.Kind.OTHER, "near by name: " + String.join(", ", near), ""));
  }

  private NearMiss other(int p, String name) {
    String offer =
        all.relations(p, RelationKind.PROVIDES).stream()
            .filter(provided -> provided.name().equals(name))
            .findFirst()
            .map(Capability::toString)
            .orElse(name);
    String but =
        (archs.accepts(all.nevra(p)) ? "" : ", and is not for " + arch)
            + index.hiddenBy(p).map(by -> ", and is hidden by " + by).orElse("");
    return new NearMiss(
        NearMiss.Kind.OTHER, NearMiss.whole(all, p) + " provides " + offer + but, "");
  }
}
