package org.diracgrid.diracos.build.source;

import java.nio.file.Path;
import java.util.Optional;
import org.diracgrid.diracos.build.patch.PatchResult;
import org.diracgrid.diracos.digest.Checksum;

/** A source that is ready to be built, or to be made a source package of. */
public sealed interface PreparedSource {

  /** The name of the build. */
  String name();

  /** What the source is, patch included: the same source has the same digest on any machine. */
  Checksum digest();

  /**
   * A source package that nothing was done to: it is built as it came, and need not be unpacked.
   *
   * @param srpm its file
   * @param digest SHA-256 of the file
   */
  record Unchanged(String name, Path srpm, Checksum digest) implements PreparedSource {}

  /**
   * A directory that a source package has to be made of.
   *
   * @param directory of the build's own; all files have the same time
   * @param spec file name of the spec in it
   * @param digest SHA-256 over names, execution bits and contents of all files
   * @param patch what the patch did; empty if there is none
   */
  record Tree(
      String name, Path directory, String spec, Checksum digest, Optional<PatchResult> patch)
      implements PreparedSource {}
}
