package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.diracgrid.diracos.bundle.BundleName;
import org.diracgrid.diracos.config.BundleSpec;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.config.ExtensionSpec;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.config.ReleaseSpec;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.publish.Publisher;
import org.diracgrid.diracos.publish.Release;
import org.diracgrid.diracos.publish.ReleaseDirectory;
import org.diracgrid.diracos.publish.ReleaseTarget;
import org.diracgrid.diracos.publish.RemoteTargets;

/** From the bundle to a release that clients install. */
final class ReleaseStage {

  /** The only project whose defaults clients ask for the place of a base. */
  private static final String BASE_PROJECT = "DIRAC";

  private final Run run;
  private final Location directory;

  /**
   * A stage that can be run: what would keep a bundle from being released is told before it is
   * made.
   *
   * @throws DiracosException DOS-PUBLISH-07 without a release directory, -08 for a tarball that
   *     clients do not unpack, -09 for a remote directory of a run that is offline, -13 for two
   *     files of one name
   */
  ReleaseStage(Run run) {
    this.run = run;
    DiracosSpec spec = run.spec();
    this.directory =
        spec.release()
            .directory()
            .orElseThrow(
                () ->
                    refusal(
                        "DOS-PUBLISH-07",
                        "there is no release directory",
                        "release",
                        "add \"release\": {\"directory\": …}, or give -Ddiracos.releaseDirectory"));
    if (spec.bundle().compression() != BundleSpec.Compression.GZ) {
      throw refusal(
          "DOS-PUBLISH-08",
          "clients unpack only .tar.gz",
          "bundle/compression",
          "write \"compression\": \"gz\", or leave it out");
    }
    if (run.environment().offline() && !directory.isFile()) {
      throw refusal(
          "DOS-PUBLISH-09",
          ReleaseTarget.shown(directory.uri()) + " cannot be reached offline",
          "release/directory",
          "run without -o, or release to a path");
    }
    if (spec.release().releases().equals(defaults(spec))) {
      throw refusal(
          "DOS-PUBLISH-13",
          defaults(spec) + " cannot be both the list of releases and the defaults",
          "release/releases",
          "write another name for \"releases\" or for \"defaults\"");
    }
  }

  private DiracosException refusal(String code, String what, String key, String fix) {
    return DiracosException.of(Problem.of(code, what, run.spec().where("/" + key), fix));
  }

  ReleaseResult release(BundleResult bundle, RemoteTargets remotes) {
    Release release = release(bundle);
    warn(release);
    try (ReleaseTarget target = target(remotes)) {
      return new ReleaseResult(
          release.address(), new Publisher(target, run.progress()).publish(release));
    }
  }

  /** What clients would make of it that nobody wants. */
  private void warn(Release release) {
    if (!release.entry()) {
      run.progress()
          .warn(
              "releases.cfg gets no entry: clients unpack one tarball only, and this one holds"
                  + " only what is added to its base (\"output\": \"delta\")");
      return;
    }
    if (release.extension().isEmpty() && !release.project().equals(BASE_PROJECT)) {
      run.progress()
          .warn(
              "clients look for a base where the defaults of project DIRAC say, not those of "
                  + release.project());
    }
    Optional<String> dirac = dirac(release);
    if (dirac.isEmpty()) {
      run.progress()
          .warn(
              "clients install a project other than DIRAC only if its releases.cfg says that it"
                  + " depends on that: add \"depends\": [\"DIRAC:<release>\"] to \"release\"");
    }
    dirac
        .filter(ReleaseStage::isBeforeDiracos)
        .ifPresent(
            name ->
                run.progress()
                    .warn(
                        "clients take DIRAC "
                            + name
                            + " for a release without DIRACOS, by its second character: give it"
                            + " another \"name\" under \"release\", such as v8r0, or let them run with"
                            + " --dirac-os"));
  }

  /** The release of DIRAC that clients read before they install this one. */
  private static Optional<String> dirac(Release release) {
    if (release.project().equals(BASE_PROJECT)) {
      return Optional.of(release.name());
    }
    return release.depends().stream()
        .map(one -> one.split(":", 2))
        .filter(words -> words[0].equals(BASE_PROJECT))
        .map(words -> words.length == 1 ? release.name() : words[1])
        .findFirst();
  }

  /** Clients take the second character for the major version; DIRACOS came with 7. */
  private static boolean isBeforeDiracos(String name) {
    return name.length() < 2 || (name.charAt(1) >= '0' && name.charAt(1) <= '6');
  }

  private ReleaseTarget target(RemoteTargets remotes) {
    return directory.isFile()
        ? ReleaseDirectory.at(directory.path())
        : remotes.open(directory.uri(), run.spec().release().server());
  }

  private Release release(BundleResult bundle) {
    DiracosSpec spec = run.spec();
    ReleaseSpec wanted = spec.release();
    Optional<String> extension = spec.extensionName();
    BundleName name = BundleName.of(extension.orElse(""), spec.version());
    Path tarball = bundle.tarball();
    boolean delta =
        extension.isPresent() && spec.extension().output() == ExtensionSpec.Output.DELTA;
    return new Release(
        project(spec),
        wanted.name().orElse(spec.version()),
        extension,
        name,
        new Release.Files(
            tarball,
            tarball.resolveSibling(name.md5()),
            tarball.resolveSibling(name.sha256()),
            run.request().lock()),
        !delta,
        address(wanted.url().orElseGet(() -> ReleaseTarget.shown(directory.uri()))),
        wanted.depends(),
        wanted.modules(),
        wanted.releases(),
        defaults(spec));
  }

  private static String project(DiracosSpec spec) {
    return spec.release().project().or(spec::extensionName).orElse(BASE_PROJECT);
  }

  private static String defaults(DiracosSpec spec) {
    return spec.release()
        .defaults()
        .orElseGet(() -> project(spec).toLowerCase(Locale.ROOT) + ".cfg");
  }

  /** Clients put a slash and a name behind it, and take += for something else. */
  private static String address(String url) {
    String address = url;
    while (address.endsWith("/")) {
      address = address.substring(0, address.length() - 1);
    }
    return address.replace("+=", "%2B=");
  }
}
