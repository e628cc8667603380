package org.diracgrid.diracos.elf;

import java.util.List;

/**
 * The symbol versions that a file wants from one library.
 *
 * @param file the library, as in {@code DT_NEEDED}
 * @param versions such as {@code GLIBC_2.17}, in file order
 * @param weak those among them that the library may lack ({@code VER_FLG_WEAK})
 */
public record VersionNeed(String file, List<String> versions, List<String> weak) {

  /** Copies the lists. */
  public VersionNeed {
    versions = List.copyOf(versions);
    weak = List.copyOf(weak);
  }

  /** Those without which the loader does not start the program, in file order. */
  public List<String> required() {
    return weak.isEmpty()
        ? versions
        : versions.stream().filter(version -> !weak.contains(version)).toList();
  }
}
