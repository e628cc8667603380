package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Globs;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * DIRACOS v1's walk: for each root on its own, level by level, by name; all providers of all
 * requirements; the walk ends with the first level that holds a boundary package, which is then
 * left out. What stands deeper is lost, which is why v1 needed manual dependencies.
 */
final class LevelWalk {

  private final RepoIndex index;
  private final ResolveRequest request;
  private final FileOwners files;
  private final ArchPolicy archs;
  private final Globs ignored;
  private final Globs boundary;
  private final CandidateOrder order;
  private final Malformed malformed;

  LevelWalk(RepoIndex index, ResolveRequest request, FileOwners files) {
    this.index = index;
    this.request = request;
    this.files = files;
    this.archs = ArchPolicy.of(request.arch());
    this.ignored = new Globs(request.ignored());
    this.boundary = new Globs(request.boundary().packages());
    this.order = new CandidateOrder(index, request);
    this.malformed = new Malformed(index);
  }

  /**
   * The closure.
   *
   * @throws DiracosException DOS-RESOLVE-05 for malformed rich dependencies
   */
  Closure walk(List<int[]> rootMatches) {
    Map<String, Set<Closure.Reason>> reasons = new TreeMap<>();
    List<Closure.Cut> rootCuts = new ArrayList<>();
    Map<String, int[]> asked = new HashMap<>();
    for (int i = 0; i < rootMatches.size(); i++) {
      Root root = request.roots().get(i);
      String name = rootName(root, rootMatches.get(i));
      if (ignored.matches(name) || boundary.matches(name)) {
        rootCuts.add(new Closure.Cut(root.origin(), true, root.spec(), name));
      } else {
        reason(reasons, name, new Closure.Reason(root.origin(), true, root.spec()));
        if (Capability.versioned(root.spec()).isPresent()) {
          asked.put(name, named(name, rootMatches.get(i)));
        }
        walk(name, reasons);
      }
    }
    List<Problem> problems = malformed.problems();
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    List<Closure.Chosen> packages = new ArrayList<>();
    BitSet shipped = new BitSet();
    reasons.forEach(
        (name, list) -> {
          int best = order.applyAsInt(asked.getOrDefault(name, accepted(index.named(name))));
          shipped.set(best);
          packages.add(new Closure.Chosen(index.record(best), List.copyOf(list)));
        });
    packages.sort(Comparator.comparing(Closure.Chosen::nevra));
    return new Closure(packages, cuts(shipped, rootCuts));
  }

  /** Of all that ships, though v1 does not look at the requirements of a walk's last level. */
  private List<Closure.Cut> cuts(BitSet shipped, List<Closure.Cut> rootCuts) {
    Providers providers = new Providers(index, request, files);
    Cuts cuts = new Cuts(index, providers, new Clauses(providers));
    List<Closure.Cut> result = cuts.of(shipped, rootCuts);
    if (providers.unanswered() == 0) {
      return result;
    }
    providers.askForFiles();
    return cuts.of(shipped, rootCuts);
  }

  private int[] named(String name, int[] packages) {
    return Arrays.stream(packages).filter(p -> index.name(p).equals(name)).toArray();
  }

  /** v1 walked from names alone: what replaces a root is not looked at. */
  private String rootName(Root root, int[] matches) {
    return accepted(index.named(root.spec())).length > 0
        ? root.spec()
        : index.record(order.applyAsInt(matches)).name();
  }

  private void walk(String root, Map<String, Set<Closure.Reason>> reasons) {
    Set<String> taken = new LinkedHashSet<>();
    Set<String> level = new TreeSet<>(Set.of(root));
    while (!level.isEmpty()) {
      taken.addAll(level);
      if (level.stream().anyMatch(boundary::matches)) {
        break;
      }
      Set<String> next = new TreeSet<>();
      for (String name : level) {
        requirements(name)
            .forEach(
                (provider, reason) -> {
                  if (boundary.matches(provider)) {
                    next.add(provider);
                  } else if (!ignored.matches(provider)) {
                    reason(reasons, provider, reason);
                    next.add(provider);
                  }
                });
      }
      next.removeAll(taken);
      level = next;
    }
  }

  private static void reason(
      Map<String, Set<Closure.Reason>> reasons, String name, Closure.Reason reason) {
    reasons.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(reason);
  }

  /** The names of all providers of everything that any package of that name requires. */
  private Map<String, Closure.Reason> requirements(String name) {
    Map<String, Closure.Reason> result = new LinkedHashMap<>();
    for (int p : accepted(index.named(name))) {
      for (Capability relation : index.relations(p, RelationKind.REQUIRES)) {
        if (!relation.name().startsWith("rpmlib(")) {
          Closure.Reason reason =
              new Closure.Reason(index.nevra(p).toString(), false, relation.toString());
          for (int q : providers(p, relation)) {
            result.putIfAbsent(index.record(q).name(), reason);
          }
        }
      }
    }
    return result;
  }

  private int[] providers(int p, Capability relation) {
    try {
      return providers(Dependency.of(relation));
    } catch (IllegalArgumentException e) {
      malformed.add(p, e);
      return new int[0];
    }
  }

  private int[] providers(Dependency dependency) {
    if (dependency instanceof Dependency.Versioned versioned) {
      return accepted(index.providersOf(versioned.capability()));
    }
    if (dependency instanceof Dependency.FilePath file) {
      int[] known =
          IntStream.concat(
                  Arrays.stream(index.providersOf(Capability.of(file.path()))),
                  Arrays.stream(index.primaryOwnersOf(file.path())))
              .distinct()
              .toArray();
      return accepted(
          known.length > 0
              ? known
              : Arrays.stream(files.find(Set.of(file.path())).getOrDefault(file.path(), new int[0]))
                  .filter(index::isVisible)
                  .toArray());
    }
    // v1's repoquery knew no rich dependencies; dnf's takes every package they name.
    return parts(dependency).stream()
        .flatMapToInt(part -> Arrays.stream(providers(part)))
        .sorted()
        .distinct()
        .toArray();
  }

  private static List<Dependency> parts(Dependency dependency) {
    if (dependency instanceof Dependency.And and) {
      return and.parts();
    }
    if (dependency instanceof Dependency.Or or) {
      return or.parts();
    }
    if (dependency instanceof Dependency.With with) {
      return with.parts();
    }
    if (dependency instanceof Dependency.If rule) {
      return List.of(rule.then());
    }
    if (dependency instanceof Dependency.Unless rule) {
      return List.of(rule.then());
    }
    return List.of(((Dependency.Without) dependency).wanted());
  }

  private int[] accepted(int[] packages) {
    return Arrays.stream(packages).filter(p -> archs.accepts(index.nevra(p))).toArray();
  }
}
