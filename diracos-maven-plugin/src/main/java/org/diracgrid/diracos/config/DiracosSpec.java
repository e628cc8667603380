package org.diracgrid.diracos.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.path.BundlePath;

/**
 * All that a {@code diracos.json} and its overrides ask for, checked and with defaults filled in.
 *
 * @param file the configuration file, absolute
 * @param version of the bundle
 * @param comment the user's
 * @param packages the roots; empty: all of the own repository but debug and doc packages
 * @param repositories as declared, disabled ones included; {@link Repositories#read} gives those to
 *     use
 * @param modules streams to enable ({@code name:stream}, {@code name}) and modules to disable
 *     ({@code !name})
 * @param boundary where following dependencies stops
 * @param platform what the bundle runs on
 * @param bundle the tarball
 * @param ignoredPackages neither taken nor followed
 * @param manualDependencies taken in addition to the roots
 * @param weakDependencies whether what is recommended ships too
 * @param removedFolders removed from the bundle at the end
 * @param knownMissing sonames that are no finding
 * @param knownBrokenLinks links that are no finding
 * @param verify how the bundle is verified
 * @param smokeTests what it must be able to do
 * @param pipRequirements requirements file
 * @param pipBuildDependencies packages to build Python requirements with
 * @param pip where pip looks for them
 * @param mockInstallConfig v1's mock configuration for bundling: {@code .cfg} path or mock's name,
 *     as written
 * @param mockInstallRoot its root
 * @param extensionName set for an extension
 * @param diracOsVersion the base that an extension builds on
 * @param extension what an extension is made of
 * @param release where and as what the bundle is released
 * @param rpmBuild what is rebuilt
 * @param warnings what looks like a slip but is allowed
 * @param places JSON pointer to the place of each value, see {@link #where}
 */
public record DiracosSpec(
    Path file,
    String version,
    String comment,
    List<String> packages,
    List<RepositorySpec> repositories,
    List<String> modules,
    BoundarySpec boundary,
    PlatformSpec platform,
    BundleSpec bundle,
    List<String> ignoredPackages,
    List<String> manualDependencies,
    boolean weakDependencies,
    List<BundlePath> removedFolders,
    List<String> knownMissing,
    List<String> knownBrokenLinks,
    VerifySpec verify,
    List<SmokeTestSpec> smokeTests,
    Optional<Location> pipRequirements,
    List<String> pipBuildDependencies,
    PipSpec pip,
    Optional<String> mockInstallConfig,
    Optional<Location> mockInstallRoot,
    Optional<String> extensionName,
    Optional<String> diracOsVersion,
    ExtensionSpec extension,
    ReleaseSpec release,
    RpmBuildSpec rpmBuild,
    List<String> warnings,
    Map<String, Place> places) {

  /** Copies. */
  public DiracosSpec {
    packages = List.copyOf(packages);
    repositories = List.copyOf(repositories);
    modules = List.copyOf(modules);
    ignoredPackages = List.copyOf(ignoredPackages);
    manualDependencies = List.copyOf(manualDependencies);
    removedFolders = List.copyOf(removedFolders);
    knownMissing = List.copyOf(knownMissing);
    knownBrokenLinks = List.copyOf(knownBrokenLinks);
    smokeTests = List.copyOf(smokeTests);
    pipBuildDependencies = List.copyOf(pipBuildDependencies);
    warnings = List.copyOf(warnings);
    places = Map.copyOf(places);
  }

  /** The same, held to what a base promises. */
  public DiracosSpec held(
      PlatformSpec ofBase,
      BoundarySpec ends,
      List<String> ignored,
      List<String> missing,
      List<String> brokenLinks,
      VerifySpec checks) {
    return new DiracosSpec(
        file,
        version,
        comment,
        packages,
        repositories,
        modules,
        ends,
        ofBase,
        bundle,
        ignored,
        manualDependencies,
        weakDependencies,
        removedFolders,
        missing,
        brokenLinks,
        checks,
        smokeTests,
        pipRequirements,
        pipBuildDependencies,
        pip,
        mockInstallConfig,
        mockInstallRoot,
        extensionName,
        diracOsVersion,
        extension,
        release,
        rpmBuild,
        warnings,
        places);
  }

  /** The directory that relative paths are relative to. */
  public Path directory() {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  /**
   * Where a value was written, for messages: {@code diracos.json:41:7 (/packages/3)}, or the
   * property that gave it. A value that was not written is placed where its nearest container was.
   *
   * @param pointer such as {@code /packages/3} or {@code /boundary}
   */
  public String where(String pointer) {
    for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      Place place = places.get(at);
      if (place != null) {
        return place.toString();
      }
    }
    return String.valueOf(file.getFileName());
  }

  /** Where the first item {@code text} of a list was written, such as a root's name. */
  public String where(String list, String text) {
    List<String> items =
        switch (list) {
          case "packages" -> packages;
          case "modules" -> modules;
          case "manualDependencies" -> manualDependencies;
          case "ignoredPackages" -> ignoredPackages;
          default -> List.of();
        };
    int at = items.indexOf(text);
    return where("/" + list + (at < 0 ? "" : "/" + at));
  }

  /** The tarball's name without {@code .tar.…}: {@code <extensionName>diracos-<version>}. */
  public String bundleName() {
    return extensionName.orElse("") + "diracos-" + version;
  }
}
