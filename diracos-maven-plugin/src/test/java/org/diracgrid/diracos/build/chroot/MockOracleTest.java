package org.diracgrid.diracos.build.chroot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.SourceJob;
import org.diracgrid.diracos.build.mock.MockBuilder;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.rpm.ContentDigest;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmHeader;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * mock's own code and ours build the same source packages in the fixture distribution: what comes
 * out has the same files, digests, modes, owners and dependencies, and the source packages that
 * both make have the same bytes.
 *
 * <p>mock is the one of the PATH or of {@code -Ddiracos.mock}; docs/rebuild.md tells how to run it
 * from its source. It needs the rights that it always needs; as root, set {@code SUDO_UID} to a
 * user of the group {@code mock}.
 */
@Timeout(900)
class MockOracleTest {

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

  @TempDir private static Path directory;
  private static Path repository;
  private static FixtureMock mock;
  private static FixtureBuildroot distribution;
  private static ChrootBuilder chroot;

  @BeforeAll
  static void install() throws IOException {
    Path program = Oracles.program("diracos.mock", "mock");
    repository = Oracles.buildRepository().toRealPath();
    directory = directory.toRealPath();
    Path own = Files.createDirectories(directory.resolve("own"));
    Oracles.bash(own, "createrepo_c -q .");
    mock = FixtureMock.of(program, repository, Optional.of(own), directory);
    distribution = new FixtureBuildroot(repository);
    chroot =
        new ChrootBuilder(new ProcessRunner(), (routine, phase, job, root) -> Optional.empty(), 2);
  }

  /** Made by both, which must give the same bytes. */
  private static Path sourcePackage(Path sources, String spec) throws IOException {
    Path work = Files.createDirectories(directory.resolve("sources-" + spec));
    SourceJob job = ChrootMain.source(sources, spec, work, distribution.with());
    Path ours = chroot.makeSourcePackage(job);
    Path theirs = mock.builder().makeSourcePackage(mock.job(job));
    assertThat(theirs.getFileName()).isEqualTo(ours.getFileName());
    assertThat(content(ours)).isEqualTo(content(theirs));
    assertThat(ours).hasSameBinaryContentAs(theirs);
    return ours;
  }

  private static Map<String, Path> build(Builder builder, BuildJob job) throws IOException {
    Files.createDirectories(job.directory());
    BuildOutcome outcome = builder.build(job);
    String log = Files.readString(job.log(), ISO_8859_1);
    assertThat(outcome.status()).as(outcome + "\n" + log).isEqualTo(Status.BUILT);
    if (builder instanceof MockBuilder) {
      assertThat(log)
          .contains("=== mock's installed_pkgs.log\n")
          .doesNotContain("the buildroot is not the one that was planned");
    }
    System.out.println(job.id() + " " + outcome.phases());
    Map<String, Path> packages = new TreeMap<>();
    outcome.packages().forEach(file -> packages.put(file.getFileName().toString(), file));
    return packages;
  }

  /**
   * Packages of mock have no id of a source package: it builds them apart. All else is here, times
   * in the payload too.
   */
  private static List<String> content(Path file) {
    RpmHeader header = RpmFile.read(file).header();
    List<String> lines = new ArrayList<>(List.of(header.nevra().toString()));
    header.requires().forEach(it -> lines.add("requires " + it));
    header.provides().forEach(it -> lines.add("provides " + it));
    header.conflicts().forEach(it -> lines.add("conflicts " + it));
    header.obsoletes().forEach(it -> lines.add("obsoletes " + it));
    header.files().forEach(it -> lines.add("file " + it));
    lines.add("payload " + header.texts(RpmTag.PAYLOAD_DIGEST));
    lines.add("host " + header.text(RpmTag.BUILD_HOST));
    lines.add("time " + Arrays.toString(header.numbers(RpmTag.BUILD_TIME)));
    return lines;
  }

  /** Builds with both, compares, and gives the names of what was built. */
  private static List<String> bothBuild(String id, Path srpm) throws IOException {
    String[] requires =
        RpmFile.read(srpm).header().requires().stream()
            .map(Capability::name)
            .filter(name -> !name.startsWith("rpmlib("))
            .toArray(String[]::new);
    List<BuildrootPackage> buildroot = distribution.with(requires);
    BuildJob job = ChrootMain.job(srpm, directory, id, buildroot, ChrootMain.settings());
    Map<String, Path> ours = build(chroot, job);
    Map<String, Path> mocks = build(mock.builder(), mock.job(job));
    assertThat(ours.keySet()).isEqualTo(mocks.keySet());
    for (String name : mocks.keySet()) {
      assertThat(content(ours.get(name))).as(name).isEqualTo(content(mocks.get(name)));
      assertThat(ContentDigest.of(RpmFile.read(ours.get(name))))
          .as(name)
          .isEqualTo(ContentDigest.of(RpmFile.read(mocks.get(name))));
    }
    return List.copyOf(ours.keySet());
  }

  @Test
  void bothTellABuildTheSame() throws IOException {
    Path sources = Files.createDirectories(directory.resolve("hello"));
    Files.writeString(sources.resolve("hello.spec"), SPEC.replace("%{with_docs}", ""));
    Files.writeString(
        sources.resolve("hello.c"),
        "#include <zlib.h>\n#include <stdio.h>\nint main(void) { puts(zlibVersion()); }\n");
    assertThat(bothBuild("hello", sourcePackage(sources, "hello.spec")))
        .containsExactly(
            "hello-1.0-1.t1.src.rpm",
            "hello-1.0-1.t1.x86_64.rpm",
            "hello-data-1.0-1.t1.noarch.rpm",
            "hello-devel-1.0-1.t1.x86_64.rpm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zlib", "bzip2", "expat", "libffi"})
  void bothGiveTheSamePackagesOfUpstreamSources(String name) throws IOException {
    Path sources = Oracles.rebuildSources();
    Path srpm = sources.resolve(name + ".src.rpm");
    if (!Files.exists(srpm)) {
      srpm = sourcePackage(sources.resolve(name), name + ".spec");
    }
    assertThat(bothBuild(name, srpm))
        .anyMatch(file -> file.startsWith(name + "-devel-") && file.endsWith(".x86_64.rpm"));
  }
}
