package org.diracgrid.diracos.mojo;

import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.diracgrid.diracos.pipeline.BundleResult;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.Request;

/**
 * Makes the tarball, and everything that it needs first; gives it to the project as its artifact.
 */
@Mojo(
    name = "bundle",
    defaultPhase = LifecyclePhase.PACKAGE,
    requiresProject = false,
    threadSafe = true)
public class BundleMojo extends AbstractDiracosMojo {

  private final Attachments attachments;

  /** Called by Maven. */
  @Inject
  public BundleMojo(MavenProjectHelper projects) {
    this.attachments = new Attachments(projects);
  }

  @Override
  void run(Engine engine, Request request) {
    BundleResult result = engine.bundle(request);
    MavenProject project = project();
    if (project != null) {
      attachments.attach(project, result, request.lock());
    }
  }
}
