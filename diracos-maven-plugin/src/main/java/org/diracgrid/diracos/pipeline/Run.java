package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import org.diracgrid.diracos.config.ConfigReader;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.progress.Progress;

/**
 * One run: the request, the configuration read for it, and which stages had finished before.
 *
 * @param request what is asked for
 * @param environment where and how it is done
 * @param downloads closed with the run
 */
record Run(
    Request request,
    Engine.Environment environment,
    DiracosSpec spec,
    RunState state,
    Downloads downloads)
    implements AutoCloseable {

  /** Reads the configuration and the state that an earlier run left. */
  static Run begin(Request request, Engine.Environment environment) {
    DiracosSpec spec =
        ConfigReader.read(request.config(), request.overrides(), Request.OWN_PROPERTIES);
    spec.warnings().forEach(environment.progress()::warn);
    return new Run(
        request, environment, spec, RunState.read(request.state()), new Downloads(environment));
  }

  Progress progress() {
    return environment.progress();
  }

  /** A file of the working directory. */
  Path work(String name) {
    return request.work().resolve(name);
  }

  @Override
  public void close() {
    downloads.close();
  }
}
