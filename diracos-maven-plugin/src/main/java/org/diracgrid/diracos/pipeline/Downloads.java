package org.diracgrid.diracos.pipeline;

import org.diracgrid.diracos.repo.FetchSettings;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.repo.RepositoryLoader;

/** The means of one run to bring files here. */
final class Downloads implements AutoCloseable {

  private final Fetcher fetcher;
  private final RepositoryLoader loader;

  Downloads(Engine.Environment environment) {
    fetcher =
        new Fetcher(
            FetchSettings.of(environment.cache(), environment.offline(), environment.access()));
    loader = new RepositoryLoader(fetcher);
  }

  Fetcher fetcher() {
    return fetcher;
  }

  RepositoryLoader loader() {
    return loader;
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
