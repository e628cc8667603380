package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;

/** The rich dependencies that could not be read, to be told with what else is wrong. */
final class Malformed {

  private final RepoIndex index;
  private final SortedMap<String, Problem> problems = new TreeMap<>();

  Malformed(RepoIndex index) {
    this.index = index;
  }

  /** Notes one of package {@code p}; the message of {@code reason} says what is wrong with it. */
  void add(int p, IllegalArgumentException reason) {
    Problem problem =
        Problem.of(
            "DOS-RESOLVE-05",
            "malformed rich dependency: " + reason.getMessage(),
            NearMiss.whole(index, p),
            "have the package mended, or exclude it in \"repositories\"");
    problems.put(problem.where() + " " + problem.what(), problem);
  }

  /**
   * The problems, each once and by package; the last one tells of more if there are too many to
   * tell.
   */
  List<Problem> problems() {
    List<Problem> result = new ArrayList<>(problems.values());
    int more = result.size() - Causes.MOST;
    if (more > 0) {
      result.subList(Causes.MOST, result.size()).clear();
      result.add(
          Unsolvable.more(
              more + " more malformed rich dependencies",
              "mend those above first: they often come from one repository"));
    }
    return result;
  }
}
