package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class WarmUpTest {

  /** On its thread nobody would see a failure. */
  @Test
  void rehearsesWithoutAFailure() {
    assertThatCode(WarmUp::run).doesNotThrowAnyException();
  }
}
