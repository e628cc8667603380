package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.repo.IntList;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/** The rules that reach from the roots over every package that could come into the closure. */
final class RuleSet {

  private final RepoIndex index;
  private final Providers providers;
  private final Clauses clauses;
  private final InstallOnly installOnly;
  private final PackageOrder order;
  private final WeakRelations weak;
  private final Malformed malformed;
  private final boolean weakToo;

  private final List<Rule> roots = new ArrayList<>();
  private final List<Closure.Cut> rootCuts = new ArrayList<>();

  /** Per package: its rules, in the order of its metadata. */
  private final List<Rule>[] rulesOf;

  private final BitSet active = new BitSet();
  private final IntList queue = new IntList();

  /** Relations that wait for filelists: package, kind and relation, in threes. */
  private IntList waiting = new IntList();

  private List<Rule> rules = List.of();

  @SuppressWarnings("unchecked") // an array of lists
  private RuleSet(RepoIndex index, ResolveRequest request, FileOwners files) {
    this.index = index;
    this.providers = new Providers(index, request, files);
    this.clauses = new Clauses(providers);
    this.installOnly = new InstallOnly(index);
    this.malformed = new Malformed(index);
    this.order = new PackageOrder(index, request);
    this.weak = new WeakRelations(index, providers, clauses, order);
    this.weakToo = request.weakDependencies();
    this.rulesOf = (List<Rule>[]) new List<?>[index.size()];
  }

  /**
   * Builds the rules; files that primary metadata does not list are looked up together, whenever
   * nothing else is left to do.
   */
  static RuleSet build(
      RepoIndex index, ResolveRequest request, List<int[]> rootMatches, FileOwners files) {
    RuleSet set = new RuleSet(index, request, files);
    set.addRoots(request, rootMatches);
    set.close();
    set.sort();
    return set;
  }

  /**
   * All rules: those of the roots first, then those that the last package in order triggers, and so
   * on down.
   */
  List<Rule> rules() {
    return rules;
  }

  /** The rules that package {@code p} brought, in the order of its metadata. */
  List<Rule> rulesOf(int p) {
    List<Rule> list = rulesOf[p];
    return list == null ? List.of() : list;
  }

  /** The rules that the configuration brought. */
  List<Rule> roots() {
    return roots;
  }

  /** What is left out of the rules, because it could not be read. */
  Malformed malformed() {
    return malformed;
  }

  /** What packages recommend and suggest. */
  WeakRelations weak() {
    return weak;
  }

  /** The requirements of roots and of shipped packages that the host meets, sorted. */
  List<Closure.Cut> cuts(BitSet shipped) {
    return new Cuts(index, providers, clauses).of(shipped, rootCuts);
  }

  /**
   * A root ships in its best version or not at all, as with dnf's {@code best}: of a name one
   * package, even if more repositories than one have that version.
   */
  private void addRoots(ResolveRequest request, List<int[]> rootMatches) {
    CandidateOrder policy = new CandidateOrder(index, request);
    for (int i = 0; i < rootMatches.size(); i++) {
      Root root = request.roots().get(i);
      int[] matches = order.sorted(rootMatches.get(i));
      int[] shipped = Arrays.stream(matches).filter(p -> !providers.isAssumed(p)).toArray();
      if (shipped.length == 0) {
        String host = index.name(matches[0]);
        rootCuts.add(new Closure.Cut(root.origin(), true, root.spec(), host));
      } else {
        int[] literals = Arrays.stream(policy.best(shipped)).map(Rule::literal).toArray();
        roots.add(new Rule(Rule.Kind.ROOT, literals, -1, Capability.of(root.spec()), i));
        activate(literals);
      }
    }
  }

