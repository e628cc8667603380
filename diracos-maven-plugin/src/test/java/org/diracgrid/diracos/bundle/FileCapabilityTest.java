package org.diracgrid.diracos.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileCapabilityTest {

  private static String hex(String text) {
    return HexFormat.of().formatHex(FileCapability.parse(text, "diracos/usr/bin/ping"));
  }

  /** The values are what setcap(8) of libcap 2.66 wrote for the same text. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cap_net_raw=ep                | 0100000200200000000000000000000000000000",
        "cap_net_raw+p                 | 0000000200200000000000000000000000000000",
        "= cap_net_raw+ep              | 0100000200200000000000000000000000000000",
        "cap_net_admin,cap_net_raw=ep  | 0100000200300000000000000000000000000000",
        "cap_setuid=i                  | 0000000200000000800000000000000000000000",
        "cap_bpf=ep                    | 0100000200000000000000008000000000000000",
        "all=ep cap_sys_admin-ep       | 01000002ffffdfff00000000ff01000000000000"
      })
  void textBecomesTheAttributeOfTheKernel(String text, String hex) {
    assertThat(hex(text)).isEqualTo(hex);
  }

  @Test
  void laterClausesOverrideEarlierOnes() {
    assertThat(hex("cap_net_raw=ep cap_net_raw=p")).isEqualTo(hex("cap_net_raw=p"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cap_net_row=ep", "cap_net_raw", "cap_net_raw=x", "=ep,cap_kill"})
  void whatIsNotUnderstoodIsRefusedByName(String text) {
    assertThatThrownBy(() -> hex(text))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-BUNDLE-08")
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("diracos/usr/bin/ping");
  }
}
