package org.diracgrid.diracos.build;

import java.nio.file.Path;
import java.util.Objects;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Nevra;

/**
 * A package of a buildroot.
 *
 * @param nevra what it is
 * @param file where it lies, verified
 * @param checksum of the file
 */
public record BuildrootPackage(Nevra nevra, Path file, Checksum checksum) {

  /** Validates presence. */
  public BuildrootPackage {
    Objects.requireNonNull(nevra);
    Objects.requireNonNull(file);
    Objects.requireNonNull(checksum);
  }
}
