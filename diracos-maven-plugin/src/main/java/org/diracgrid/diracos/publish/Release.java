package org.diracgrid.diracos.publish;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.bundle.BundleName;

/**
 * What is published.
 *
 * @param project what clients call the project, such as {@code DIRAC}
 * @param name what they call its release, such as {@code v8r0}
 * @param extension the bundle's extension; empty for a base
 * @param bundle what the bundle's files are called
 * @param files the bundle's files as they were built
 * @param entry whether clients are told of it; not if its tarball is not a whole stack
 * @param address of the release directory as clients reach it, without a slash at its end
 * @param depends projects with their releases, {@code DIRAC:v8r0}, that a new entry names
 * @param modules of the release, {@code name} or {@code name:version}, that a new entry names
 * @param releases name of the file that lists the project's releases
 * @param defaults name of the project's defaults file
 */
public record Release(
    String project,
    String name,
    Optional<String> extension,
    BundleName bundle,
    Files files,
    boolean entry,
    String address,
    List<String> depends,
    List<String> modules,
    String releases,
    String defaults) {

  /** Copies. */
  public Release {
    depends = List.copyOf(depends);
    modules = List.copyOf(modules);
  }

  /**
   * The bundle's files.
   *
   * @param md5 the digest, bare hexadecimal
   * @param sha256 the digest in the form of sha256sum
   */
  public record Files(Path tarball, Path md5, Path sha256, Path lock) {}

  /** What clients read as {@code DIRACOS}: {@code 1.2}, or {@code LHCb:1.2} with one colon. */
  String diracos() {
    return extension.map(name -> name + ":").orElse("") + bundle.version();
  }

  /** {@code diracos-1.2.lock.json}. */
  String lock() {
    return bundle.name() + "-" + bundle.version() + ".lock.json";
  }

  /** {@code release-DIRAC-v8r0.cfg}. */
  String releaseCfg() {
    return stem() + ".cfg";
  }

  /** {@code release-DIRAC-v8r0.md5}: clients put {@code .md5} in the place of {@code .cfg}. */
  String releaseMd5() {
    return stem() + ".md5";
  }

  private String stem() {
    return "release-" + project + "-" + name;
  }
}
