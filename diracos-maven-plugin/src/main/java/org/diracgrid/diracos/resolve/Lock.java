package org.diracgrid.diracos.resolve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.repo.PackageRecord;

/**
 * What a bundle is made of, to the byte. Written as {@code diracos.lock.json} beside the
 * configuration.
 *
 * @param configuration digest of the part of the configuration that it answers
 * @param repositories checksum of each repository's repomd.xml, by id
 * @param packages sorted by name, EVR, architecture
 * @param python what pip installs; empty if nothing, or if it was not chosen yet
 */
public record Lock(
    Checksum configuration,
    Map<String, Checksum> repositories,
    List<LockedPackage> packages,
    Optional<LockedPython> python) {

  /** Copies the collections; the map is sorted. */
  public Lock {
    repositories = java.util.Collections.unmodifiableMap(new TreeMap<>(repositories));
    packages = List.copyOf(packages);
  }

  /** A lock without Python packages. */
  public Lock(
      Checksum configuration, Map<String, Checksum> repositories, List<LockedPackage> packages) {
    this(configuration, repositories, packages, Optional.empty());
  }

  /** The same with other Python packages. */
  public Lock with(Optional<LockedPython> other) {
    return new Lock(configuration, repositories, packages, other);
  }

  /** The lock of a closure. */
  public static Lock of(
      Checksum configuration, Map<String, Checksum> repositories, Closure closure) {
    return new Lock(
        configuration, repositories, closure.packages().stream().map(LockedPackage::of).toList());
  }

  /**
   * A package of the lock.
   *
   * @param repository id of the repository it comes from
   * @param location relative to that repository's root, or an absolute URL
   * @param size bytes of the package file
   * @param requiredBy NEVRAs of the packages that require it, and origins in the configuration,
   *     each once, the nearest to a root first
   * @param requirement the requirement that pulled it in, as the first of {@code requiredBy} states
   *     it
   */
  public record LockedPackage(
      Nevra nevra,
      String repository,
      String location,
      long size,
      Checksum checksum,
      List<String> requiredBy,
      String requirement) {

    /** Copies the list. */
    public LockedPackage {
      requiredBy = List.copyOf(requiredBy);
    }

    /** A package of a closure. */
    public static LockedPackage of(Closure.Chosen chosen) {
      PackageRecord record = chosen.record();
      return new LockedPackage(
          record.nevra(),
          record.repository(),
          record.location(),
          record.size(),
          record.checksum(),
          chosen.requiredBy().stream().map(Closure.Reason::by).distinct().toList(),
          chosen.requiredBy().get(0).requirement());
    }

    /** Of the parts that the file has. */
    static Nevra nevra(String name, long epoch, String version, String release, String arch) {
      return new Nevra(name, new Evr(epoch, version, release), arch);
    }
  }
}
