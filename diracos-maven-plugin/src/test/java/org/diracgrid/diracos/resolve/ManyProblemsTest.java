package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Problems beside each other, those of malformed dependencies among them. */
class ManyProblemsTest extends Unsolvables {

  @Test
  void independentProblemsAreAllToldAndEachOnce() {
    String world =
        """
        a-1-1.x86_64
          requires one
          requires two
        b-1-1.x86_64
          requires one
        c-1-1.x86_64
          conflicts d
        d-1-1.x86_64
          conflicts c
        fine-1-1.x86_64
        """;
    List<Problem> problems = problems(index(world, Map.of()), "a", "b", "c", "d", "fine", "nope");
    List<String> whats = problems.stream().map(Problem::what).toList();
    assertThat(whats.get(0)).isEqualTo("no package matches 'nope'");
    assertThat(whats)
        .hasSize(4)
        .contains("nothing provides one", "nothing provides two")
        .filteredOn(what -> what.matches("[cd]-1-1.x86_64 conflicts with .*"))
        .hasSize(1);
    assertThat(problems)
        .filteredOn(problem -> problem.what().equals("nothing provides one"))
        .singleElement()
        .extracting(Problem::where)
        .asString()
        .matches("needed by [ab]-1-1.x86_64 \\(repo r\\), also by [ab]-1-1.x86_64");
  }

  private static final String MALFORMED =
      """
      a-1-1.x86_64
        requires (one and two or three)
        requires (one and two or three)
        requires (one if
        requires b
      b-1-1.x86_64
        conflicts ()
        requires missing
      c-1-1.x86_64
        conflicts d
      d-1-1.x86_64
        recommends (nobody is
      """;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void malformedRichDependenciesAreToldWithTheOtherProblems(long seed) {
    RepoIndex index = World.of(MALFORMED).shuffled(seed).index();
    List<Problem> problems = problems(index, "nope", "a", "c", "d");
    assertThat(problems)
        .extracting(Problem::code)
        .startsWith("DOS-RESOLVE-02", "DOS-RESOLVE-05", "DOS-RESOLVE-05", "DOS-RESOLVE-05")
        .hasSize(6)
        .contains("DOS-RESOLVE-01", "DOS-RESOLVE-03");
    List<Problem> malformed = problems.subList(1, 4);
    assertThat(malformed)
        .extracting(Problem::where)
        .containsExactly("a-1-1.x86_64 (repo r)", "a-1-1.x86_64 (repo r)", "b-1-1.x86_64 (repo r)");
    assertThat(malformed)
        .extracting(Problem::what)
        .allMatch(what -> what.startsWith("malformed rich dependency: "))
        .anyMatch(what -> what.endsWith("of '(one and two or three)'"))
        .anyMatch(what -> what.endsWith("of '(one if'"))
        .anyMatch(what -> what.endsWith("of '()'"));
    assertThat(malformed).extracting(Problem::fix).allMatch(fix -> fix.contains("exclude it"));
  }

  @Test
  void aMalformedRichDependencyAloneIsAProblemForBothPolicies() {
    RepoIndex index = World.of(MALFORMED).index();
    assertThat(problems(index, paths -> Map.of(), World.request(Boundary.Policy.LEVEL, "a", "d")))
        .extracting(Problem::what)
        .hasSize(2)
        .allMatch(what -> what.startsWith("malformed rich dependency: "));
    RepoIndex alone = World.of("a-1-1.x86_64\n  requires (b or\n").index();
    assertThat(problems(alone, "a"))
        .singleElement()
        .extracting(Problem::code)
        .isEqualTo("DOS-RESOLVE-05");
  }

  @Test
  void aMalformedRecommendationIsNoProblem() {
    ResolveRequest plain = World.request("d");
    ResolveRequest weak =
        new ResolveRequest(
            plain.roots(), plain.boundary(), List.of(), plain.arch(), plain.priorities(), true);
    assertThat(World.nevras(World.of(MALFORMED).closure(weak))).containsExactly("d-1-1.x86_64");
  }

  @Test
  void ofTooManyMalformedOnesTheRestIsCounted() {
    StringBuilder world = new StringBuilder("a-1-1.x86_64\n");
    for (int i = 0; i < 30; i++) {
      world.append("  requires (missing%d\n".formatted(i));
    }
    List<Problem> problems = problems(index(world.toString(), Map.of()), "a");
    assertThat(problems).hasSize(Causes.MOST + 1);
    assertThat(problems.get(Causes.MOST).toString())
        .startsWith("DOS-RESOLVE-07 10 more malformed rich dependencies");
  }

  @Test
  void whatIsMissedInSeveralVersionsForOneReasonIsOneProblem() {
    String world =
        """
        a-1-1.x86_64
          requires lib >= 1
          requires lib >= 9
        b-1-1.x86_64
          requires lib >= 2
        c-1-1.x86_64
          requires lib
        lib-3-1.x86_64
        """;
    RepoIndex index = index(world, Map.of("lib-3-1.x86_64", "exclude \"lib\" of repository r"));
    assertThat(problems(index, "a", "b", "c"))
        .hasSize(2)
        .anyMatch(problem -> problem.what().equals("nothing provides lib >= 9"))
        .anyMatch(problem -> problem.fix().startsWith("take \"lib\" out of the \"exclude\""));
  }

  @Test
  void ofTooManyTheRestIsCounted() {
    StringBuilder world = new StringBuilder();
    List<String> roots = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      roots.add("a" + i);
      world.append("a%d-1-1.x86_64\n  requires missing%d\n".formatted(i, i));
    }
    List<Problem> problems =
        problems(index(world.toString(), Map.of()), roots.toArray(String[]::new));
    assertThat(problems).hasSize(Causes.MOST + 1);
    assertThat(problems.get(Causes.MOST).toString())
        .startsWith("DOS-RESOLVE-07 at least 10 more problems of this kind");
  }
}
