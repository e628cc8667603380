package org.diracgrid.diracos.mojo;

import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.MavenProjectHelper;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.ReleaseResult;
import org.diracgrid.diracos.pipeline.Request;
import org.eclipse.aether.RepositorySystem;
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
public class ReleaseMojo extends ExtensionMojo {

  private final TransporterProvider transports;

  /** Called by Maven. */
  @Inject
  public ReleaseMojo(
      MavenProjectHelper projects, RepositorySystem repositories, TransporterProvider transports) {
    super(projects, repositories);
    this.transports = transports;
  }

  @Override
  void run(Engine engine, Request request) {
    if (isBound() && !engine.isReleased(request)) {
      getLog().info("no release directory is configured: nothing to do");
      return;
    }
    ReleaseResult result =
        engine.release(
            request,
            this::file,
            (address, server) -> UploadTarget.open(transports, repositories(), address, server));
    result.written().forEach(name -> getLog().info("published " + result.address() + "/" + name));
  }
}
