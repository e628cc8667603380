package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Globs;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.IntList;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/** The rules that reach from the roots over every package that could come into the closure. */
final class RuleSet {

  private final RepoIndex index;
  private final ArchPolicy archs;
  private final Globs assumed;
  private final Map<String, int[]> owners;
  private final Clauses clauses = new Clauses(this::candidates);

  private final List<Rule> rules = new ArrayList<>();
  private final List<Closure.Cut> cuts = new ArrayList<>();
  private final Set<String> unknownFiles = new TreeSet<>();
  private final Map<Capability, int[]> known = new HashMap<>();
  private final BitSet active = new BitSet();
  private final IntList queue = new IntList();
  private int current = -1;

  private RuleSet(RepoIndex index, ResolveRequest request, Map<String, int[]> owners) {
    this.index = index;
    this.archs = ArchPolicy.of(request.arch());
    List<String> present = new ArrayList<>(request.boundary().packages());
    present.addAll(request.ignored());
    this.assumed = new Globs(present);
    this.owners = owners;
  }

  /**
   * Builds the rules; files that primary metadata does not list are looked up in one go, and the
   * rules made again with the answer, until no further file is asked for.
   */
  static RuleSet build(
      RepoIndex index, ResolveRequest request, List<int[]> rootMatches, FileOwners files) {
    Map<String, int[]> owners = new HashMap<>();
    while (true) {
      RuleSet set = new RuleSet(index, request, owners);
      set.addRoots(request, rootMatches);
      set.close();
      Set<String> asked = new TreeSet<>(set.unknownFiles);
      asked.removeAll(owners.keySet());
      if (asked.isEmpty()) {
        return set;
      }
      Map<String, int[]> found = files.find(asked);
      asked.forEach(path -> owners.put(path, found.getOrDefault(path, new int[0])));
    }
  }

  List<Rule> rules() {
    return rules;
  }

  List<Closure.Cut> cuts() {
    return cuts;
  }

  private void addRoots(ResolveRequest request, List<int[]> rootMatches) {
    for (int i = 0; i < rootMatches.size(); i++) {
      Root root = request.roots().get(i);
      int[] matches = rootMatches.get(i);
      int[] shipped = Arrays.stream(matches).filter(p -> !isAssumed(p)).toArray();
      if (shipped.length < matches.length) {
        cuts.add(new Closure.Cut(root.origin(), true, root.spec(), name(matches[0])));
      }
      if (shipped.length > 0) {
        int[] literals = Arrays.stream(shipped).map(Rule::literal).toArray();
        add(new Rule(Rule.Kind.ROOT, literals, -1, root.spec(), i));
      }
    }
  }

  private void close() {
    for (int next = 0; next < queue.size(); next++) {
      current = queue.get(next);
      requirements(current);
      for (Capability conflict : index.relations(current, RelationKind.CONFLICTS)) {
        conflicts(current, conflict);
      }
      for (Capability obsolete : index.relations(current, RelationKind.OBSOLETES)) {
        exclude(Rule.Kind.OBSOLETES, obsolete, obsoleted(obsolete));
      }
      String name = name(current);
      exclude(
          Rule.Kind.SAME_NAME,
          Capability.of(name),
          Arrays.stream(index.named(name)).filter(p -> p < current).toArray());
    }
  }

  private int[] obsoleted(Capability obsolete) {
    return Arrays.stream(index.named(obsolete.name()))
        .filter(p -> itself(p).satisfies(obsolete))
        .toArray();
  }

  private Capability itself(int p) {
    Nevra nevra = index.nevra(p);
    return new Capability(nevra.name(), org.diracgrid.diracos.nevra.Operator.EQ, nevra.evr());
  }

  private void exclude(Rule.Kind kind, Capability relation, int[] others) {
    for (int other : others) {
      if (other != current && accepted(other)) {
        int[] literals = {-Rule.literal(current), -Rule.literal(other)};
        add(new Rule(kind, literals, current, relation.toString(), -1));
      }
    }
  }

