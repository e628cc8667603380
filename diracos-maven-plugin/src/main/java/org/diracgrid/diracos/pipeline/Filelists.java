package org.diracgrid.diracos.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.resolve.FileOwners;

/** Looks into the filelists of all repositories, which are fetched when they are first asked. */
final class Filelists implements FileOwners {

  private final RepoIndex index;
  private final List<LoadedRepository> repositories;

  Filelists(RepoIndex index, Collection<LoadedRepository> repositories) {
    this.index = index.unhidden();
    this.repositories = List.copyOf(repositories);
  }

  @Override
  public Map<String, int[]> find(Set<String> paths) {
    Map<String, TreeSet<Integer>> found = new TreeMap<>();
    for (LoadedRepository repository : repositories) {
      repository.findFiles(
          paths,
          (pkgid, path) -> {
            for (int p : index.withChecksum(repository.id(), pkgid)) {
              found.computeIfAbsent(path, key -> new TreeSet<>()).add(p);
            }
          });
    }
    Map<String, int[]> result = new HashMap<>();
    found.forEach((path, set) -> result.put(path, set.stream().mapToInt(i -> i).toArray()));
    return result;
  }
}
