package org.diracgrid.diracos.python.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexHostTest {

  private static final IndexHost HOST = IndexHost.of("https://me@index.example.org:8443/simple");

  @Test
  void placesOnItAreAskedWithItsLogin() {
    assertThat(HOST.repository(URI.create("https://INDEX.example.org:8443/files/a.whl")))
        .isEqualTo("pip");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://index.example.org/a.whl",
        "https://files.example.org:8443/a.whl",
        "https://index.example.org:8443@evil.example.org/a.whl",
        "file:///a.whl"
      })
  void noOtherPlaceIs(String place) {
    assertThat(HOST.repository(URI.create(place))).isNotEqualTo("pip");
  }

  @Test
  void anIndexOnThisMachineHasNone() {
    assertThat(IndexHost.of("file:///index").has("file:///index/a.whl")).isFalse();
  }
}
