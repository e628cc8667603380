package org.diracgrid.diracos.mojo;

import java.io.File;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProjectHelper;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.Request;
import org.diracgrid.diracos.pipeline.VerifyTarget;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/** Checks what the bundle promises: that it runs from any path, on every host it is meant for. */
@Mojo(
    name = "verify",
    defaultPhase = LifecyclePhase.VERIFY,
    requiresProject = false,
    threadSafe = true)
public class VerifyMojo extends ExtensionMojo {

  /** A directory to verify, such as an unpacked bundle, in place of the project's bundle. */
  @Parameter(property = "diracos.tree")
  private @Nullable File tree;

  /** A tarball to verify in place of the project's bundle. */
  @Parameter(property = "diracos.tarball")
  private @Nullable File tarball;

  /** Called by Maven. */
  @Inject
  public VerifyMojo(MavenProjectHelper projects, RepositorySystem repositories) {
    super(projects, repositories);
  }

  @Override
  void run(Engine engine, Request request) {
    Optional<VerifyTarget> target =
        VerifyTarget.of(request, Optional.ofNullable(tree), Optional.ofNullable(tarball));
    if (target.isPresent()) {
      engine.verify(request, target.get());
    } else {
      engine.verify(request, this::file);
    }
  }
}
