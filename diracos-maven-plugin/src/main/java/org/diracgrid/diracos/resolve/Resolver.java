package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * Decides what ships. Pure: the same index and request give the same closure, whatever the order of
 * packages in the metadata.
 */
public final class Resolver {

  private final RepoIndex index;
  private final FileOwners files;

  /** A resolver over {@code index} that asks {@code files} for what primary does not list. */
  public Resolver(RepoIndex index, FileOwners files) {
    this.index = index;
    this.files = files;
  }

  /**
   * The closure of the request.
   *
   * @throws DiracosException every problem that was found: DOS-RESOLVE-01 if a requirement has no
   *     provider, -02 if a root matches nothing, -03 if packages exclude each other, -07 if there
   *     are more of these; else -04 if there is no root, -05 for a malformed rich dependency, -06
   *     for an unknown architecture
   */
  public Closure resolve(ResolveRequest request) {
    if (request.roots().isEmpty()) {
      throw DiracosException.of(
          Problem.of(
              "DOS-RESOLVE-04",
              "there is nothing to resolve: no package is asked for",
              "diracos.json \"packages\"",
              "list the packages to ship in \"packages\", or pass -Ddiracos.packages=a,b"));
    }
    RootMatcher.Matches matches =
        new RootMatcher(index, request.arch(), files).match(request.roots());
    ResolveRequest expanded =
        new ResolveRequest(
            matches.roots(),
            request.boundary(),
            request.ignored(),
            request.arch(),
            request.priorities());
    List<Problem> problems = new ArrayList<>(matches.problems());
    if (request.boundary().policy() == Boundary.Policy.LEVEL && problems.isEmpty()) {
      return new LevelWalk(index, expanded, files).walk(matches.packages());
    }
    RuleSet ruleSet = RuleSet.build(index, expanded, matches.packages(), files);
    SatSolver solver =
        new SatSolver(ruleSet.rules(), index.size(), new CandidateOrder(index, expanded));
    if (solver.solve().isPresent()) {
      problems.addAll(new Unsolvable(index, expanded, ruleSet.rules()).problems());
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    return explain(expanded, ruleSet, solver.chosen());
  }

  /** Goes from the roots through the chosen packages and notes every reason. */
  private Closure explain(ResolveRequest request, RuleSet ruleSet, BitSet chosen) {
    Map<Integer, List<Rule>> byOwner = new LinkedHashMap<>();
    for (Rule rule : ruleSet.rules()) {
      if (rule.asks()) {
        byOwner.computeIfAbsent(rule.owner(), owner -> new ArrayList<>()).add(rule);
      }
    }
    Map<Integer, List<Closure.Reason>> reasons = new LinkedHashMap<>();
    List<Integer> queue = new ArrayList<>(List.of(-1));
    for (int next = 0; next < queue.size(); next++) {
      for (Rule rule : byOwner.getOrDefault(queue.get(next), List.of())) {
        if (!applies(rule, chosen)) {
          continue;
        }
        Closure.Reason reason =
            rule.root() >= 0
                ? new Closure.Reason(request.roots().get(rule.root()).origin(), true, rule.text())
                : new Closure.Reason(index.nevra(rule.owner()).toString(), false, rule.text());
        List<Integer> met =
            Arrays.stream(rule.literals())
                .filter(literal -> literal > 0 && chosen.get(literal - 1))
                .map(Rule::packageOf)
                .sorted()
                .boxed()
                .sorted(Comparator.comparing(index::nevra))
                .toList();
        for (int p : met) {
          if (!reasons.containsKey(p)) {
            queue.add(p);
          }
          reasons.computeIfAbsent(p, key -> new ArrayList<>()).add(reason);
        }
      }
    }
    List<Closure.Chosen> packages =
        reasons.entrySet().stream()
            .map(e -> new Closure.Chosen(index.record(e.getKey()), distinct(e.getValue())))
            .sorted(Comparator.comparing(Closure.Chosen::nevra))
            .toList();
    return new Closure(packages, cuts(ruleSet.cuts(), packages));
  }

  private static List<Closure.Reason> distinct(List<Closure.Reason> reasons) {
    return reasons.stream().distinct().toList();
  }

  /** A conditional rule asks for nothing where one of its conditions does not hold. */
  private static boolean applies(Rule rule, BitSet chosen) {
    return Arrays.stream(rule.literals())
        .filter(literal -> literal < 0)
        .allMatch(literal -> chosen.get(Rule.packageOf(literal)));
  }

  /** Only the cuts of packages that ship, and of roots. */
  static List<Closure.Cut> cuts(List<Closure.Cut> all, List<Closure.Chosen> packages) {
    TreeSet<String> shipped = new TreeSet<>();
    packages.forEach(chosen -> shipped.add(chosen.nevra().toString()));
    return all.stream()
        .filter(cut -> shipped.contains(cut.by()) || cut.root())
        .distinct()
        .sorted()
        .toList();
  }
}
