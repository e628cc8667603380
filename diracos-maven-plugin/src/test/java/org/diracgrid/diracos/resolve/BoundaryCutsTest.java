package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The list of cuts against one made anew from nothing but the packages that ship: each requirement
 * of each of them, and each root, that a package of the boundary or an ignored one meets.
 */
class BoundaryCutsTest {

  /** A requirement, and by whom. */
  private record Edge(String by, boolean root, String requirement) {}

  private final Map<String, Integer> seen = new TreeMap<>();

  @ParameterizedTest
  @EnumSource(Boundary.Policy.class)
  void allThatTheBoundaryMeetsIsListedAndNothingElse(Boundary.Policy policy) {
    for (long seed = 0; seed < 1200; seed++) {
      String text = RandomWorld.text(seed, 24);
      World world = World.of(text);
      RepoIndex index = world.index();
      ResolveRequest request = request(seed, policy, RandomWorld.roots(seed, text));
      Optional<Closure> closure = resolve(world, request);
      if (closure.isEmpty()) {
        continue;
      }
      Map<Edge, Set<String>> expected = expected(index, request, closure.get());
      Map<Edge, String> reported = new LinkedHashMap<>();
      for (Closure.Cut cut : closure.get().cuts()) {
        Edge edge = new Edge(cut.by(), cut.root(), cut.requirement());
        assertThat(reported.put(edge, cut.boundary())).as("a second cut of %s", edge).isNull();
      }
      String told = "seed " + seed + ": " + request + " of\n" + text;
      assertThat(reported.keySet()).as(told).isEqualTo(expected.keySet());
      reported.forEach(
          (edge, name) -> assertThat(expected.get(edge)).as("%s: %s", edge, told).contains(name));
      assertThat(closure.get().cuts()).isSorted();
    }
    assertThat(seen.keySet()).contains("root", "plain", "versioned", "rich", "file", "ignored");
    assertThat(seen.values()).as("cuts of each kind: %s", seen).allMatch(count -> count > 10);
  }

