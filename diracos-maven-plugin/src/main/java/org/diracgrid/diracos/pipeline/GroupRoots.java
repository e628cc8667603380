package org.diracgrid.diracos.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.diracgrid.diracos.repo.Comps;
import org.diracgrid.diracos.repo.CompsReader;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.resolve.Closure;
import org.diracgrid.diracos.resolve.Groups;
import org.diracgrid.diracos.resolve.ResolveRequest;
import org.diracgrid.diracos.resolve.Resolver;
import org.diracgrid.diracos.resolve.Root;

/** Resolves requests whose roots may be groups; reads the groups only if there is such a root. */
final class GroupRoots {

  private final Run run;

  GroupRoots(Run run) {
    this.run = run;
  }

  Closure resolve(
      Resolver resolver,
      ResolveRequest request,
      RepoIndex index,
      Collection<LoadedRepository> repositories) {
    if (request.roots().stream().noneMatch(Groups::isGroup)) {
      return resolver.resolve(request);
    }
    List<Comps> comps = new ArrayList<>();
    for (LoadedRepository repository : repositories) {
      repository
          .metadata("group_gz")
          .or(() -> repository.metadata("group"))
          .map(document -> CompsReader.read(document, request.arch()))
          .ifPresent(comps::add);
    }
    Groups groups = new Groups(index, comps, request.arch());
    Groups.Expansion expansion = groups.expand(request.roots());
    expansion.warnings().forEach(run.progress()::warn);
    List<Root> roots = new ArrayList<>(expansion.roots());
    while (true) {
      Closure closure = resolver.resolve(request.withRoots(roots));
      // Each round adds a root, so that this ends.
      List<Root> due = groups.due(expansion.conditionals(), closure);
      due = due.stream().filter(root -> !roots.contains(root)).toList();
      if (due.isEmpty()) {
        return closure;
      }
      roots.addAll(due);
    }
  }
}
