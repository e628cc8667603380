package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.repo.RepoIndex;
import org.junit.jupiter.api.Test;

/** That causes are minimal, judged by trying all sets of packages. */
class CausesTest {

  @Test
  void nothingCanBeLeftOutOfACause() {
    int causes = 0;
    int severalIn = 0;
    for (long seed = 0; seed < 1500; seed++) {
      String text = RandomWorld.text(seed, 4 + (int) (seed % 9));
      List<List<Rule>> found = causes(text, RandomWorld.roots(seed, text)).causes();
      severalIn += found.size() > 1 ? 1 : 0;
      for (List<Rule> cause : found) {
        causes++;
        assertThat(canHold(cause)).as("seed %d: %s", seed, cause).isFalse();
        for (Rule rule : cause) {
          List<Rule> rest = new ArrayList<>(cause);
          rest.remove(rule);
          assertThat(canHold(rest)).as("seed %d: %s without %s", seed, cause, rule).isTrue();
        }
      }
    }
    assertThat(causes).as("how many causes were looked at").isGreaterThan(300);
    assertThat(severalIn).as("how many worlds had several").isGreaterThan(30);
  }

  @Test
  void whatForbidsNothingNewIsNoCauseOfItsOwn() {
    for (long seed = 0; seed < 500; seed++) {
      String text = RandomWorld.text(seed, 4 + (int) (seed % 9));
      List<List<Rule>> found = causes(text, RandomWorld.roots(seed, text)).causes();
      for (int i = 0; i < found.size(); i++) {
        for (int j = 0; j < i; j++) {
          List<Rule> earlier = found.get(j);
          assertThat(found.get(i).stream().filter(Causes::forbids))
              .as("seed %d", seed)
              .noneMatch(earlier::contains);
        }
      }
    }
  }

  @Test
  void tooManyAreCountedAndOnlyTheFirstTold() {
    StringBuilder text = new StringBuilder();
    String[] roots = new String[50];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = "a" + i;
      text.append("a%d-1-1.x86_64\n  requires missing%d\n".formatted(i, i));
    }
    Causes.Found found = causes(text.toString(), roots);
    assertThat(found.causes()).hasSize(Causes.MOST).allMatch(cause -> cause.size() == 2);
    assertThat(found.more()).isEqualTo(30);
  }

  @Test
  void aCauseIsFoundInALongChainWithManyAlternatives() {
    StringBuilder text = new StringBuilder("app-1-1.x86_64\n  requires step0\n");
    int length = 60;
    for (int i = 0; i < length; i++) {
      for (String way : List.of("left", "right")) {
        text.append("%s%d-1-1.x86_64\n  provides step%d\n".formatted(way, i, i));
        text.append("  requires %s\n".formatted(i + 1 < length ? "step" + (i + 1) : "missing"));
      }
    }
    List<List<Rule>> causes = causes(text.toString(), "app").causes();
    assertThat(causes).extracting(List::size).containsExactly(2 + 2 * length);
  }

  private static Causes.Found causes(String text, String... roots) {
    RepoIndex index = World.of(text).index();
    ResolveRequest request = World.request(roots);
    RootMatcher.Matches matches =
        new RootMatcher(index, request.arch(), paths -> Map.of()).match(request.roots());
    return new Causes(RuleSet.build(index, request, matches.packages(), paths -> Map.of()).rules())
        .find();
  }

  /** Whether any set of packages satisfies all rules. */
  private static boolean canHold(List<Rule> rules) {
    int[] packages =
        rules.stream()
            .flatMapToInt(rule -> Arrays.stream(rule.literals()).map(Rule::packageOf))
            .distinct()
            .toArray();
    for (long bits = 0; bits < 1L << packages.length; bits++) {
      long chosen = 0;
      for (int i = 0; i < packages.length; i++) {
        chosen |= (bits >> i & 1) << packages[i];
      }
      long set = chosen;
      if (rules.stream().allMatch(rule -> holds(rule, set))) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(Rule rule, long chosen) {
    return Arrays.stream(rule.literals())
        .anyMatch(literal -> (literal > 0) == ((chosen >> Rule.packageOf(literal) & 1) == 1));
  }
}
