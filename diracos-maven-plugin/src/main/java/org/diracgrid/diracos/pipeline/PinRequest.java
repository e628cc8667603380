package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How requirements are pinned.
 *
 * @param dryRun whether the change is shown only
 * @param hashes whether the hashes of the archives are written
 * @param python version that has to run the packages; empty for that of the lock
 * @param output where the requirements file is written instead of in place
 */
public record PinRequest(
    boolean dryRun, boolean hashes, Optional<String> python, Optional<Path> output) {}
