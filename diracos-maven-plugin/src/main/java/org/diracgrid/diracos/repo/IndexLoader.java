package org.diracgrid.diracos.repo;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.nevra.Nevra;

/** Makes the index of a run out of its repositories. */
public final class IndexLoader {

  /**
   * The packages of all {@code repositories}, in the order of their ids, whatever the order given;
   * what their {@code exclude} and {@code includepkgs} say does not exist is {@linkplain
   * RepoIndex#hiding hidden}.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException if metadata cannot be fetched or read
   */
  public RepoIndex load(Collection<LoadedRepository> repositories) {
    List<LoadedRepository> sorted =
        repositories.stream().sorted(Comparator.comparing(LoadedRepository::id)).toList();
    RepoIndex.Builder builder = new RepoIndex.Builder();
    sorted.forEach(repository -> repository.readPrimary(builder));
    return hiding(builder.build(), sorted.stream().map(LoadedRepository::source).toList());
  }

  /** Hides what the repositories' own settings say does not exist. */
  public static RepoIndex hiding(RepoIndex index, List<RepositorySource> sources) {
    Map<Integer, String> hidden = new HashMap<>();
    sources.forEach(source -> hidden.putAll(hidden(index, source)));
    return hidden.isEmpty() ? index : index.hiding(hidden);
  }

  /** The packages that a repository's own settings hide, and which setting does. */
  static Map<Integer, String> hidden(RepoIndex index, RepositorySource source) {
    Map<Integer, String> hidden = new HashMap<>();
    PackageFilter filter = PackageFilter.of(source.includepkgs(), source.exclude());
    if (!filter.isEmpty()) {
      int[] own = index.packagesOf(source.id());
      Nevra[] nevras = new Nevra[own.length];
      for (int i = 0; i < own.length; i++) {
        nevras[i] = index.nevra(own[i]);
      }
      PackageFilter decided = filter.decide(List.of(nevras));
      for (int i = 0; i < own.length; i++) {
        int p = own[i];
        decided
            .hides(nevras[i])
            .ifPresent(why -> hidden.put(p, why + " of repository " + source.id()));
      }
    }
    return hidden;
  }
}
