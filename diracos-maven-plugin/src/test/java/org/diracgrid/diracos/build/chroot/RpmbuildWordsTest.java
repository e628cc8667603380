package org.diracgrid.diracos.build.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;

class RpmbuildWordsTest {

  private static BuildSettings settings(Map<String, String> macros) {
    return new BuildSettings(
        "i686",
        new TreeMap<>(macros),
        List.of("python"),
        List.of("tests", "docs"),
        OptionalLong.empty(),
        "a".repeat(70),
        3,
        OptionalLong.empty(),
        Duration.ofHours(1));
  }

  @Test
  void featuresMacrosAndArchitectureAreWords() {
    List<String> words =
        RpmbuildWords.options(settings(Map.of("dist", ".el9", "with space", "a  b")));
    assertThat(words)
        .startsWith("--target", "i686", "--define")
        .endsWith("--with", "python", "--without", "tests", "--without", "docs")
        .contains("dist .el9", "with space a  b", "_smp_mflags -j3", "_topdir /builddir/build");
  }

  @Test
  void whatTheUserDefinesIsTakenSaveWhereWeLookForPackages() {
    List<String> words =
        RpmbuildWords.options(settings(Map.of("_smp_mflags", "-j1", "_topdir", "/elsewhere")));
    assertThat(words)
        .contains("_smp_mflags -j1", "_topdir /builddir/build")
        .doesNotContain("_smp_mflags -j3", "_topdir /elsewhere");
  }

  @Test
  void aHostNameFitsTheKernel() {
    assertThat(RpmbuildWords.hostName(settings(Map.of()))).hasSize(64);
  }

  private static BuildrootPackage of(String name, char digit) {
    return new BuildrootPackage(
        new Nevra(name, Evr.parse("1-1"), "noarch"),
        Path.of("/packages", name + ".rpm"),
        Checksum.parse("sha256:" + String.valueOf(digit).repeat(64)));
  }

  @Test
  void theSamePackagesAreTheSameBuildrootInWhateverOrder() {
    String key = BaseMaker.key(List.of(of("a", '1'), of("b", '2')));
    assertThat(BaseMaker.key(List.of(of("b", '2'), of("a", '1')))).isEqualTo(key);
    assertThat(BaseMaker.key(List.of(of("a", '1'), of("b", '3')))).isNotEqualTo(key);
    assertThat(BaseMaker.key(List.of(of("a", '1')))).isNotEqualTo(key);
  }

  @Test
  void aHostWithoutAnyEntranceIsToldWhatToInstall() {
    Sandbox sandbox = new Sandbox(Path.of("/"), true, List.of(), "x");
    assertThatThrownBy(() -> Entrances.choose(List.of(), sandbox, new ProcessRunner()))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-CHROOT-01")
        .hasMessageContaining("neither bwrap nor unshare")
        .hasMessageContaining("install bubblewrap");
    Entrance refused = (inside, program) -> List.of("/bin/sh", "-c", "echo refused >&2; exit 1");
    assertThatThrownBy(() -> Entrances.choose(List.of(refused), sandbox, new ProcessRunner()))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining(": refused")
        .hasMessageContaining("user.max_user_namespaces");
  }
}
