package org.diracgrid.diracos.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/** Puts a minimal set of rules that cannot hold together into words. */
final class Contradiction {

  private static final int MOST_WAYS = 10;
  private static final int MOST_OTHERS = 3;

  private final RepoIndex index;
  private final ResolveRequest request;
  private final NearMisses near;
  private final List<Rule> cause;

  /** For each package that the rules reach: the rule that asks for it, nearest to a root. */
  private final Map<Integer, Rule> askedBy = new HashMap<>();

  Contradiction(RepoIndex index, ResolveRequest request, NearMisses near, List<Rule> cause) {
    this.index = index;
    this.request = request;
    this.near = near;
    this.cause = cause;
    walk();
  }

  private void walk() {
    Map<Integer, List<Rule>> byOwner =
        cause.stream().filter(Rule::asks).collect(Collectors.groupingBy(Rule::owner));
    Deque<Integer> queue = new ArrayDeque<>(List.of(-1));
    while (!queue.isEmpty()) {
      for (Rule rule : byOwner.getOrDefault(queue.remove(), List.of())) {
        for (int literal : rule.literals()) {
          int p = Rule.packageOf(literal);
          if (literal > 0 && askedBy.putIfAbsent(p, rule) == null) {
            queue.add(p);
          }
        }
      }
    }
  }

  /**
   * The problem.
   *
   * @param causes knows who lacks the same
   */
  Problem problem(Causes causes) {
    List<Rule> forbidding =
        cause.stream()
            .filter(Causes::forbids)
            .sorted(
                Comparator.comparing((Rule rule) -> rule.kind() != Rule.Kind.NOTHING_PROVIDES)
                    .thenComparing(rule -> links(rule.owner()).size())
                    .thenComparing(this::fact))
            .toList();
    Rule first = forbidding.get(0);
    Set<String> because = new LinkedHashSet<>();
    because.add(chain(first.owner()));
    if (first.kind() != Rule.Kind.NOTHING_PROVIDES) {
      because.add(chain(other(first)));
    }
    forbidding.stream().skip(1).limit(MOST_WAYS).map(this::otherWay).forEach(because::add);
    if (forbidding.size() > MOST_WAYS + 1) {
      because.add("and " + (forbidding.size() - MOST_WAYS - 1) + " more ways that do not work");
    }
    List<NearMiss> misses = misses();
    misses.forEach(miss -> because.add(miss.text()));
    return first.kind() == Rule.Kind.NOTHING_PROVIDES
        ? new Problem(
            "DOS-RESOLVE-01",
            "nothing provides " + first.text(),
            "needed by " + NearMiss.whole(index, first.owner()) + others(causes, first),
            String.join("\n", because),
            fix(misses, toProvide(), first))
        : new Problem(
            "DOS-RESOLVE-03",
            fact(first),
            "(" + first.text() + ")",
            String.join("\n", because),
            fix(misses, "", first));
  }

  /** What a forbidding rule says. */
  private String fact(Rule rule) {
    if (rule.kind() == Rule.Kind.NOTHING_PROVIDES) {
      return index.nevra(rule.owner()) + " needs " + rule.text() + ", which nothing provides";
    }
    String verb =
        switch (rule.kind()) {
          case OBSOLETES -> " obsoletes ";
          case SAME_NAME -> " cannot be installed beside ";
          case REQUIRES -> " requires the absence of ";
          default -> " conflicts with ";
        };
    return index.nevra(rule.owner()) + verb + index.nevra(other(rule));
  }

  private static int other(Rule rule) {
    return Arrays.stream(rule.literals())
        .map(Rule::packageOf)
        .filter(p -> p != rule.owner())
        .findFirst()
        .orElse(rule.owner());
  }

  private String otherWay(Rule rule) {
    return "nor "
        + chain(rule.owner())
        + (rule.kind() == Rule.Kind.NOTHING_PROVIDES
            ? ": nothing provides " + rule.text()
            : ": " + fact(rule));
  }

  private String others(Causes causes, Rule lacking) {
    List<String> names = new ArrayList<>();
    for (int p : causes.lacking(lacking)) {
      if (p != lacking.owner()) {
        names.add(index.nevra(p).toString());
      }
    }
    names.sort(Comparator.naturalOrder());
    int more = names.size() - MOST_OTHERS;
    return names.isEmpty()
        ? ""
        : ", also by "
            + names.stream().limit(MOST_OTHERS).collect(Collectors.joining(", "))
            + (more > 0 ? " and " + more + " more" : "");
  }

