package org.diracgrid.diracos.mojo;

import java.io.File;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.PinRequest;
import org.diracgrid.diracos.pipeline.Request;
import org.jspecify.annotations.Nullable;

/**
 * Writes the versions of Python packages into the requirements file: what is given with {@code ==}
 * stays, all else becomes the newest that there is; with the hashes of their archives.
 */
@Mojo(name = "pin", requiresProject = false, threadSafe = true)
public class PinMojo extends AbstractDiracosMojo {

  /** Shows the change, and writes nothing. */
  @Parameter(property = "diracos.pin.dryRun", defaultValue = "false")
  private boolean dryRun;

  /** Whether the SHA-256 of every archive of a version is written. */
  @Parameter(property = "diracos.pin.hashes", defaultValue = "true")
  private boolean hashes;

  /** Version of Python that has to run the packages, such as 3.11; by default that of the lock. */
  @Parameter(property = "diracos.pin.python")
  private @Nullable String python;

  /** Where the requirements file is written; by default where it is. */
  @Parameter(property = "diracos.pin.output")
  private @Nullable File output;

  @Override
  void run(Engine engine, Request request) {
    engine.pin(
        request,
        new PinRequest(
            dryRun,
            hashes,
            Optional.ofNullable(python),
            Optional.ofNullable(output).map(File::toPath).map(request.base()::resolve)));
  }
}
