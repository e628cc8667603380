package org.diracgrid.diracos.mojo;

import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.RebuildRequest;
import org.diracgrid.diracos.pipeline.Request;

/** Makes the own repository, with its seeds, and builds what "rpmBuild" calls "bootstrap". */
@Mojo(
    name = "bootstrap",
    defaultPhase = LifecyclePhase.INITIALIZE,
    requiresProject = false,
    threadSafe = true)
public class BootstrapMojo extends AbstractDiracosMojo {

  @Override
  void run(Engine engine, Request request) {
    RebuildRequest wanted = RebuildRequest.of(RebuildRequest.Scope.BOOTSTRAP);
    engine.rebuild(request, isBound() ? wanted.ifListed() : wanted);
  }
}