  /** The hidden packages, each of which would end the contradiction; empty if there is none. */
  Set<NearMiss> hiddenProviders() {
    List<Rule> forbidding = cause.stream().filter(Causes::forbids).toList();
    boolean missing =
        forbidding.size() == 1 && forbidding.get(0).kind() == Rule.Kind.NOTHING_PROVIDES;
    return missing ? new LinkedHashSet<>(near.hidden(requirement(forbidding.get(0)))) : Set.of();
  }

  /** What came near: to what nobody provides, and hidden packages to what is asked for. */
  private List<NearMiss> misses() {
    Set<NearMiss> result = new LinkedHashSet<>();
    for (Rule rule : cause) {
      if (rule.kind() == Rule.Kind.NOTHING_PROVIDES) {
        result.addAll(near.to(requirement(rule)));
      } else if (rule.kind() == Rule.Kind.REQUIRES) {
        result.addAll(near.hidden(requirement(rule)));
      }
    }
    return result.stream().sorted(Comparator.comparing(NearMiss::kind)).limit(MOST_WAYS).toList();
  }

  /** The relation that the rule stands for, as its owner states it. */
  private Capability requirement(Rule rule) {
    return index.relations(rule.owner(), RelationKind.REQUIRES).stream()
        .filter(relation -> relation.toString().equals(rule.text()))
        .findFirst()
        .orElseThrow();
  }

  private String toProvide() {
    String repository = "add the repository that provides it to \"repositories\"";
    return isBuildroot()
        ? "build what provides it: list its source in \"packageGroups\", with \"bootstrap\": true"
            + " if this build is of the bootstrap\nor "
            + repository
        : repository;
  }

  private boolean isBuildroot() {
    return request.purpose() == ResolveRequest.Purpose.BUILDROOT;
  }

  /** Ways out, the most hopeful first. */
  private String fix(List<NearMiss> misses, String fallback, Rule first) {
    Set<String> ways = new LinkedHashSet<>();
    misses.stream().map(NearMiss::fix).filter(fix -> !fix.isEmpty()).limit(2).forEach(ways::add);
    if (ways.isEmpty() && !fallback.isEmpty()) {
      ways.add(fallback);
    }
    if (isBuildroot()) {
      ways.add("take it out of the BuildRequires of the spec, or of \"buildroot\"");
      return String.join("\nor ", ways);
    }
    Set<String> names = new TreeSet<>();
    Arrays.stream(first.literals()).map(Rule::packageOf).mapToObj(index::name).forEach(names::add);
    ways.add(
        "leave out what the host has or nobody misses: "
            + names.stream()
                .map(name -> "\"ignoredPackages\": [\"" + name + "\"]")
                .collect(Collectors.joining(" or ")));
    ways.add("drop " + roots());
    return String.join("\nor ", ways);
  }

  /** The roots of the cause, with their places. */
  private String roots() {
    List<String> roots =
        cause.stream()
            .filter(rule -> rule.root() >= 0)
            .map(rule -> request.roots().get(rule.root()))
            .map(root -> "\"" + root.spec() + "\" (" + root.where() + ")")
            .distinct()
            .toList();
    return (roots.size() > 1 ? "one of the roots " : "the root ") + String.join(", ", roots);
  }

  /** From the configuration to the package: {@code diracos.json:4: a -> a-1-1.x86_64}. */
  private String chain(int p) {
    return String.join(" -> ", links(p));
  }

  private Deque<String> links(int p) {
    Deque<String> links = new ArrayDeque<>();
    Set<Integer> seen = new TreeSet<>();
    int at = p;
    while (at >= 0 && seen.add(at)) {
      links.addFirst(index.nevra(at).toString());
      Rule rule = askedBy.get(at);
      if (rule == null) {
        break;
      }
      if (rule.root() >= 0) {
        Root root = request.roots().get(rule.root());
        links.addFirst(root.where() + ": " + root.spec());
      } else {
        links.addFirst(rule.text());
      }
      at = rule.owner();
    }
    return links;
  }
}
