package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;

/** What is told of what cannot be resolved. */
abstract class Unsolvables {

  static RepoIndex index(String world, Map<String, String> hidden) {
    RepoIndex index = World.of(world).index();
    Map<Integer, String> because = new HashMap<>();
    for (int p = 0; p < index.size(); p++) {
      String by = hidden.get(index.nevra(p).toString());
      if (by != null) {
        because.put(p, by);
      }
    }
    return index.hiding(because);
  }

  static List<Problem> problems(RepoIndex index, String... roots) {
    return problems(index, paths -> Map.of(), World.request(roots));
  }

  static List<Problem> problems(RepoIndex index, FileOwners files, ResolveRequest request) {
    return catchThrowableOfType(
            DiracosException.class, () -> new Resolver(index, files).resolve(request))
        .problems();
  }

  static String text(String world, String... roots) {
    List<Problem> problems = problems(index(world, Map.of()), roots);
    return String.join("\n", problems.stream().map(Problem::toString).toList()) + "\n";
  }

  static ResolveRequest request(List<String> ignored, String... roots) {
    ResolveRequest plain = World.request(roots);
    return new ResolveRequest(
        plain.roots(), plain.boundary(), ignored, plain.arch(), plain.priorities());
  }
}
