package org.diracgrid.diracos.bundle;

import java.nio.file.Path;
import org.diracgrid.diracos.digest.Checksum;

/**
 * A tarball that was written.
 *
 * @param file the tarball
 * @param md5File holds the bare digest, without a newline: dirac-install compares all of it
 * @param sha256File a line for {@code sha256sum -c}
 * @param size bytes of the tarball
 * @param md5 its MD5, for dirac-install
 * @param sha256 its SHA-256, for everybody else
 */
public record Tarball(
    Path file, Path md5File, Path sha256File, long size, Checksum md5, Checksum sha256) {}