  private void conflicts(int p, Capability relation) {
    if (!relation.name().startsWith("(")) {
      int[] others = candidates(parse(p, relation));
      exclude(Rule.Kind.CONFLICTS, relation, others == Clauses.PRESENT ? new int[0] : others);
      return;
    }
    for (int[] clause : clauses.of(parse(p, relation), false)) {
      if (Arrays.stream(clause).noneMatch(l -> l == -Rule.literal(p))) {
        add(new Rule(Rule.Kind.CONFLICTS, with(p, clause), p, relation.toString(), -1));
      }
    }
  }

  private void requirements(int p) {
    for (Capability relation : index.relations(p, RelationKind.REQUIRES)) {
      if (relation.name().startsWith("rpmlib(")) {
        continue;
      }
      Dependency dependency = parse(p, relation);
      for (int[] clause : clauses.of(dependency, true)) {
        if (clause.length == 0) {
          int[] literals = {-Rule.literal(p)};
          add(new Rule(Rule.Kind.NOTHING_PROVIDES, literals, p, relation.toString(), -1));
        } else if (Arrays.stream(clause).noneMatch(l -> l == Rule.literal(p))) {
          add(new Rule(Rule.Kind.REQUIRES, with(p, clause), p, relation.toString(), -1));
        }
      }
    }
  }

  private static int[] with(int p, int[] clause) {
    return IntStream.concat(IntStream.of(-Rule.literal(p)), Arrays.stream(clause)).toArray();
  }

  private Dependency parse(int p, Capability relation) {
    try {
      return Dependency.of(relation);
    } catch (IllegalArgumentException e) {
      throw DiracosException.of(
          Problem.of(
              "DOS-RESOLVE-05",
              "malformed rich dependency: " + e.getMessage(),
              index.nevra(p) + " (repo " + index.record(p).repository() + ")",
              "have the package mended, or exclude it in \"repositories\""),
          e);
    }
  }

  private void add(Rule rule) {
    rules.add(rule);
    for (int literal : rule.literals()) {
      int p = Rule.packageOf(literal);
      if (literal > 0 && !active.get(p)) {
        active.set(p);
        queue.add(p);
      }
    }
  }

  /** Who satisfies a leaf, or {@link Clauses#PRESENT} if a boundary package does. */
  private int[] candidates(Dependency leaf) {
    Capability wanted =
        leaf instanceof Dependency.Versioned versioned
            ? versioned.capability()
            : Capability.of(leaf.toString());
    int[] found = known.computeIfAbsent(wanted, this::lookUp);
    if (found.length == 1 && found[0] < -1) {
      int present = -2 - found[0];
      cuts.add(
          new Closure.Cut(
              index.nevra(current).toString(), false, wanted.toString(), name(present)));
      return Clauses.PRESENT;
    }
    return found;
  }

  /** The packages, or one number {@code -2 - p} if boundary package {@code p} is among them. */
  private int[] lookUp(Capability wanted) {
    int[] found = Arrays.stream(index.providersOf(wanted)).filter(this::accepted).toArray();
    if (wanted.name().startsWith("/") && wanted.operator() == null) {
      found = withOwners(wanted.name(), found);
    }
    for (int p : found) {
      if (isAssumed(p)) {
        return new int[] {-2 - p};
      }
    }
    return found;
  }

  private int[] withOwners(String path, int[] providers) {
    int[] listed = index.primaryOwnersOf(path);
    int[] all =
        IntStream.concat(Arrays.stream(providers), Arrays.stream(listed))
            .filter(this::accepted)
            .sorted()
            .distinct()
            .toArray();
    if (all.length > 0) {
      return all;
    }
    unknownFiles.add(path);
    return Arrays.stream(owners.getOrDefault(path, all)).filter(this::accepted).toArray();
  }

  private boolean accepted(int p) {
    return archs.accepts(index.nevra(p));
  }

  private boolean isAssumed(int p) {
    return assumed.matches(name(p));
  }

  private String name(int p) {
    return index.record(p).name();
  }
}
