package org.diracgrid.diracos.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A source package to make: {@code rpmbuild -bs}.
 *
 * @param name of the build, for messages
 * @param directory holds the spec and the sources
 * @param spec name of the spec file in it
 * @param buildroot packages to do it in
 * @param buildroots directory where buildroots are kept to be used again
 * @param settings macros and features that the spec is read with
 * @param output directory for the SRPM
 * @param log what the programs said; appended to
 * @param mock what mock is told, if it is the builder
 */
public record SourceJob(
    String name,
    Path directory,
    String spec,
    List<BuildrootPackage> buildroot,
    Path buildroots,
    BuildSettings settings,
    Path output,
    Path log,
    Optional<MockSettings> mock) {

  /** Copies. */
  public SourceJob {
    buildroot = List.copyOf(buildroot);
  }
}
