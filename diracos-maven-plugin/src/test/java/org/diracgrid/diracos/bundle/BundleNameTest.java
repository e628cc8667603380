package org.diracgrid.diracos.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleNameTest {

  @Test
  void filesAreNamedAsDiracInstallAsksForThem() {
    BundleName name = BundleName.of("LHCb", "v1r2");
    assertThat(name.tarball(Compression.GZ)).isEqualTo("LHCbdiracos-v1r2.tar.gz");
    assertThat(name.md5()).isEqualTo("LHCbdiracos-v1r2.md5");
    assertThat(BundleName.of("", "1.0").tarball(Compression.ZST)).isEqualTo("diracos-1.0.tar.zst");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../1", "1/2", "a b", ".1", "1\n", "ü"})
  void versionThatIsNoFileNameIsRefused(String version) {
    assertThatThrownBy(() -> BundleName.of("", version))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-BUNDLE-06");
  }

  @Test
  void levelThatTheFormatDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> new Packing(Compression.GZ, 10))
        .hasMessageContaining("DOS-BUNDLE-07")
        .hasMessageContaining("from 1 to 9");
    assertThatThrownBy(() -> Compression.parse("bz2")).hasMessageContaining("[gz, zst, xz]");
  }
}
