package org.diracgrid.diracos.mojo;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.Request;
import org.jspecify.annotations.Nullable;

/** Shows what ships as a tree, from the roots of the configuration. */
@Mojo(name = "tree", requiresProject = false, threadSafe = true)
public class TreeMojo extends AbstractDiracosMojo {

  /** How many levels of packages to show; 0 means all. */
  @Parameter(property = "depth", defaultValue = "0")
  private int depth;

  /** The root or package to start from; all roots if it is not given. */
  @Parameter(property = "package")
  private @Nullable String from;

  @Override
  void run(Engine engine, Request request) {
    engine.tree(request, depth, from == null ? "" : from);
  }
}
