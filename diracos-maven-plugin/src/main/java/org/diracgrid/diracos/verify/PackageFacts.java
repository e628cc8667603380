package org.diracgrid.diracos.verify;

import java.util.List;
import org.diracgrid.diracos.path.BundlePath;

/**
 * What the packages of a bundle say of themselves.
 *
 * @param owner the package, as entries name it
 * @param licence its licence tag; may be empty
 * @param licenceFiles what it marks as the text of a licence, in the order of the paths, whether
 *     shipped or not
 */
public record PackageFacts(String owner, String licence, List<BundlePath> licenceFiles) {

  /** Copies. */
  public PackageFacts {
    licenceFiles = List.copyOf(licenceFiles);
  }
}
