package org.diracgrid.diracos.mojo;

import java.io.File;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.Request;
import org.jspecify.annotations.Nullable;

/**
 * Fetches, verifies and extracts what the lock names, and makes the tree run from any path; or,
 * with diracos.tree, makes a tree that is there already run from any path.
 */
@Mojo(
    name = "relocate",
    defaultPhase = LifecyclePhase.PREPARE_PACKAGE,
    requiresProject = false,
    threadSafe = true)
public class RelocateMojo extends AbstractDiracosMojo {

  /**
   * A directory to be relocated where it lies, instead of what the configuration describes; no
   * configuration is read. Programs, libraries, scripts and absolute links in it are changed so
   * that it runs from any path; nothing is added or removed.
   */
  @Parameter(property = "diracos.tree")
  private @Nullable File tree;

  @Override
  void run(Engine engine, Request request) {
    if (tree == null) {
      engine.relocate(request);
    } else {
      engine.relocate(request, request.base().resolve(tree.toPath()));
    }
  }
}
