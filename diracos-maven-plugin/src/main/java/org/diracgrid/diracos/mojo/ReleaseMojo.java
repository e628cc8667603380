package org.diracgrid.diracos.mojo;

import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.ReleaseResult;
import org.diracgrid.diracos.pipeline.Request;
import org.eclipse.aether.spi.connector.transport.TransporterProvider;

/**
 * Publishes the bundle, and everything that it needs first, in the release directory of "release":
 * {"directory"} or -Ddiracos.releaseDirectory, so that dirac-install can install it.
 */
@Mojo(
    name = "release",
    defaultPhase = LifecyclePhase.DEPLOY,
    requiresProject = false,
    threadSafe = true)
public class ReleaseMojo extends AbstractDiracosMojo {

  private final TransporterProvider transports;

  /** Called by Maven. */
  @Inject
  public ReleaseMojo(TransporterProvider transports) {
    this.transports = transports;
  }

  @Override
  void run(Engine engine, Request request) {
    ReleaseResult result =
        engine.release(
            request,
            (address, server) -> UploadTarget.open(transports, repositories(), address, server));
    result.written().forEach(name -> getLog().info("published " + result.address() + "/" + name));
  }
}
