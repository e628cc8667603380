package org.diracgrid.diracos.repo;

import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;

/**
 * What primary metadata says of a package, its relations and files aside.
 *
 * @param repository id of the repository
 * @param evr with a release
 * @param location relative to the repository's root, or an absolute URL where the metadata gave an
 *     {@code xml:base}
 * @param size bytes of the package file
 * @param installedSize bytes of its content
 * @param checksum of the package file
 * @param sourceRpm file name of the source package; empty if not known
 * @param license as the package states it; empty if it does not
 */
public record PackageRecord(
    String repository,
    String name,
    String arch,
    Evr evr,
    String location,
    long size,
    long installedSize,
    Checksum checksum,
    String sourceRpm,
    String license) {

  /** The package's identity. */
  public Nevra nevra() {
    return new Nevra(name, evr, arch);
  }
}
