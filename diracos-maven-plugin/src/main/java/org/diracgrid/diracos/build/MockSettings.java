package org.diracgrid.diracos.build;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What only mock is told.
 *
 * @param config a {@code .cfg} file, absolute, or the name of a configuration that mock brings
 * @param root where mock makes its buildroots; empty: where it does by itself
 * @param repository directory of a repository with the packages of ours that the build is to see;
 *     it goes before all others
 * @param clean whether the buildroot is made anew
 */
public record MockSettings(
    String config, Optional<Path> root, Optional<Path> repository, boolean clean) {}
