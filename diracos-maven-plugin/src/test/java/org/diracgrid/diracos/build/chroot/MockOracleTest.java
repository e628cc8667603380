package org.diracgrid.diracos.build.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildOutcome.Status;
import org.diracgrid.diracos.build.Builder;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.build.RoutineRunner;
import org.diracgrid.diracos.build.SourceJob;
import org.diracgrid.diracos.build.mock.MockBuilder;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.diracgrid.diracos.rpm.RpmHeader;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * mock's own code and ours build the same source packages in the fixture distribution: what comes
 * out has the same files, digests and dependencies.
 *
 * <p>mock is the one of the PATH or of {@code -Ddiracos.mock}. It needs the rights that it always
 * needs; as root, set {@code SUDO_UID} to a user of the group {@code mock}.
 */
@Timeout(900)
class MockOracleTest {

  private static final RoutineRunner NO_ROUTINES = (routine, phase, job, root) -> Optional.empty();

  private static final String CONFIG =
      """
      config_opts['root'] = 'fx9'
      config_opts['target_arch'] = 'x86_64'
      config_opts['legal_host_arches'] = ('x86_64',)
      config_opts['chroot_setup_cmd'] = 'install @buildsys-build'
      config_opts['package_manager'] = 'dnf'
      config_opts['dnf_command'] = '/usr/bin/dnf'
      config_opts['use_bootstrap'] = False
      config_opts['use_bootstrap_image'] = False
      config_opts['isolation'] = 'simple'
      config_opts['plugin_conf']['root_cache_opts']['compress_program'] = 'gzip'
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

  private static final String SPEC =
      """
      Name: hello
      Version: 1.0
      Release: 1%{?dist}
      Summary: Says hello
      License: MIT
      Source0: hello.c
      BuildRequires: gcc
      BuildRequires: zlib-devel

      %description
      A program that is linked to zlib.

      %package devel
      Summary: Its header
      Requires: %{name}%{?_isa} = %{version}-%{release}

      %description devel
      Its header.

      %package data
      Summary: Something for all architectures
      BuildArch: noarch

      %description data
      Tells what the build was told.

      %prep
      %setup -q -c -T
      cp %{SOURCE0} .

      %build
      %{__cc} %{optflags} -o hello hello.c -lz

      %install
      install -D -m 4755 hello %{buildroot}%{_bindir}/hello
      ln -s hello %{buildroot}%{_bindir}/hi
      install -d %{buildroot}%{_includedir} %{buildroot}%{_datadir}/hello
      echo '#define HELLO 1' > %{buildroot}%{_includedir}/hello.h
      echo "%{?dist} %{?_smp_mflags} $SOURCE_DATE_EPOCH %{_buildhost} %{with_docs}" \\
        > %{buildroot}%{_datadir}/hello/told

      %files
      %{_bindir}/h*

      %files devel
      %{_includedir}/hello.h

      %files data
      %config %{_datadir}/hello/told

