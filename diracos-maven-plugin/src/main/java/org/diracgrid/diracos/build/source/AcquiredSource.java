package org.diracgrid.diracos.build.source;

import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.digest.Checksum;

/** What a build starts from, brought here and verified; its files are not to be changed. */
public sealed interface AcquiredSource {

  /**
   * A source package.
   *
   * @param path of the file
   * @param sha256 of its bytes
   */
  record SourcePackageFile(Path path, Checksum sha256) implements AcquiredSource {}

  /**
   * A directory with a spec and its sources.
   *
   * @param directory that holds them
   * @param spec file name of the spec in it
   * @param origin where it comes from, for people: a path, or repository, branch and commit
   */
  record SourceDirectory(Path directory, String spec, String origin) implements AcquiredSource {}

  /**
   * Binary packages, which need no build.
   *
   * @param packages in the order of their names
   */
  record Prebuilt(List<Path> packages) implements AcquiredSource {
    /** Holds its own list. */
    public Prebuilt {
      packages = List.copyOf(packages);
    }
  }
}
