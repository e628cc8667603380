package org.diracgrid.diracos.publish;

import java.util.List;
import java.util.Optional;

/**
 * The project's defaults file, which the {@code DefaultsLocation} of clients names: where its
 * releases are.
 */
final class DefaultsCfg {

  private DefaultsCfg() {}

  /**
   * The file with the address of the release directory. {@code DIRACOS} is where tarballs come
   * from, so it follows the release; {@code BaseURL} and {@code Releases} stay as they are, since a
   * project may have its modules elsewhere.
   */
  static CfgDocument with(Optional<CfgDocument> present, Release release) {
    CfgDocument document =
        present.orElseGet(
            () ->
                CfgDocument.parse(
                    release.defaults(),
                    "# The defaults of "
                        + release.project()
                        + ": let DefaultsLocation of your installations name this file.\n"));
    if (document.root().value("Releases").isEmpty()) {
      String releases = release.address() + "/" + release.releases();
      document = document.set(List.of(), "Releases", releases);
    }
    if (document.root().value("BaseURL").isEmpty()) {
      document = document.set(List.of(), "BaseURL", release.address());
    }
    return document.set(List.of(), "DIRACOS", release.address());
  }
}
