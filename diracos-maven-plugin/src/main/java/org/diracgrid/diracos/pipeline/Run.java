package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.config.ConfigReader;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.exec.Beside;
import org.diracgrid.diracos.progress.Progress;

/**
 * One run: the request, the configuration read for it, and which stages had finished before.
 *
 * @param request what is asked for
 * @param environment where and how it is done
 * @param downloads closed with the run
 * @param besides work that goes on beside the run, and ends with it
 */
record Run(
    Request request,
    Engine.Environment environment,
    DiracosSpec spec,
    RunState state,
    Downloads downloads,
    List<Beside<Boolean>> besides)
    implements AutoCloseable {

  /** Reads the configuration and the state that an earlier run left. */
  static Run begin(Request request, Engine.Environment environment) {
    DiracosSpec spec =
        ConfigReader.read(request.config(), request.overrides(), Request.OWN_PROPERTIES);
    spec.warnings().forEach(environment.progress()::warn);
    return new Run(
        request,
        environment,
        spec,
        RunState.read(request.state()),
        new Downloads(environment),
        new ArrayList<>());
  }

  /** The same run with another configuration. */
  Run with(DiracosSpec other) {
    return new Run(request, environment, other, state, downloads, besides);
  }

  Progress progress() {
    return environment.progress();
  }

  /** A file of the working directory. */
  Path work(String name) {
    return request.work().resolve(name);
  }

  /** Does work on a thread of its own; what it throws is thrown by {@link #settle}. */
  void beside(Runnable work) {
    besides.add(Beside.run(work));
  }

  /** Waits for all that goes on beside; the first failure is thrown, the others with it. */
  void settle() {
    List<Beside<Boolean>> all = List.copyOf(besides);
    besides.clear();
    RuntimeException failure = null;
    for (Beside<Boolean> one : all) {
      try {
        one.get();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    try (downloads) {
      settle();
    }
  }
}
