package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
   *     provider, -02 if a root matches nothing, -03 if packages exclude each other, -05 for a
   *     malformed rich dependency, -07 if there are more of these; else -04 if there is no root,
   *     -06 for an unknown architecture
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
    ResolveRequest expanded = request.withRoots(matches.roots());
    List<Problem> problems = new ArrayList<>(matches.problems());
    if (request.boundary().policy() == Boundary.Policy.LEVEL && problems.isEmpty()) {
      return new LevelWalk(index, expanded, files).walk(matches.packages());
    }
    RuleSet ruleSet = RuleSet.build(index, expanded, matches.packages(), files);
    CandidateOrder policy = new CandidateOrder(index, expanded, ruleSet.weak());
    WeakStep weak = request.weakDependencies() ? new WeakStep(ruleSet.weak(), policy) : null;
    SatSolver solver = new SatSolver(ruleSet.rules(), index.size(), policy, weak);
    problems.addAll(ruleSet.malformed().problems());
    if (solver.solve().isPresent()) {
      problems.addAll(new Unsolvable(index, expanded, ruleSet.rules(), files).problems());
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    Map<Integer, Integer> supplemented = weak == null ? Map.of() : weak.supplemented();
    return new ReasonWalk(index, expanded, ruleSet, solver.chosen(), supplemented).closure();
  }
}
