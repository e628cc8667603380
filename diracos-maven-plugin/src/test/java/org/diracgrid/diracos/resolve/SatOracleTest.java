package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diracgrid.diracos.repo.RepoIndex;
import org.junit.jupiter.api.Test;
import org.sat4j.core.VecInt;
import org.sat4j.minisat.SolverFactory;
import org.sat4j.specs.ContradictionException;
import org.sat4j.specs.ISolver;
import org.sat4j.specs.TimeoutException;

/** Holds the solver against sat4j on the rules of worlds that are too large to try all sets. */
class SatOracleTest {

  private record Problem(RepoIndex index, ResolveRequest request, RuleSet rules) {}

  private static Optional<Problem> problem(long seed, int packages) {
    String text = RandomWorld.text(seed, packages);
    RepoIndex index = World.of(text).index();
    ResolveRequest request = World.request(RandomWorld.roots(seed, text));
    if (request.roots().isEmpty()) {
      return Optional.empty();
    }
    RootMatcher.Matches matches =
        new RootMatcher(index, request.arch(), paths -> Map.of()).match(request.roots());
    if (!matches.problems().isEmpty()) {
      return Optional.empty();
    }
    ResolveRequest expanded = request.withRoots(matches.roots());
    RuleSet rules = RuleSet.build(index, expanded, matches.packages(), paths -> Map.of());
    return Optional.of(new Problem(index, expanded, rules));
  }

  private static boolean satisfiable(List<Rule> rules) {
    ISolver oracle = SolverFactory.newDefault();
    try {
      for (Rule rule : rules) {
        oracle.addClause(new VecInt(rule.literals().clone()));
      }
      return oracle.isSatisfiable();
    } catch (ContradictionException e) {
      return false;
    } catch (TimeoutException e) {
      throw new AssertionError("sat4j took too long", e);
    }
  }

  @Test
  void whatSat4jCanSolveIsSolvedAndNothingElse() {
    int solved = 0;
    int unsolvable = 0;
    for (long seed = 0; seed < 400; seed++) {
      Optional<Problem> made = problem(seed, 20 + (int) (seed % 10) * 30);
      if (made.isEmpty()) {
        continue;
      }
      Problem problem = made.get();
      List<Rule> rules = problem.rules().rules();
      // The solver reorders literals; the oracle gets what they were.
      List<Rule> copies = rules.stream().map(SatOracleTest::copy).toList();
      CandidateOrder order =
          new CandidateOrder(problem.index(), problem.request(), problem.rules().weak());
      SatSolver solver = new SatSolver(rules, problem.index().size(), order, null);
      Optional<int[]> contradiction = solver.solve();

      assertThat(contradiction.isEmpty()).as("seed %d", seed).isEqualTo(satisfiable(copies));
      if (contradiction.isPresent()) {
        List<Rule> core = Arrays.stream(contradiction.get()).mapToObj(copies::get).toList();
        assertThat(satisfiable(core)).as("the contradiction of seed %d", seed).isFalse();
        unsolvable++;
      } else {
        assertThat(broken(copies, solver.chosen())).as("seed %d", seed).isEmpty();
        solved++;
      }
    }
    assertThat(solved).isGreaterThan(50);
    assertThat(unsolvable).isGreaterThan(50);
  }

  private static Rule copy(Rule rule) {
    return new Rule(
        rule.kind(), rule.literals().clone(), rule.owner(), rule.relation(), rule.root());
  }

  private static List<String> broken(List<Rule> rules, BitSet chosen) {
    List<String> result = new ArrayList<>();
    for (Rule rule : rules) {
      boolean holds =
          IntStream.of(rule.literals()).anyMatch(l -> chosen.get(Rule.packageOf(l)) == l > 0);
      if (!holds) {
        result.add(rule.kind() + " " + rule.text());
      }
    }
    return result;
  }
}
