package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.repo.PackageRecord;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * A set of packages of an index beside the glibc of a host, judged relation by relation as rpm
 * would on installing it: an oracle that shares no rule, clause or search with the resolver.
 */
final class Installation {

  private final RepoIndex index;
  private final BitSet chosen;
  private final Function<String, int[]> filelists;
  private final ToIntFunction<String> priorities;

  private Installation(
      RepoIndex index,
      BitSet chosen,
      Function<String, int[]> filelists,
      ToIntFunction<String> priorities) {
    this.index = index;
    this.chosen = chosen;
    this.filelists = filelists;
    this.priorities = priorities;
  }

  Installation(RepoIndex index, BitSet chosen) {
    this(index, chosen, path -> new int[0], repository -> 99);
  }

  /** What a closure would install; each package is the one of its repository and place. */
  static Installation of(
      RepoIndex index,
      Closure closure,
      Function<String, int[]> filelists,
      ToIntFunction<String> priorities) {
    Map<PackageRecord, Integer> numbers = new HashMap<>();
    for (int p = 0; p < index.size(); p++) {
      numbers.put(index.record(p), p);
    }
    BitSet chosen = new BitSet();
    closure.packages().forEach(shipped -> chosen.set(numbers.get(shipped.record())));
    return new Installation(index, chosen, filelists, priorities);
  }

  /** What is wrong with it; nothing if it stands. */
  List<String> faults(String... roots) {
    List<String> faults = new ArrayList<>();
    for (String root : roots) {
      if (chosen.stream().noneMatch(p -> meetsRoot(p, root))) {
        faults.add("root " + root + " is not met");
      }
    }
    chosen.stream()
        .forEach(
            p -> {
              if (!usable(index, p)) {
                faults.add(index.nevra(p) + " must not ship");
              }
              for (Capability relation : index.relations(p, RelationKind.REQUIRES)) {
                if (!relation.name().startsWith("rpmlib(") && !holds(Dependency.of(relation))) {
                  faults.add(index.nevra(p) + " lacks " + relation);
                }
              }
              for (Capability relation : index.relations(p, RelationKind.CONFLICTS)) {
                if (conflicts(p, Dependency.of(relation))) {
                  faults.add(index.nevra(p) + " conflicts with " + relation);
                }
              }
              for (Capability relation : index.relations(p, RelationKind.OBSOLETES)) {
                if (others(p).anyMatch(q -> itself(index, q).satisfies(relation))) {
                  faults.add(index.nevra(p) + " obsoletes " + relation);
                }
              }
              if (others(p).anyMatch(q -> name(q).equals(name(p)))) {
                faults.add(index.nevra(p) + " is there twice");
              }
            });
    return faults;
  }

  /** Whether it may ship at all: of the architecture, and not beyond the boundary. */
  static boolean usable(RepoIndex index, int p) {
    String arch = index.record(p).arch();
    return (arch.equals("x86_64") || arch.equals("noarch"))
        && !index.record(p).name().equals("glibc");
  }

  /** By its name or by obsoleting such a package, and no better one does. */
  private boolean meetsRoot(int p, String root) {
    List<Integer> matches =
        IntStream.range(0, index.size())
            .filter(q -> index.isVisible(q) && usable(index, q) && matches(q, root))
            .boxed()
            .toList();
    int best = matches.stream().mapToInt(this::priority).min().orElse(0);
    List<Integer> left = matches.stream().filter(q -> priority(q) == best).toList();
    return left.contains(p)
        && left.stream().noneMatch(q -> name(q).equals(name(p)) && newer(q, p))
        && left.stream()
            .filter(q -> left.stream().noneMatch(r -> name(q).equals(name(r)) && newer(r, q)))
            .noneMatch(q -> replaces(q, p) && !replaces(p, q));
  }

  private boolean matches(int p, String root) {
    Optional<Capability> versioned = Capability.versioned(root);
    if (versioned.isPresent()) {
      return index.relations(p, RelationKind.PROVIDES).stream()
          .anyMatch(provided -> provided.satisfies(versioned.get()));
    }
    return name(p).equals(root)
        || index.relations(p, RelationKind.OBSOLETES).stream()
            .anyMatch(
                relation ->
                    Arrays.stream(index.named(root))
                        .anyMatch(
                            q ->
                                !index.record(q).arch().equals("i686")
                                    && itself(index, q).satisfies(relation)));
  }

  private int priority(int p) {
    return priorities.applyAsInt(index.record(p).repository());
  }

  private boolean newer(int q, int p) {
    return index.record(q).evr().compareTo(index.record(p).evr()) > 0;
  }

  private boolean replaces(int q, int p) {
    return !name(q).equals(name(p))
        && index.relations(q, RelationKind.OBSOLETES).stream()
            .anyMatch(relation -> itself(index, p).satisfies(relation));
  }

  private String name(int p) {
    return index.record(p).name();
  }

  private IntStream others(int p) {
    return chosen.stream().filter(q -> q != p);
  }

  /** A package does not conflict with itself. */
  private boolean conflicts(int p, Dependency what) {
    return what instanceof Dependency.Versioned
        ? others(p).anyMatch(q -> offers(q, what))
        : holds(what);
  }

  private boolean holds(Dependency what) {
    if (what instanceof Dependency.And and) {
      return and.parts().stream().allMatch(this::holds);
    }
    if (what instanceof Dependency.Or or) {
      return or.parts().stream().anyMatch(this::holds);
    }
    if (what instanceof Dependency.If rule) {
      Dependency otherwise = rule.otherwise();
      return holds(rule.condition()) ? holds(rule.then()) : otherwise == null || holds(otherwise);
    }
    if (what instanceof Dependency.Unless rule) {
      Dependency otherwise = rule.otherwise();
      return holds(rule.condition()) ? otherwise != null && holds(otherwise) : holds(rule.then());
    }
    return IntStream.concat(chosen.stream(), Arrays.stream(index.named("glibc")))
        .anyMatch(p -> offers(p, what));
  }

  /** Whether the package alone satisfies it. */
  private boolean offers(int p, Dependency what) {
    if (what instanceof Dependency.With with) {
      return with.parts().stream().allMatch(part -> offers(p, part));
    }
    if (what instanceof Dependency.Without without) {
      return offers(p, without.wanted()) && !offers(p, without.unwanted());
    }
    if (what instanceof Dependency.FilePath file) {
      return IntStream.concat(
              Arrays.stream(index.primaryOwnersOf(file.path())),
              IntStream.concat(
                  Arrays.stream(filelists.apply(file.path())),
                  Arrays.stream(index.providersOf(Capability.of(file.path())))))
          .anyMatch(q -> q == p);
    }
    Capability wanted = ((Dependency.Versioned) what).capability();
    return index.relations(p, RelationKind.PROVIDES).stream().anyMatch(c -> c.satisfies(wanted));
  }

  private static Capability itself(RepoIndex index, int p) {
    return new Capability(index.record(p).name(), Operator.EQ, index.record(p).evr());
  }
}
