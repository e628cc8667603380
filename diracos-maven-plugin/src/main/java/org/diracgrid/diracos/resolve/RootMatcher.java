package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Glob;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/** Finds the packages that a root names, trying the forms in the order in which dnf does. */
final class RootMatcher {

  private static final int MOST_NEAR = 5;

  private final RepoIndex index;
  private final String arch;
  private final ArchPolicy archs;
  private final FileOwners files;

  RootMatcher(RepoIndex index, String arch, FileOwners files) {
    this.index = index;
    this.arch = arch;
    this.archs = ArchPolicy.of(arch);
    this.files = files;
  }

  /**
   * The roots, with each glob over several names replaced by a root per name, so that all of them
   * ship; a root that matches nothing is a problem.
   */
  Matches match(List<Root> roots) {
    List<Root> expanded = new ArrayList<>();
    List<int[]> matches = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Root root : roots) {
      Optional<Problem> malformed = malformed(root);
      malformed.ifPresent(problems::add);
      int[] found = malformed.isPresent() ? new int[0] : find(root.spec());
      if (found.length == 0) {
        if (malformed.isEmpty()) {
          problems.add(notFound(root));
        }
      } else if (Capability.versioned(root.spec()).isEmpty() && !Glob.of(root.spec()).isLiteral()) {
        IntStream.of(found)
            .mapToObj(p -> index.record(p).name())
            .distinct()
            .sorted()
            .forEach(
                name -> {
                  expanded.add(new Root(name, root.origin(), root.where()));
                  matches.add(
                      Arrays.stream(found)
                          .filter(p -> index.record(p).name().equals(name))
                          .toArray());
                });
      } else {
        expanded.add(root);
        matches.add(found);
      }
    }
    return new Matches(expanded, matches, problems);
  }

  /**
   * Roots and, in parallel, the packages that each can be met with.
   *
   * @param problems one for each root that matches nothing
   */
  record Matches(List<Root> roots, List<int[]> packages, List<Problem> problems) {}

  /** A root with a comparison that is none. */
  private static Optional<Problem> malformed(Root root) {
    try {
      Capability.versioned(root.spec());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(
          new Problem(
              "DOS-RESOLVE-02",
              "package '" + root.spec() + "' has a version that cannot be understood",
              root.where(),
              String.valueOf(e.getMessage()),
              "write it as in \"foo >= 1.2\": one of <, <=, =, >=, > and a version"));
    }
  }

  /**
   * The packages that a root of that text can be met with. With a version, as in {@code foo >=
   * 1.2}, it is a capability, as with dnf: what replaces a package of that name does not count.
   */
  int[] find(String spec) {
    Optional<Capability> versioned = Capability.versioned(spec);
    if (versioned.isPresent()) {
      return accepted(index.providersOf(versioned.get()));
    }
    if (spec.startsWith("/")) {
      int[] owners = accepted(index.primaryOwnersOf(spec));
      return owners.length > 0
          ? owners
          : accepted(
              Arrays.stream(files.find(Set.of(spec)).getOrDefault(spec, new int[0]))
                  .filter(index::isVisible)
                  .toArray());
    }
    Glob glob = Glob.of(spec);
    if (!glob.isLiteral()) {
      return all(nevra -> forms(nevra).stream().anyMatch(glob::matches));
    }
    int[] named = accepted(index.named(spec));
    if (named.length > 0) {
      return withObsoleters(named);
    }
    int[] byForm = all(nevra -> forms(nevra).contains(spec));
    return byForm.length > 0 ? byForm : accepted(index.providersOf(Capability.of(spec)));
  }

  /** As dnf does for a bare name: what replaces the package is as good as the package. */
  private int[] withObsoleters(int[] named) {
    String name = index.record(named[0]).name();
    int[] all = named;
    for (int p : index.obsoletersOf(name)) {
      if (Arrays.binarySearch(all, p) < 0
          && archs.accepts(index.nevra(p))
          && obsoletes(p, name, named)) {
        all = Arrays.copyOf(all, all.length + 1);
        all[all.length - 1] = p;
        Arrays.sort(all);
      }
    }
    return all;
  }

  private boolean obsoletes(int p, String name, int[] targets) {
    for (Capability relation : index.relations(p, RelationKind.OBSOLETES)) {
      if (relation.name().equals(name)) {
        for (int target : targets) {
          Capability itself = new Capability(name, Operator.EQ, index.record(target).evr());
          if (target != p && itself.satisfies(relation)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private int[] all(java.util.function.Predicate<Nevra> wanted) {
    return IntStream.range(0, index.size())
        .filter(index::isVisible)
        .filter(p -> archs.accepts(index.nevra(p)) && wanted.test(index.nevra(p)))
        .toArray();
  }

  private static List<String> forms(Nevra nevra) {
    String name = nevra.name();
    String arch = nevra.arch();
    String version = nevra.evr().version();
    String release = String.valueOf(nevra.evr().release());
    String epoch = nevra.evr().epoch() + ":";
    return List.of(
        name,
        name + "." + arch,
        name + "-" + version,
        name + "-" + version + "-" + release,
        name + "-" + version + "-" + release + "." + arch,
        name + "-" + epoch + version,
        name + "-" + epoch + version + "-" + release,
        name + "-" + epoch + version + "-" + release + "." + arch);
  }

  private int[] accepted(int[] packages) {
    int[] kept = new int[packages.length];
    int count = 0;
    for (int p : packages) {
      if (archs.accepts(index.nevra(p))) {
        kept[count++] = p;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private Problem notFound(Root root) {
    Optional<Capability> versioned = Capability.versioned(root.spec());
    List<NearMiss> misses = nearMisses(root.spec());
    if (misses.isEmpty() && versioned.isPresent()) {
      List<NearMiss> others = new NearMisses(index, arch, files).to(versioned.get());
      return new Problem(
          "DOS-RESOLVE-02",
          "no package provides '" + root.spec() + "'",
          root.where(),
          others.isEmpty()
              ? "nothing has a name like '" + versioned.get().name() + "'"
              : others.stream().map(NearMiss::text).collect(Collectors.joining("\n")),
          "ask for a version that is there, or add the repository that holds it to"
              + " \"repositories\"");
    }
    if (!misses.isEmpty()) {
      NearMiss first = misses.get(0);
      String what =
          first.kind() == NearMiss.Kind.HIDDEN
              ? " is hidden"
              : " exists only for another architecture";
      return new Problem(
          "DOS-RESOLVE-02",
          "package '" + root.spec() + "'" + what,
          root.where(),
          misses.stream().map(NearMiss::text).collect(Collectors.joining("\n")),
          first.fix().isEmpty() ? "take another package, or drop this one" : first.fix());
    }
    List<String> near = Nearest.to(root.spec(), index.names(), 5);
    String repositories =
        IntStream.range(0, index.size())
            .mapToObj(p -> index.record(p).repository())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return new Problem(
        "DOS-RESOLVE-02",
        "no package matches '" + root.spec() + "'",
        root.where(),
        "looked for a name, NEVRA, glob, capability and file in "
            + index.size()
            + " packages of "
            + (repositories.isEmpty() ? "no repository" : repositories),
        near.isEmpty()
            ? "correct the name, or add the repository that holds it to \"repositories\""
            : "did you mean " + String.join(", ", near) + "?");
  }

  /** The packages that the root would match if they were not hidden, or for this machine. */
  List<NearMiss> nearMisses(String spec) {
    NearMisses near = new NearMisses(index, arch, files);
    Optional<Capability> versioned = Capability.versioned(spec);
    if (versioned.isPresent()) {
      return near.exact(versioned.get()).stream().limit(MOST_NEAR).toList();
    }
    Glob glob = Glob.of(spec);
    List<NearMiss> named = near.named(nevra -> forms(nevra).stream().anyMatch(glob::matches));
    List<NearMiss> found = named.isEmpty() ? near.exact(Capability.of(spec)) : named;
    return found.stream().sorted(Comparator.comparing(NearMiss::kind)).limit(MOST_NEAR).toList();
  }
}
