package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;
import org.junit.jupiter.api.Test;

/** The resolver against an oracle that only judges, on worlds made by chance. */
class RandomWorldsTest {

  @Test
  void whatIsResolvedStandsOnItsOwn() {
    int solved = 0;
    for (long seed = 0; seed < 300; seed++) {
      String text = RandomWorld.text(seed, 30);
      String[] roots = RandomWorld.roots(seed, text);
      World world = World.of(text);
      Optional<Closure> closure = resolve(world, roots);
      if (closure.isPresent()) {
        solved++;
        assertThat(faults(world.index(), closure.get(), roots))
            .as("seed %d: %s of%n%s", seed, List.of(roots), text)
            .isEmpty();
        assertThat(unexplained(closure.get())).as("seed " + seed).isEmpty();
      }
    }
    assertThat(solved).as("how many worlds have a solution").isBetween(60, 295);
  }

  @Test
  void whatIsResolvedDoesNotDependOnTheOrderOfTheMetadata() {
    for (long seed = 0; seed < 100; seed++) {
      String text = RandomWorld.text(seed, 30);
      String[] roots = RandomWorld.roots(seed, text);
      World world = World.of(text);
      assertThat(resolve(world.shuffled(seed), roots))
          .as("seed %d: %s of%n%s", seed, List.of(roots), text)
          .isEqualTo(resolve(world, roots));
    }
  }

  @Test
  void aSolutionIsFoundWhereverThereIsOne() {
    int unsolvable = 0;
    for (long seed = 0; seed < 1500; seed++) {
      String text = RandomWorld.text(seed, 4 + (int) (seed % 7));
      String[] roots = RandomWorld.roots(seed, text);
      if (roots.length == 0) {
        continue;
      }
      World world = World.of(text);
      Optional<BitSet> any = byTryingAll(world.index(), roots);
      Optional<Closure> closure = resolve(world, roots);
      assertThat(closure.isPresent())
          .as("seed %d: %s of%n%s, by trying all: %s", seed, List.of(roots), text, any)
          .isEqualTo(any.isPresent());
      closure.ifPresent(
          found -> assertThat(faults(world.index(), found, roots)).as(text).isEmpty());
      unsolvable += any.isPresent() ? 0 : 1;
    }
    assertThat(unsolvable).as("how many worlds have no solution").isBetween(150, 1350);
  }

  /** Empty if there is no solution; any other error fails the test. */
  private static Optional<Closure> resolve(World world, String... roots) {
    try {
      return Optional.of(world.closure(World.request(roots)));
    } catch (DiracosException e) {
      assertThat(e.problems())
          .extracting(Problem::code)
          .isNotEmpty()
          .isSubsetOf("DOS-RESOLVE-01", "DOS-RESOLVE-03");
      return Optional.empty();
    }
  }

  private static Optional<BitSet> byTryingAll(RepoIndex index, String... roots) {
    for (long bits = 0; bits < 1L << index.size(); bits++) {
      BitSet chosen = BitSet.valueOf(new long[] {bits});
      if (chosen.stream().allMatch(p -> Installation.usable(index, p))
          && new Installation(index, chosen).faults(roots).isEmpty()) {
        return Optional.of(chosen);
      }
    }
    return Optional.empty();
  }

  private static List<String> faults(RepoIndex index, Closure closure, String... roots) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int p = 0; p < index.size(); p++) {
      numbers.put(index.nevra(p).toString(), p);
    }
    BitSet chosen = new BitSet();
    World.nevras(closure).forEach(nevra -> chosen.set(numbers.get(nevra)));
    return new Installation(index, chosen).faults(roots);
  }

  /** The packages from whose first reasons no way leads back to the configuration. */
  private static List<String> unexplained(Closure closure) {
    Set<String> explained = new HashSet<>();
    List<String> left = new ArrayList<>(World.nevras(closure));
    boolean more = true;
    while (more) {
      more = false;
      for (Closure.Chosen chosen : closure.packages()) {
        Closure.Reason first = chosen.requiredBy().get(0);
        if ((first.root() || explained.contains(first.by()))
            && explained.add(chosen.nevra().toString())) {
          left.remove(chosen.nevra().toString());
          more = true;
        }
      }
    }
    return left;
  }
}