  private void close() {
    int next = 0;
    boolean more = true;
    while (more) {
      for (; next < queue.size(); next++) {
        visit(queue.get(next));
      }
      if (waiting.size() > 0) {
        IntList due = waiting;
        waiting = new IntList();
        providers.askForFiles();
        for (int i = 0; i < due.size(); i += 3) {
          relation(due.get(i), RelationKind.values()[due.get(i + 1)], due.get(i + 2));
        }
      }
      if (next == queue.size() && weakToo) {
        Arrays.stream(weak.supplementers())
            .filter(p -> !active.get(p) && weak.possible(p, active))
            .forEach(this::activate);
      }
      more = next < queue.size() || waiting.size() > 0;
    }
  }

  private void visit(int p) {
    for (int relation : index.relationNumbers(p, RelationKind.REQUIRES)) {
      relation(p, RelationKind.REQUIRES, relation);
    }
    for (int relation : index.relationNumbers(p, RelationKind.CONFLICTS)) {
      relation(p, RelationKind.CONFLICTS, relation);
    }
    for (int relation : index.relationNumbers(p, RelationKind.OBSOLETES)) {
      Capability obsolete = index.relation(relation);
      for (int other : index.named(obsolete.name())) {
        if (itself(other).satisfies(obsolete)) {
          exclude(Rule.Kind.OBSOLETES, p, obsolete, other);
        }
      }
    }
    for (int other : index.named(index.name(p))) {
      if (other < p && !installOnly.standTogether(p, other)) {
        exclude(Rule.Kind.SAME_NAME, p, Capability.of(index.name(p)), other);
      }
    }
    if (weakToo) {
      for (int relation : index.relationNumbers(p, RelationKind.RECOMMENDS)) {
        relation(p, RelationKind.RECOMMENDS, relation);
      }
    }
  }

  private Capability itself(int p) {
    return new Capability(index.name(p), Operator.EQ, index.evr(p));
  }

  private void relation(int p, RelationKind kind, int relation) {
    int unanswered = providers.unanswered();
    Capability stated = index.relation(relation);
    boolean rich = stated.name().startsWith("(");
    List<int[]> conjunction = null;
    int[] found = {};
    if (rich) {
      try {
        conjunction = clauses.of(Dependency.of(stated), kind != RelationKind.CONFLICTS);
      } catch (IllegalArgumentException e) {
        if (kind != RelationKind.RECOMMENDS) {
          malformed.add(p, e);
        }
        return;
      }
    } else if (!RpmFeatures.isFeature(stated)) {
      found = providers.of(relation);
    }
    if (providers.unanswered() > unanswered) {
      waiting.add(p);
      waiting.add(kind.ordinal());
      waiting.add(relation);
    } else if (kind == RelationKind.RECOMMENDS) {
      weak.clauses(relation).forEach(this::activate);
    } else if (conjunction != null) {
      rich(p, kind, stated, conjunction);
    } else if (kind == RelationKind.CONFLICTS) {
      for (int other : found) {
        exclude(Rule.Kind.CONFLICTS, p, stated, other);
      }
    } else {
      requires(p, stated, found);
    }
  }

  private void requires(int p, Capability stated, int[] found) {
    if (RpmFeatures.isFeature(stated)) {
      if (!RpmFeatures.has(stated)) {
        add(new Rule(Rule.Kind.NOTHING_PROVIDES, only(p), p, stated, -1));
      }
      return;
    }
    if (contains(found, p) || providers.assumed(found) >= 0) {
      return;
    }
    if (found.length == 0) {
      add(new Rule(Rule.Kind.NOTHING_PROVIDES, only(p), p, stated, -1));
    } else {
      int[] literals = new int[found.length + 1];
      literals[0] = -Rule.literal(p);
      for (int i = 0; i < found.length; i++) {
        literals[i + 1] = Rule.literal(found[i]);
      }
      add(new Rule(Rule.Kind.REQUIRES, literals, p, stated, -1));
    }
  }

