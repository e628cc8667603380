package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;

/** Answers why something ships, or what came near to it. */
public final class Explainer {

  private static final int MOST = 5;

  private final ReasonGraph graph;
  private final String arch;
  private final Supplier<Packages> packages;

  /** The packages that there are, and who finds their files. */
  public record Packages(RepoIndex index, FileOwners files) {}

  /**
   * An explainer of what ships.
   *
   * @param arch the bundle's architecture
   * @param packages asked at most once, and only for what the graph alone cannot answer
   */
  public Explainer(ReasonGraph graph, String arch, Supplier<Packages> packages) {
    this.graph = graph;
    this.arch = arch;
    this.packages = packages;
  }

  /**
   * Why it ships.
   *
   * @param asked a name, NEVRA or glob of these, an absolute path, a soname or other capability,
   *     which may have a version
   * @throws DiracosException DOS-WHY-04 if its version is malformed
   */
  public Explanation explain(String asked) {
    int[] named = graph.named(asked);
    if (named.length > 0) {
      return explanation(asked, named);
    }
    Optional<Capability> versioned = versioned(asked);
    Packages all = packages.get();
    int[] there =
        versioned.map(wanted -> providers(all.index(), wanted)).orElseGet(() -> all(all, asked));
    int[] shipped =
        Arrays.stream(there)
            .map(p -> graph.number(all.index().nevra(p).toString()))
            .filter(p -> p >= 0)
            .sorted()
            .distinct()
            .toArray();
    return shipped.length > 0
        ? explanation(asked, shipped)
        : new Explanation(asked, List.of(), notes(asked, versioned, all, there));
  }

  private static Optional<Capability> versioned(String asked) {
    try {
      return Capability.versioned(asked);
    } catch (IllegalArgumentException e) {
      throw DiracosException.of(
          Problem.of(
              "DOS-WHY-04",
              "'" + asked + "' is no capability: " + e.getMessage(),
              "-Dpackage",
              "write it as rpm does, such as 'libfoo >= 1.2'"),
          e);
    }
  }

  private Explanation explanation(String asked, int[] shipped) {
    return new Explanation(
        asked, IntStream.of(shipped).mapToObj(p -> Why.of(graph, p)).toList(), List.of());
  }

  /** Whoever could be meant: what a root of that text would match, and who provides it. */
  private int[] all(Packages all, String asked) {
    int[] found = new RootMatcher(all.index(), arch, all.files()).find(asked);
    // A soname is offered under this name by the libraries of all but the oldest machines.
    IntStream providing =
        Stream.of(asked, asked + "()(64bit)")
            .flatMapToInt(name -> Arrays.stream(all.index().providersOf(Capability.of(name))));
    return accepted(all.index(), IntStream.concat(Arrays.stream(found), providing));
  }

  private int[] providers(RepoIndex index, Capability wanted) {
    return accepted(index, Arrays.stream(index.providersOf(wanted)));
  }

  private int[] accepted(RepoIndex index, IntStream packages) {
    ArchPolicy archs = ArchPolicy.of(arch);
    return packages.filter(p -> archs.accepts(index.nevra(p))).sorted().distinct().toArray();
  }

  private List<String> notes(
      String asked, Optional<Capability> versioned, Packages all, int[] there) {
    RepoIndex index = all.index();
    String requirement = versioned.map(Capability::toString).orElse(asked);
    Set<String> names = new TreeSet<>();
    Arrays.stream(there).mapToObj(index::name).forEach(names::add);
    List<String> cut =
        graph.cuts().stream()
            .filter(c -> c.requirement().equals(requirement) || names.contains(c.boundary()))
            .map(
                c ->
                    "cut at the boundary: "
                        + c.by()
                        + " requires "
                        + c.requirement()
                        + ", which "
                        + c.boundary()
                        + " of the host meets")
            .distinct()
            .toList();
    List<String> notes = new ArrayList<>(first(cut));
    if (cut.isEmpty()) {
      notes.addAll(
          first(
              Arrays.stream(there)
                  .mapToObj(p -> NearMiss.whole(index, p))
                  .sorted()
                  .map(whole -> whole + " is there, but nothing that ships requires it")
                  .toList()));
    }
    List<NearMiss> misses =
        versioned
            .map(wanted -> nearMisses(wanted, all, there.length > 0))
            .orElseGet(() -> new RootMatcher(index, arch, all.files()).nearMisses(asked));
    notes.addAll(first(misses.stream().map(NearMiss::text).toList()));
    if (notes.isEmpty()) {
      List<String> near = Nearest.to(asked, near(index), MOST);
      notes.add(
          near.isEmpty()
              ? "no repository has anything of that name"
              : "no repository has it; near by name: " + String.join(", ", near));
    }
    return notes;
  }

  /** Other versions of it, too, unless it is there. */
  private List<NearMiss> nearMisses(Capability wanted, Packages all, boolean there) {
    NearMisses near = new NearMisses(all.index(), arch, all.files());
    return there ? near.exact(wanted) : near.to(wanted);
  }

  private static Collection<String> near(RepoIndex index) {
    Set<String> names = new TreeSet<>(index.names());
    names.addAll(index.providedNames());
    return names;
  }

  private static List<String> first(List<String> lines) {
    List<String> result = new ArrayList<>(lines.stream().limit(MOST).toList());
    if (lines.size() > MOST) {
      result.add("and " + (lines.size() - MOST) + " more of this kind");
    }
    return result;
  }
}
