package org.diracgrid.diracos.verify;

import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.path.BundlePath;

/** Told what the loader does for one process. */
interface LoaderWalk {

  /** {@code user} gets {@code library} from the bundle, opened now or before. */
  void found(LoadedFile user, String library, LoadedFile provider);

  /** {@code user} needs a library of the glibc family, and may find one in the bundle. */
  void glibc(LoadedFile user, String library, Optional<BundlePath> inBundle);

  /** {@code user} gets {@code library} from its host. */
  void onHost(LoadedFile user, String library);

  /**
   * {@code user} does not get {@code library}.
   *
   * @param obstacle what the loader takes for the library and gives up at; empty if it finds
   *     nothing
   * @param searched the directories searched, in order
   */
  void missing(
      LoadedFile user, String library, Optional<BundlePath> obstacle, List<BundlePath> searched);

  /** All is loaded; {@code provider} is what {@code user} calls {@code library}. */
  void versions(LoadedFile user, String library, LoadedFile provider);
}
