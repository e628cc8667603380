package org.diracgrid.diracos.mojo;

import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.Request;

/** Decides what ships, and writes diracos.lock.json beside the configuration. */
@Mojo(
    name = "resolve",
    defaultPhase = LifecyclePhase.PROCESS_CLASSES,
    requiresProject = false,
    threadSafe = true)
public class ResolveMojo extends AbstractDiracosMojo {

  @Override
  void run(Engine engine, Request request) {
    engine.resolve(request);
  }
}
