package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;

/**
 * A bundle that is there.
 *
 * @param type the artifact type, such as {@code tar.gz}
 * @param upToDate whether it was there before, made of the same
 */
public record BundleResult(Path tarball, String type, boolean upToDate) {}
