package org.diracgrid.diracos.stage;

import java.util.List;
import java.util.Objects;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.rpm.RpmFileInfo;

/**
 * What a package claims, as far as planning needs it.
 *
 * @param files the header's list, each at its {@link RpmFileInfo#index}
 */
public record PackageFiles(Nevra nevra, List<RpmFileInfo> files) {

  /** Copies the list. */
  public PackageFiles {
    Objects.requireNonNull(nevra);
    files = List.copyOf(files);
  }
}
