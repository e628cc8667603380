package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.build.SourceJob;
import org.diracgrid.diracos.build.mock.MockBuilder;
import org.diracgrid.diracos.exec.ProcessRunner;

/** mock for the fixture distribution that can build, with the buildroots of our own builder. */
final class FixtureMock {

  private static final String CONFIG =
      """
      config_opts['root'] = 'fx9'
      config_opts['target_arch'] = 'x86_64'
      config_opts['legal_host_arches'] = ('x86_64',)
      config_opts['chroot_setup_cmd'] = 'install %s'
      config_opts['package_manager'] = 'dnf'
      config_opts['dnf_command'] = '/usr/bin/dnf'
      config_opts['use_bootstrap'] = False
      config_opts['use_bootstrap_image'] = False
      config_opts['isolation'] = 'simple'
      config_opts['plugin_conf']['root_cache_opts']['compress_program'] = '%s'
      config_opts['dnf.conf'] = '''
      [main]
      keepcache=1
      reposdir=/dev/null
      gpgcheck=0
      assumeyes=1
      install_weak_deps=0

      [base]
      name=base
      baseurl=%s
      '''
      """;

  private final MockBuilder builder;
  private final MockSettings settings;

  private FixtureMock(MockBuilder builder, MockSettings settings) {
    this.builder = builder;
    this.settings = settings;
  }

  /**
   * mock, which works below a directory where root calls it.
   *
   * @param repository of the distribution
   * @param own a repository of packages that go before those of the distribution
   */
  static FixtureMock of(Path program, Path repository, Optional<Path> own, Path directory)
      throws IOException {
    // mock reads and writes as another user, where root builds.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    String text =
        String.format(
            CONFIG,
            String.join(" ", FixtureBuildroot.MINIMAL),
            Files.isExecutable(Path.of("/bin/pigz")) ? "pigz" : "gzip",
            repository.toUri());
    Path config = Files.writeString(directory.resolve("fx9.cfg"), text);
    boolean root = Integer.valueOf(0).equals(Files.getAttribute(directory, "unix:uid"));
    return new FixtureMock(
        new MockBuilder(
            new ProcessRunner(),
            (routine, phase, job, place) -> Optional.empty(),
            program.toString(),
            System.getenv()),
        new MockSettings(
            config.toString(),
            root ? Optional.of(directory.resolve("lib/fx9")) : Optional.empty(),
            own,
            true));
  }

  MockBuilder builder() {
    return builder;
  }

  /** The same job for mock, in a directory beside. */
  BuildJob job(BuildJob job) {
    return new BuildJob(
        job.id() + "-mock",
        job.name(),
        job.directory().resolveSibling(job.id() + "-mock"),
        BuilderKind.MOCK,
        job.sourcePackage(),
        job.buildroot(),
        job.buildroots(),
        job.settings(),
        job.routines(),
        job.configuration(),
        Optional.of(settings));
  }

  /** The same job for mock, with its output beside. */
  SourceJob job(SourceJob job) {
    String output = job.output().getFileName() + "-mock";
    return new SourceJob(
        job.name(),
        job.directory(),
        job.spec(),
        job.buildroot(),
        job.buildroots(),
        job.settings(),
        job.output().resolveSibling(output),
        job.output().resolveSibling(output + ".log"),
        Optional.of(new MockSettings(settings.config(), settings.root(), Optional.empty(), true)));
  }
}
