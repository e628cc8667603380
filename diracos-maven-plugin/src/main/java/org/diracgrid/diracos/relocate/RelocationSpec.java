package org.diracgrid.diracos.relocate;

import java.util.List;
import org.diracgrid.diracos.path.BundlePath;

/**
 * What a release manager decides about relocation.
 *
 * @param version of the bundle, for {@code versions.txt} and {@code .diracos_version}
 * @param removedFolders paths that are removed with all that is below them; those that do not exist
 *     are no error
 * @param knownMissing libraries that may be missing, by name, with wildcards
 * @param knownBrokenLinks links that may be broken, by path ({@code /usr/…}, or {@code
 *     DIRACOS/usr/…} as DIRACOS v1 listed them), with wildcards
 * @param hostLibraries libraries that the host gives besides the glibc family, by name, with
 *     wildcards
 * @param contract text of {@code .diracos_contract.json}, what extensions of the bundle are held
 *     to; without that file if empty
 */
public record RelocationSpec(
    String version,
    List<BundlePath> removedFolders,
    List<String> knownMissing,
    List<String> knownBrokenLinks,
    List<String> hostLibraries,
    String contract) {

  /** Without a contract. */
  public RelocationSpec(
      String version,
      List<BundlePath> removedFolders,
      List<String> knownMissing,
      List<String> knownBrokenLinks,
      List<String> hostLibraries) {
    this(version, removedFolders, knownMissing, knownBrokenLinks, hostLibraries, "");
  }

  /** Copies the lists. */
  public RelocationSpec {
    removedFolders = List.copyOf(removedFolders);
    knownMissing = List.copyOf(knownMissing);
    knownBrokenLinks = List.copyOf(knownBrokenLinks);
    hostLibraries = List.copyOf(hostLibraries);
  }

  /** All of it, so that two that differ have different texts. */
  @Override
  public String toString() {
    return List.of(version)
        + " without "
        + removedFolders
        + ", known missing "
        + knownMissing
        + ", known broken "
        + knownBrokenLinks
        + ", on the host "
        + hostLibraries
        + contract;
  }

  /** Nothing removed, nothing known. */
  public static RelocationSpec of(String version) {
    return new RelocationSpec(version, List.of(), List.of(), List.of(), List.of());
  }
}
