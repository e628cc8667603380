package org.diracgrid.diracos.mojo;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.Request;
import org.jspecify.annotations.Nullable;

/**
 * Tells why a package ships: every root that needs it, by the shortest chain, and what would go
 * with it; or what came near, if it does not ship.
 */
@Mojo(name = "why", requiresProject = false, threadSafe = true)
public class WhyMojo extends AbstractDiracosMojo {

  /**
   * A name, NEVRA, glob, absolute path, soname or other capability; a capability with a version,
   * such as {@code libfoo >= 1.2} or {@code python(abi) = 3.11}, stands for what provides one that
   * satisfies it.
   */
  @Parameter(property = "package")
  private @Nullable String asked;

  @Override
  void run(Engine engine, Request request) {
    engine.why(request, asked == null ? "" : asked);
  }
}