      %changelog
      * Thu Jan 01 2026 Some Body <some@example.org> - 1.0-1
      - Begin
      """;

  @TempDir private Path directory;
  private List<BuildrootPackage> buildroot;
  private Optional<MockSettings> mock;
  private MockBuilder byMock;
  private ChrootBuilder byChroot;

  @BeforeEach
  void install() throws IOException {
    Path program = Oracles.program("diracos.mock", "mock");
    Path repository = Oracles.buildRepository().toRealPath();
    directory = directory.toRealPath();
    // mock reads and writes as another user, where root builds.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path config =
        Files.writeString(directory.resolve("fx9.cfg"), String.format(CONFIG, repository.toUri()));
    Path own = Files.createDirectories(directory.resolve("own"));
    Oracles.bash(own, "createrepo_c -q .");
    boolean root = Integer.valueOf(0).equals(Files.getAttribute(directory, "unix:uid"));
    mock =
        Optional.of(
            new MockSettings(
                config.toString(),
                root ? Optional.of(directory.resolve("lib/fx9")) : Optional.empty(),
                Optional.of(own),
                true));
    buildroot = new FixtureBuildroot(repository).with("gcc", "zlib-devel");
    byMock = new MockBuilder(new ProcessRunner(), NO_ROUTINES, program.toString(), System.getenv());
    byChroot = new ChrootBuilder(new ProcessRunner(), NO_ROUTINES, 2);
  }

  private SourceJob source(boolean withMock) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("hello"));
    Files.writeString(sources.resolve("hello.spec"), SPEC.replace("%{with_docs}", ""));
    Files.writeString(
        sources.resolve("hello.c"),
        "#include <zlib.h>\n#include <stdio.h>\nint main(void) { puts(zlibVersion()); }\n");
    Path work = Files.createDirectories(directory.resolve(withMock ? "by-mock" : "by-chroot"));
    SourceJob job = ChrootMain.source(sources, "hello.spec", work, buildroot);
    return new SourceJob(
        job.name(),
        job.directory(),
        job.spec(),
        job.buildroot(),
        job.buildroots(),
        job.settings(),
        job.output(),
        job.log(),
        withMock ? mock : Optional.empty());
  }

  private Map<String, Path> build(Builder builder, Path srpm, boolean withMock) throws IOException {
    BuildJob job = ChrootMain.job(srpm, directory, "job", buildroot, ChrootMain.settings());
    BuildJob asked =
        new BuildJob(
            withMock ? "mock" : "chroot",
            "hello",
            Files.createDirectories(directory.resolve(withMock ? "job-mock" : "job-chroot")),
            withMock ? BuilderKind.MOCK : BuilderKind.CHROOT,
            srpm,
            buildroot,
            job.buildroots(),
            job.settings(),
            job.routines(),
            "{}",
            withMock ? mock : Optional.empty());
    BuildOutcome outcome = builder.build(asked);
    assertThat(outcome.status())
        .as(outcome + "\n" + Files.readString(asked.log()))
        .isEqualTo(Status.BUILT);
    System.out.println((withMock ? "mock: " : "chroot: ") + outcome.phases());
    Map<String, Path> packages = new TreeMap<>();
    outcome.packages().forEach(file -> packages.put(file.getFileName().toString(), file));
    return packages;
  }

  private static String nobodys(String file) {
    return file.replaceAll("(user|group)=[^,]*", "$1=");
  }

  /** All of a package that is not when and by whom it was made. */
  private static List<String> content(Path file) {
    RpmHeader header = RpmFile.read(file).header();
    List<String> lines = new ArrayList<>(List.of(header.nevra().toString()));
    header.requires().forEach(it -> lines.add("requires " + it));
    header.provides().forEach(it -> lines.add("provides " + it));
    header.conflicts().forEach(it -> lines.add("conflicts " + it));
    header.obsoletes().forEach(it -> lines.add("obsoletes " + it));
    for (RpmFileInfo info : header.files()) {
      // The files of a source package belong to whoever made it.
      lines.add("file " + (header.isSource() ? nobodys(info.toString()) : info.toString()));
    }
    lines.add("host " + header.text(RpmTag.BUILD_HOST));
    if (!header.isSource()) {
      lines.add("time " + Arrays.toString(header.numbers(RpmTag.BUILD_TIME)));
    }
    return lines;
  }

  @Test
  void bothGiveTheSamePackages() throws IOException {
    Path srpm = byMock.makeSourcePackage(source(true));
    Path same = byChroot.makeSourcePackage(source(false));
    assertThat(srpm.getFileName()).isEqualTo(same.getFileName());
    assertThat(content(srpm)).isEqualTo(content(same));

    Map<String, Path> mocks = build(byMock, srpm, true);
    Map<String, Path> ours = build(byChroot, srpm, false);

    assertThat(ours.keySet())
        .isEqualTo(mocks.keySet())
        .containsExactly(
            "hello-1.0-1.t1.src.rpm",
            "hello-1.0-1.t1.x86_64.rpm",
            "hello-data-1.0-1.t1.noarch.rpm",
            "hello-devel-1.0-1.t1.x86_64.rpm");
    for (String name : mocks.keySet()) {
      assertThat(content(ours.get(name))).as(name).isEqualTo(content(mocks.get(name)));
    }
  }
}