  @Test
  void aConditionThatDoesNotHoldCutsNothing() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires (libc if gui)
              requires (libc if lib)
              requires (text if gui else libc)
              requires (libc unless gui)
              requires (text unless gui else libc)
              requires lib
            lib-1-1.x86_64
            text-1-1.x86_64
            gui-1-1.x86_64
            glibc-2-1.x86_64
              provides libc
            """);
    assertThat(world.closure(World.request("app")).cuts())
        .extracting(Closure.Cut::requirement)
        .containsExactly("(libc if lib)", "(libc unless gui)", "(text if gui else libc)");
  }

  @Test
  void cutsAreEqualWhereTheirOrderSaysSo() {
    List<Closure.Cut> cuts = new ArrayList<>();
    for (String by : List.of("a", "b")) {
      for (boolean root : List.of(false, true)) {
        for (String requirement : List.of("x", "y")) {
          for (String boundary : List.of("glibc", "perl")) {
            cuts.add(new Closure.Cut(by, root, requirement, boundary));
          }
        }
      }
    }
    for (Closure.Cut one : cuts) {
      for (Closure.Cut other : cuts) {
        assertThat(one.compareTo(other) == 0)
            .as("%s and %s", one, other)
            .isEqualTo(one.equals(other));
        assertThat(one.compareTo(other)).isEqualTo(-other.compareTo(one));
      }
    }
    assertThat(new TreeSet<>(cuts)).hasSize(cuts.size());
  }

  @Test
  void aRootThatShipsIsNotCut() {
    World world =
        World.of(
            """
            web-1-1.x86_64
              provides server
            glibc-2-1.x86_64
              provides server
              obsoletes web < 2
            """);
    for (String root : List.of("web", "server")) {
      Closure closure = world.closure(World.request(root));
      assertThat(World.nevras(closure)).containsExactly("web-1-1.x86_64");
      assertThat(closure.cuts()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Boundary.Policy.class)
  void ignoredPackagesAreGlobs(Boundary.Policy policy) {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires perl-core
              requires python
              requires tcl8
              requires tcl-core
              requires glibc
            perl-core-1-1.x86_64
              requires deep
            perl-1-1.x86_64
            python-1-1.x86_64
              requires deep
            tcl8-1-1.x86_64
              requires deep
            tcl-core-1-1.x86_64
              requires perl
            glibc-2-1.x86_64
            deep-1-1.x86_64
            """);
    Closure closure =
        world.closure(
            new ResolveRequest(
                roots("app", "perl", "tcl8"),
                new Boundary(policy, List.of("glib*")),
                List.of("perl*", "tcl?", "[op]ython"),
                "x86_64",
                Map.of()));
    assertThat(World.nevras(closure)).containsExactly("app-1-1.x86_64", "tcl-core-1-1.x86_64");
    assertThat(closure.cuts())
        .containsExactlyInAnyOrder(
            new Closure.Cut("app-1-1.x86_64", false, "glibc", "glibc"),
            new Closure.Cut("packages", true, "perl", "perl"),
            new Closure.Cut("tcl-core-1-1.x86_64", false, "perl", "perl"),
            new Closure.Cut("app-1-1.x86_64", false, "perl-core", "perl-core"),
            new Closure.Cut("app-1-1.x86_64", false, "python", "python"),
            new Closure.Cut("packages", true, "tcl8", "tcl8"),
            new Closure.Cut("app-1-1.x86_64", false, "tcl8", "tcl8"));
  }

  @Test
  void levelPolicyListsEveryRequirementOnceForEachPackage() {
    World world =
        World.of(
            """
            app-1-1.x86_64
              requires old
            app-2-1.x86_64
              requires glibc
              requires libc
              requires one
            one-1-1.x86_64
              requires libc
            glibc-2-1.x86_64
              provides libc
              provides old
            """);
    assertThat(world.closure(World.request(Boundary.Policy.LEVEL, "app")).cuts())
        .containsExactly(
            new Closure.Cut("app-2-1.x86_64", false, "glibc", "glibc"),
            new Closure.Cut("app-2-1.x86_64", false, "libc", "glibc"),
            new Closure.Cut("one-1-1.x86_64", false, "libc", "glibc"));
  }

  private static List<Root> roots(String... specs) {
    return Stream.of(specs).map(spec -> new Root(spec, "packages", "diracos.json")).toList();
  }

  private static ResolveRequest request(long seed, Boundary.Policy policy, String[] roots) {
    Random random = new Random(31 * seed + 7);
    List<String> specs = new ArrayList<>(List.of(roots));
    specs.add("p" + random.nextInt(10));
    List<String> boundary = new ArrayList<>(List.of("glibc"));
    if (random.nextBoolean()) {
      boundary.add("p" + random.nextInt(10));
    }
    List<String> ignored =
        random.nextBoolean() ? List.of() : List.of("p1?", "*" + random.nextInt(10), "p[2-2]");
    return new ResolveRequest(
        roots(specs.toArray(String[]::new)),
        new Boundary(policy, boundary),
        ignored,
        "x86_64",
        Map.of());
  }

  private static Optional<Closure> resolve(World world, ResolveRequest request) {
    try {
      return Optional.of(world.closure(request));
    } catch (DiracosException e) {
      return Optional.empty();
    }
  }

  private Map<Edge, Set<String>> expected(
      RepoIndex index, ResolveRequest request, Closure closure) {
    Map<String, Integer> numbers = new HashMap<>();
    BitSet host = new BitSet();
    for (int p = 0; p < index.size(); p++) {
      numbers.put(index.nevra(p).toString(), p);
      boolean ignored = isIgnored(index.name(p), request.ignored());
      if (usable(index, p) && (ignored || request.boundary().packages().contains(index.name(p)))) {
        host.set(p);
      }
    }
    BitSet shipped = new BitSet();
    World.nevras(closure).forEach(nevra -> shipped.set(numbers.get(nevra)));
    assertThat(shipped.intersects(host)).isFalse();

    Map<Edge, Set<String>> result = new LinkedHashMap<>();
    for (Root root : request.roots()) {
      List<Integer> named =
          Arrays.stream(index.named(root.spec())).filter(p -> usable(index, p)).boxed().toList();
      assertThat(named).isNotEmpty();
      BitSet matches = new BitSet();
      named.forEach(matches::set);
      if (request.boundary().policy() == Boundary.Policy.EDGE) {
        IntStream.range(0, index.size())
            .filter(p -> usable(index, p))
            .filter(p -> named.stream().anyMatch(q -> p != q && obsoletes(index, p, q)))
            .forEach(matches::set);
      }
      Set<String> names = matches.stream().mapToObj(index::name).collect(Collectors.toSet());
      matches.andNot(host);
      if (matches.isEmpty()) {
        note(result, new Edge(root.origin(), true, root.spec()), names, "root");
      }
    }
    for (int p : shipped.stream().toArray()) {
      for (Capability relation : index.relations(p, RelationKind.REQUIRES)) {
        Dependency what = Dependency.of(relation);
        Set<String> by =
            asked(index, what, shipped, host).stream()
                .filter(leaf -> !offers(index, p, leaf))
                .flatMap(
                    leaf -> host.stream().filter(q -> offers(index, q, leaf)).mapToObj(index::name))
                .collect(Collectors.toCollection(TreeSet::new));
        String kind =
            relation.name().startsWith("(")
                ? "rich"
                : what instanceof Dependency.FilePath
                    ? "file"
                    : relation.operator() == null ? "plain" : "versioned";
        Edge edge = new Edge(index.nevra(p).toString(), false, relation.toString());
        note(result, edge, by, kind);
        if (by.stream().anyMatch(name -> isIgnored(name, request.ignored()))) {
          seen.merge("ignored", 1, Integer::sum);
        }
      }
    }
    return result;
  }

  private void note(Map<Edge, Set<String>> edges, Edge edge, Set<String> by, String kind) {
    if (!by.isEmpty()) {
      edges.put(edge, by);
      seen.merge(kind, 1, Integer::sum);
    }
  }

  private static boolean isIgnored(String name, List<String> globs) {
    return globs.stream().anyMatch(glob -> name.matches(glob.replace("*", ".*").replace("?", ".")));
  }

  private static boolean usable(RepoIndex index, int p) {
    return index.isVisible(p) && !index.record(p).arch().equals("i686");
  }

  private static boolean obsoletes(RepoIndex index, int p, int q) {
    Capability itself = new Capability(index.name(q), Operator.EQ, index.evr(q));
    return index.relations(p, RelationKind.OBSOLETES).stream().anyMatch(itself::satisfies);
  }

  /** The parts of a requirement that hold or fall with one package, of branches that count. */
  private static List<Dependency> asked(
      RepoIndex index, Dependency what, BitSet shipped, BitSet host) {
    List<Dependency> parts = new ArrayList<>();
    if (what instanceof Dependency.And and) {
      parts.addAll(and.parts());
    } else if (what instanceof Dependency.Or or) {
      parts.addAll(or.parts());
    } else if (what instanceof Dependency.If rule) {
      Dependency otherwise = rule.otherwise();
      if (holds(index, rule.condition(), shipped, host)) {
        parts.add(rule.then());
      } else if (otherwise != null) {
        parts.add(otherwise);
      }
    } else if (what instanceof Dependency.Unless rule) {
      Dependency otherwise = rule.otherwise();
      if (!holds(index, rule.condition(), shipped, host)) {
        parts.add(rule.then());
      } else if (otherwise != null) {
        parts.add(otherwise);
      }
    } else {
      return List.of(what);
    }
    return parts.stream().flatMap(part -> asked(index, part, shipped, host).stream()).toList();
  }

  /** The generator's conditions are plain. */
  private static boolean holds(RepoIndex index, Dependency what, BitSet shipped, BitSet host) {
    return IntStream.concat(shipped.stream(), host.stream()).anyMatch(p -> offers(index, p, what));
  }

  private static boolean offers(RepoIndex index, int p, Dependency what) {
    if (what instanceof Dependency.With with) {
      return with.parts().stream().allMatch(part -> offers(index, p, part));
    }
    if (what instanceof Dependency.Without without) {
      return offers(index, p, without.wanted()) && !offers(index, p, without.unwanted());
    }
    if (what instanceof Dependency.FilePath file) {
      return Arrays.stream(index.primaryOwnersOf(file.path())).anyMatch(q -> q == p);
    }
    Capability wanted = ((Dependency.Versioned) what).capability();
    return index.relations(p, RelationKind.PROVIDES).stream().anyMatch(c -> c.satisfies(wanted));
  }
}
