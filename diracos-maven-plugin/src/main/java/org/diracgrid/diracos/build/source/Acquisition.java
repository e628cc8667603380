package org.diracgrid.diracos.build.source;

import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * What came of acquiring the sources of many builds.
 *
 * @param sources one for each build, in their order; empty where it cannot be had
 * @param problems one for each that cannot be had, in the same order
 */
public record Acquisition(List<Optional<AcquiredSource>> sources, List<Problem> problems) {

  /** Holds its own lists. */
  public Acquisition {
    sources = List.copyOf(sources);
    problems = List.copyOf(problems);
  }

  /**
   * The sources, all of them.
   *
   * @throws DiracosException with every problem, if there is one
   */
  public List<AcquiredSource> orThrow() {
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    return sources.stream().flatMap(Optional::stream).toList();
  }
}
