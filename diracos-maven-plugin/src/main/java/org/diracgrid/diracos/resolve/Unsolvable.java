package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;

/** Tells why a request cannot be resolved: every cause that is independent of the others. */
final class Unsolvable {

  private final RepoIndex index;
  private final ResolveRequest request;
  private final List<Rule> rules;
  private final FileOwners files;

  Unsolvable(RepoIndex index, ResolveRequest request, List<Rule> rules, FileOwners files) {
    this.index = index;
    this.request = request;
    this.rules = rules;
    this.files = files;
  }

  /** The problems, each once; the last one tells of more if there are too many to tell. */
  List<Problem> problems() {
    Causes causes = new Causes(rules);
    Causes.Found found = causes.find();
    NearMisses near = new NearMisses(index, request.arch(), files);
    List<Problem> problems = new ArrayList<>();
    Set<Set<NearMiss>> told = new HashSet<>();
    for (List<Rule> cause : found.causes()) {
      Contradiction contradiction = new Contradiction(index, request, near, cause);
      Set<NearMiss> hidden = contradiction.hiddenProviders();
      // One hidden package can be missed in many versions: that is one thing to mend.
      if (hidden.isEmpty() || told.add(hidden)) {
        problems.add(contradiction.problem(causes));
      }
    }
    if (found.more() > 0) {
      problems.add(
          more(
              "at least " + found.more() + " more problems of this kind",
              "mend those above first: a repository that is missing often explains them all"));
    }
    return problems;
  }

  /** The problem that stands for those that are not told. */
  static Problem more(String what, String fix) {
    return Problem.of("DOS-RESOLVE-07", what, "", fix);
  }
}
