package org.diracgrid.diracos.build.executor;

import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.Builder;

/** Makes the builder of a job on the machine where the job is done. */
public interface BuilderFactory {

  /** The builder for {@link BuildJob#builder}. */
  Builder of(BuildJob job);
}
