package org.diracgrid.diracos.elf;

import java.util.List;

/**
 * The symbol versions that a file wants from one library.
 *
 * @param file the library, as in {@code DT_NEEDED}
 * @param versions such as {@code GLIBC_2.17}, in file order
 */
public record VersionNeed(String file, List<String> versions) {

  /** Copies the list. */
  public VersionNeed {
    versions = List.copyOf(versions);
  }
}
