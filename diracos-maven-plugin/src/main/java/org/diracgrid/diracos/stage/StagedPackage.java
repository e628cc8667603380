package org.diracgrid.diracos.stage;

import java.nio.file.Path;
import java.util.Objects;
import org.diracgrid.diracos.nevra.Nevra;

/**
 * A package to extract.
 *
 * @param nevra what it has to be; checked against its header
 * @param rpmFile the verified package file
 */
public record StagedPackage(Nevra nevra, Path rpmFile) {

  /** Validates that both are there. */
  public StagedPackage {
    Objects.requireNonNull(nevra);
    Objects.requireNonNull(rpmFile);
  }
}
