package org.diracgrid.diracos.digest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChecksumTest {

  @Test
  void digestOfBytesIsSha256() {
    assertThat(Checksum.of(Algorithm.SHA256, new byte[0]).toString())
        .contains("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }
}
