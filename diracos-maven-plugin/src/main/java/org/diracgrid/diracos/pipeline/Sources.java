package org.diracgrid.diracos.pipeline;

import java.util.List;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.config.Repositories;
import org.diracgrid.diracos.config.RepositorySpec;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.repo.RepositorySource;

/** From the repositories of the configuration to what the repository reader needs. */
final class Sources {

  private Sources() {}

  static List<RepositorySource> of(Repositories repositories) {
    return repositories.all().stream().map(Sources::of).toList();
  }

  private static RepositorySource of(RepositorySpec spec) {
    return new RepositorySource(
        spec.id(),
        spec.baseurl(),
        spec.mirrorlist().map(Location::uri).orElse(null),
        spec.metalink().map(Location::uri).orElse(null),
        spec.priority(),
        spec.exclude(),
        spec.includepkgs(),
        spec.gpgcheck(),
        spec.repoGpgcheck(),
        spec.gpgkey());
  }

  /**
   * Digest of what the repositories are, by the addresses as they were written, so that it does not
   * depend on where the project lies.
   */
  static Checksum digest(Repositories repositories) {
    StageKey key = new StageKey("repositories", 1);
    for (RepositorySpec spec : repositories.all()) {
      key.with(spec.id()).with(Integer.toString(spec.priority()));
      spec.urls().forEach(url -> key.with("url").with(url.given()));
      spec.mirrorlist().ifPresent(url -> key.with("mirrorlist").with(url.given()));
      spec.metalink().ifPresent(url -> key.with("metalink").with(url.given()));
      spec.exclude().forEach(glob -> key.with("exclude").with(glob));
      spec.includepkgs().forEach(glob -> key.with("includepkgs").with(glob));
      if (spec.moduleHotfixes()) {
        key.with("module_hotfixes");
      }
      key.with(Boolean.toString(spec.gpgcheck())).with(Boolean.toString(spec.repoGpgcheck()));
      spec.gpgkeys().forEach(url -> key.with("gpgkey").with(url.given()));
    }
    return key.checksum();
  }
}
