package org.diracgrid.diracos.stage;

import java.util.Objects;

/**
 * Which file of which package stands at a path.
 *
 * @param packageId tells packages of other bytes apart, such as the package file's checksum
 * @param index of the file in the package's header
 */
public record FileOrigin(String packageId, int index) {

  /** Validates that the package is named. */
  public FileOrigin {
    Objects.requireNonNull(packageId);
  }

  // By hand, as in every record that a common run compares: docs/decisions/0009.
  @Override
  public boolean equals(Object other) {
    return other instanceof FileOrigin that
        && index == that.index
        && packageId.equals(that.packageId);
  }

  @Override
  public int hashCode() {
    return 31 * packageId.hashCode() + index;
  }
}
