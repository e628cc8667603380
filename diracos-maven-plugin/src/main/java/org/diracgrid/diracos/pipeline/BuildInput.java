package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.schedule.SourceHeader;

/**
 * A build with its source at hand.
 *
 * @param number its place in the configuration, from 0
 * @param build as configured
 * @param base what it is built on
 * @param sourcePackage the SRPM, patched already; empty if the packages are given
 * @param checksum of the SRPM, or over the given packages
 * @param header of the SRPM, or what stands for it
 * @param prebuilt packages that are given and not built
 * @param patch the patch that was applied
 * @param routines the user's programs
 * @param builder who builds
 * @param settings how
 */
record BuildInput(
    int number,
    PackageBuild build,
    BuildBase base,
    Optional<Path> sourcePackage,
    Checksum checksum,
    SourceHeader header,
    List<Path> prebuilt,
    Optional<Path> patch,
    RoutineFiles routines,
    BuilderKind builder,
    BuildSettings settings) {

  /** Copies. */
  BuildInput {
    prebuilt = List.copyOf(prebuilt);
  }
}
