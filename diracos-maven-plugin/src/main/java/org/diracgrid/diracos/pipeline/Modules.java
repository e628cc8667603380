package org.diracgrid.diracos.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.diracgrid.diracos.config.Repositories;
import org.diracgrid.diracos.config.RepositorySpec;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.ModuleMetadata;
import org.diracgrid.diracos.repo.ModulesReader;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.resolve.ModuleFilter;

/** Reads the modules of the repositories that have some, and hides what they hide. */
final class Modules {

  private final Run run;
  private final Repositories declared;

  Modules(Run run, Repositories declared) {
    this.run = run;
    this.declared = declared;
  }

  RepoIndex hiding(RepoIndex index, Collection<LoadedRepository> repositories) {
    List<ModuleMetadata> metadata = new ArrayList<>();
    // As dnf reads them: of defaults that exclude each other, the one met first stays.
    List<String> order = declared.all().stream().map(RepositorySpec::id).toList();
    List<LoadedRepository> sorted =
        repositories.stream().sorted(Comparator.comparing(r -> order.indexOf(r.id()))).toList();
    for (LoadedRepository repository : sorted) {
      repository.metadata("modules").map(ModulesReader::read).ifPresent(metadata::add);
    }
    List<String> modules = run.spec().modules();
    if (metadata.isEmpty() && modules.isEmpty()) {
      return index;
    }
    Map<String, String> asked = new LinkedHashMap<>();
    modules.forEach(text -> asked.put(text, run.spec().where("modules", text)));
    Set<String> hotfixes =
        declared.all().stream()
            .filter(RepositorySpec::moduleHotfixes)
            .map(RepositorySpec::id)
            .collect(Collectors.toSet());
    ModuleFilter.Result result =
        ModuleFilter.hiding(
            index, metadata, declared.platform(), asked, run.spec().platform().arch(), hotfixes);
    for (String stream : result.dropped()) {
      run.progress()
          .warn("default module stream " + stream + " is not active: it lacks what it needs");
    }
    if (!result.active().isEmpty()) {
      run.progress().info("module streams: " + String.join(", ", result.active()));
    }
    return result.index();
  }
}
