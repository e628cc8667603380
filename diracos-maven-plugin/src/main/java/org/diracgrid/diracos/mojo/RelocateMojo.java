package org.diracgrid.diracos.mojo;

import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.Request;

/** Fetches, verifies and extracts what the lock names, and makes the tree run from any path. */
@Mojo(
    name = "relocate",
    defaultPhase = LifecyclePhase.PREPARE_PACKAGE,
    requiresProject = false,
    threadSafe = true)
public class RelocateMojo extends AbstractDiracosMojo {

  @Override
  void run(Engine engine, Request request) {
    engine.relocate(request);
  }
}
