package org.diracgrid.diracos.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.testing.Oracle;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceHeaderTest {

  @TempDir private Path dir;

  private static RpmBuilder source() {
    return RpmBuilder.of("zlib", "1:1.2.13-5", "src");
  }

  private static List<String> texts(List<Dependency> dependencies) {
    return dependencies.stream().map(Dependency::toString).toList();
  }

  @Test
  void requirementsOfRpmItselfAreNoBuildRequirements() {
    Path srpm =
        source()
            .requires("rpmlib(CompressedFileNames) <= 3.0.4-1", "gcc", "gcc", "automake >= 1.16")
            .requires("/usr/bin/perl", "(cmake or meson)")
            .writeTo(dir);
    SourceHeader header = SourceHeader.read(srpm);
    assertThat(header.nevra()).isEqualTo(new Nevra("zlib", Evr.parse("1:1.2.13-5"), "src"));
    assertThat(texts(header.buildRequires()))
        .containsExactly("gcc", "automake >= 1.16", "/usr/bin/perl", "(cmake or meson)");
    assertThat(header.buildRequires().get(2)).isInstanceOf(Dependency.FilePath.class);
    assertThat(header.buildRequires().get(3)).isInstanceOf(Dependency.Or.class);
    assertThat(header.dynamicBuildRequires()).isFalse();
    assertThat(header.exclusiveArch()).isEmpty();
    assertThat(header.excludeArch()).isEmpty();
  }

  @Test
  void dynamicBuildRequirementsAreSeen() {
    Path srpm = source().requires("rpmlib(DynamicBuildRequires) <= 4.15.0-1").writeTo(dir);
    SourceHeader header = SourceHeader.read(srpm);
    assertThat(header.dynamicBuildRequires()).isTrue();
    assertThat(header.buildRequires()).isEmpty();
  }

  @Test
  void architecturesAreRead() {
    Path srpm =
        source()
            .tag(RpmTag.EXCLUSIVE_ARCH, List.of("x86_64", "aarch64"))
            .tag(RpmTag.EXCLUDE_ARCH, List.of("i686"))
            .writeTo(dir);
    SourceHeader header = SourceHeader.read(srpm);
    assertThat(header.exclusiveArch()).containsExactly("x86_64", "aarch64");
    assertThat(header.excludeArch()).containsExactly("i686");
  }

  @Test
  void binaryPackageIsRefused() {
    Path rpm = RpmBuilder.of("zlib", "1-1", "x86_64").writeTo(dir);
    assertThatThrownBy(() -> SourceHeader.read(rpm))
        .hasMessageStartingWith("DOS-SOURCE-01 zlib-1-1.x86_64 is no source package")
        .hasMessageContaining(rpm.toString());
  }

  @Test
  void malformedRequirementIsNamed() {
    Path srpm = source().requires("(cmake or").writeTo(dir);
    assertThatThrownBy(() -> SourceHeader.read(srpm))
        .hasMessageStartingWith("DOS-SOURCE-02 zlib-1:1.2.13-5.src requires")
        .hasMessageContaining("(cmake or");
  }

  @Test
  void realSourcePackageIsReadAsRpmReadsIt() throws Exception {
    Oracle rpmbuild = Oracle.of("rpmbuild");
    Path spec =
        Files.writeString(
            dir.resolve("small.spec"),
            """
            Name: small
            Epoch: 2
            Version: 1~rc1
            Release: 3
            Summary: small
            License: none
            ExclusiveArch: x86_64 aarch64
            ExcludeArch: s390x
            BuildRequires: gcc, (cmake >= 3 if meson), /usr/bin/perl
            BuildRequires: zlib-devel = 1:1.2
            %package devel
            Summary: devel
            %description
            small
            %description devel
            small
            %generate_buildrequires
            echo more
            %files
            %files devel
            """);
    rpmbuild.run(List.of("-bs", "--nodeps", "--define", "_topdir " + dir, spec.toString()));
    Path srpm = dir.resolve("SRPMS/small-1~rc1-3.src.rpm");
    SourceHeader header = SourceHeader.read(srpm);
    assertThat(header.nevra()).hasToString("small-2:1~rc1-3.src");
    List<String> said =
        Oracle.of("rpm").run(List.of("-qp", "--requires", srpm.toString())).lines().toList();
    assertThat(texts(header.buildRequires()))
        .containsExactlyInAnyOrderElementsOf(
            said.stream().filter(line -> !line.startsWith("rpmlib(")).toList())
        .contains("(cmake >= 3 if meson)", "zlib-devel = 1:1.2");
    assertThat(header.dynamicBuildRequires()).isTrue();
    assertThat(header.provides().stream().map(Capability::toString))
        .contains("small = 2:1~rc1-3", "small-devel = 2:1~rc1-3");
    assertThat(header.exclusiveArch()).containsExactly("x86_64", "aarch64");
    assertThat(header.excludeArch()).containsExactly("s390x");
  }
}
