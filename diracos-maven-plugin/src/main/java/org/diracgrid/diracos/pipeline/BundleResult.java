package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;

/**
 * A bundle that is there.
 *
 * @param type the artifact type, such as {@code tar.gz}
 * @param upToDate whether it was there before, made of the same
 */
public record BundleResult(Path tarball, String type, boolean upToDate) {

  /** What dirac-install asks for beside the tarball: its MD5 in hexadecimal digits. */
  public Path md5() {
    String name = tarball.getFileName().toString();
    return tarball.resolveSibling(name.substring(0, name.lastIndexOf("." + type)) + ".md5");
  }
}
