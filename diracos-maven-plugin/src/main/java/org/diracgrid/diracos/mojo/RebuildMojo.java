package org.diracgrid.diracos.mojo;

import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.RebuildRequest;
import org.diracgrid.diracos.pipeline.Request;
import org.jspecify.annotations.Nullable;

/** Builds what "rpmBuild" lists, in the order of its requirements, into the own repository. */
@Mojo(
    name = "rebuild",
    defaultPhase = LifecyclePhase.COMPILE,
    requiresProject = false,
    threadSafe = true)
public class RebuildMojo extends AbstractDiracosMojo {

  /** Tells what would be built, in which order and why, and builds nothing. */
  @Parameter(property = "diracos.plan", defaultValue = "false")
  private boolean plan;

  /** Builds these, comma-separated, and what they need that is not built yet. */
  @Parameter(property = "diracos.package")
  private @Nullable String only;

  /** Starts from this one, in the order of the plan. */
  @Parameter(property = "diracos.from")
  private @Nullable String from;

  /** With diracos.package: builds what depends on it as well. */
  @Parameter(property = "diracos.dependents", defaultValue = "false")
  private boolean dependents;

  @Override
  void run(Engine engine, Request request) {
    engine.rebuild(
        request,
        new RebuildRequest(
            plan ? RebuildRequest.Scope.PLAN : RebuildRequest.Scope.ALL,
            only == null ? List.of() : List.of(only.split(",")),
            Optional.ofNullable(from),
            dependents,
            isBound()));
  }
}
