package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.rpm.ContentDigest;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmHeader;

/**
 * A package that was built here.
 *
 * @param file where it lies
 * @param header what it says of itself
 * @param checksum of the file
 * @param content the same for two builds that gave the same files and dependencies
 */
record BuiltPackage(Path file, RpmHeader header, Checksum checksum, Checksum content) {

  /** Reads a package. */
  static BuiltPackage read(Path file) {
    RpmFile rpm = RpmFile.read(file);
    try {
      Checksum checksum = Checksum.of(Algorithm.SHA256, file);
      return new BuiltPackage(file, rpm.header(), checksum, ContentDigest.of(rpm));
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  Nevra nevra() {
    return header.nevra();
  }

  BuildrootPackage forBuildroot() {
    return new BuildrootPackage(nevra(), file, checksum);
  }
}