  private void rich(int p, RelationKind kind, Capability stated, List<int[]> conjunction) {
    boolean requirement = kind == RelationKind.REQUIRES;
    for (int[] clause : conjunction) {
      boolean nothing = clause.length == 0 && requirement;
      if (!contains(clause, requirement ? Rule.literal(p) : -Rule.literal(p))) {
        boolean asks = Arrays.stream(clause).anyMatch(literal -> literal > 0);
        int[] literals =
            IntStream.concat(
                    IntStream.of(only(p)),
                    IntStream.of(clause).filter(literal -> literal != -Rule.literal(p)))
                .toArray();
        add(
            new Rule(
                nothing
                    ? Rule.Kind.NOTHING_PROVIDES
                    : requirement || asks ? Rule.Kind.REQUIRES : Rule.Kind.CONFLICTS,
                literals,
                p,
                stated,
                -1));
      }
    }
  }

  private static int[] only(int p) {
    return new int[] {-Rule.literal(p)};
  }

  private static boolean contains(int[] list, int wanted) {
    for (int value : list) {
      if (value == wanted) {
        return true;
      }
    }
    return false;
  }

  private void exclude(Rule.Kind kind, int p, Capability relation, int other) {
    if (other != p && providers.accepts(other) && !providers.isAssumed(other)) {
      int[] literals = {-Rule.literal(p), -Rule.literal(other)};
      add(new Rule(kind, literals, p, relation, -1));
    }
  }

  private void add(Rule rule) {
    List<Rule> list = rulesOf[rule.owner()];
    if (list == null) {
      list = new ArrayList<>();
      rulesOf[rule.owner()] = list;
    }
    list.add(rule);
    activate(rule.literals());
  }

  private void activate(int[] literals) {
    for (int literal : literals) {
      if (literal > 0) {
        activate(Rule.packageOf(literal));
      }
    }
  }

  private void activate(int p) {
    if (!active.get(p)) {
      active.set(p);
      queue.add(p);
    }
  }

  /**
   * Puts the rules into an order that does not depend on the order of the metadata, as libsolv
   * does: literals ascend, and rules by their literals, where what is asked to stay out comes
   * before what is asked to come in.
   */
  private void sort() {
    int[] sorted = order.sorted(mentioned());
    int[] rank = new int[index.size()];
    for (int i = 0; i < sorted.length; i++) {
      rank[sorted[i]] = i + 1;
    }
    List<List<Rule>> byFirst = new ArrayList<>(Collections.nCopies(sorted.length + 1, List.of()));
    for (int i = 0; i < queue.size(); i++) {
      for (Rule rule : rulesOf(queue.get(i))) {
        sortLiterals(rule.literals(), rank);
        int first = rank[Rule.packageOf(rule.literals()[0])];
        if (byFirst.get(first).isEmpty()) {
          byFirst.set(first, new ArrayList<>());
        }
        byFirst.get(first).add(rule);
      }
    }
    rules = new ArrayList<>(roots);
    for (int i = sorted.length; i > 0; i--) {
      List<Rule> own = byFirst.get(i);
      if (own.size() > 1) {
        own.sort((a, b) -> compare(a.literals(), b.literals(), rank));
      }
      rules.addAll(own);
    }
  }

  /** The packages that rules speak of. */
  private int[] mentioned() {
    BitSet result = new BitSet();
    for (int i = 0; i < queue.size(); i++) {
      result.set(queue.get(i));
      for (Rule rule : rulesOf(queue.get(i))) {
        for (int literal : rule.literals()) {
          result.set(Rule.packageOf(literal));
        }
      }
    }
    return result.stream().toArray();
  }

  private static void sortLiterals(int[] literals, int[] rank) {
    for (int i = 1; i < literals.length; i++) {
      int literal = literals[i];
      int k = i;
      for (; k > 0 && ranked(literals[k - 1], rank) > ranked(literal, rank); k--) {
        literals[k] = literals[k - 1];
      }
      literals[k] = literal;
    }
  }

  private static int compare(int[] a, int[] b, int[] rank) {
    for (int i = 0; i < a.length && i < b.length; i++) {
      int order = Integer.compare(ranked(a[i], rank), ranked(b[i], rank));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.length, b.length);
  }

  private static int ranked(int literal, int[] rank) {
    int place = rank[Rule.packageOf(literal)];
    return literal > 0 ? place : -place;
  }
}
