package org.diracgrid.diracos.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;

/** Puts rules that cannot hold together into words. */
final class Contradiction {

  private final RepoIndex index;
  private final ResolveRequest request;
  private final List<Rule> rules;

  /** For each package that the rules reach: the rule that asks for it, nearest to a root. */
  private final Map<Integer, Rule> askedBy = new HashMap<>();

  Contradiction(RepoIndex index, ResolveRequest request, List<Rule> rules) {
    this.index = index;
    this.request = request;
    this.rules = rules;
    walk();
  }

  private void walk() {
    Deque<Integer> queue = new ArrayDeque<>(List.of(-1));
    while (!queue.isEmpty()) {
      int owner = queue.remove();
      for (Rule rule : rules) {
        if (!rule.asks() || rule.owner() != owner) {
          continue;
        }
        for (int literal : rule.literals()) {
          int p = Rule.packageOf(literal);
          if (literal > 0 && askedBy.putIfAbsent(p, rule) == null) {
            queue.add(p);
          }
        }
      }
    }
  }

  DiracosException exception() {
    List<Problem> problems = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.kind() == Rule.Kind.NOTHING_PROVIDES) {
        problems.add(nothingProvides(rule));
      }
    }
    if (problems.isEmpty()) {
      rules.stream().filter(Contradiction::forbids).map(this::excluded).forEach(problems::add);
    }
    return DiracosException.of(problems.stream().distinct().toList());
  }

  /** Also a requirement such as {@code (a unless b)}, which asks for one and forbids the other. */
  private static boolean forbids(Rule rule) {
    return !rule.asks() || Arrays.stream(rule.literals()).allMatch(literal -> literal < 0);
  }

  private Problem nothingProvides(Rule rule) {
    String name = rule.text().split(" ", 2)[0];
    String here = "";
    for (int p : index.named(name)) {
      here += (here.isEmpty() ? "there is " : ", ") + index.nevra(p);
    }
    if (here.isEmpty()) {
      List<String> near = Nearest.to(name, index.providedNames(), 3);
      here = near.isEmpty() ? "" : "near by name: " + String.join(", ", near);
    }
    return new Problem(
        "DOS-RESOLVE-01",
        "nothing provides " + rule.text(),
        "needed by " + describe(rule.owner()),
        chain(rule.owner()) + (here.isEmpty() ? "" : "\n" + here),
        "add the repository that provides it to \"repositories\", name its provider in"
            + " \"ignoredPackages\" if the host has it, or drop the root");
  }

  private Problem excluded(Rule rule) {
    int other =
        Arrays.stream(rule.literals())
            .map(Rule::packageOf)
            .filter(p -> p != rule.owner())
            .findFirst()
            .orElse(rule.owner());
    String verb =
        switch (rule.kind()) {
          case OBSOLETES -> " obsoletes ";
          case SAME_NAME -> " cannot be installed beside ";
          case REQUIRES -> " requires the absence of ";
          default -> " conflicts with ";
        };
    return new Problem(
        "DOS-RESOLVE-03",
        index.nevra(rule.owner()) + verb + index.nevra(other),
        "(" + rule.text() + ")",
        chain(rule.owner()) + "\n" + chain(other),
        "drop one of the two roots, or exclude one of the packages in \"repositories\"");
  }

  private String describe(int p) {
    return index.nevra(p) + " (repo " + index.record(p).repository() + ")";
  }

  /** From the configuration to the package: {@code diracos.json "packages" a -> a-1-1.x86_64}. */
  private String chain(int p) {
    Deque<String> links = new ArrayDeque<>();
    int at = p;
    while (at >= 0) {
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
    return String.join(" -> ", links);
  }
}
