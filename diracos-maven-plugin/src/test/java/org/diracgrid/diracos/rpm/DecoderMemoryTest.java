package org.diracgrid.diracos.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DecoderMemoryTest {

  private static final int USUAL = 8 << 20;

  private final DecoderMemory memory = DecoderMemory.of(0);

  @Test
  void theNextDecoderTakesTheDictionaryOver() {
    byte[] first = use(USUAL, false, 1);
    assertThat(use(USUAL, false, 2)).isSameAs(first);
  }

  @Test
  void zerosAreZerosAlsoInOneThatWasUsed() {
    use(USUAL, false, 1);
    try (DecoderMemory.Lease lease = memory.lease()) {
      assertThat(lease.getByteArray(USUAL, true)).containsOnly(0);
    }
  }

  @Test
  void anotherSizeAndALargeOneAreMadeAnew() {
    byte[] first = use(USUAL, false, 1);
    assertThat(use(USUAL / 2, false, 1)).isNotSameAs(first).hasSize(USUAL / 2);
    byte[] large = use(4 * USUAL, false, 1);
    assertThat(use(4 * USUAL, false, 1)).isNotSameAs(large);
  }

  @Test
  void twoThatAreOpenDoNotShare() {
    use(USUAL, false, 1);
    try (DecoderMemory.Lease one = memory.lease();
        DecoderMemory.Lease other = memory.lease()) {
      assertThat(one.getByteArray(USUAL, false)).isNotSameAs(other.getByteArray(USUAL, false));
    }
  }

  private byte[] use(int size, boolean zeros, int value) {
    try (DecoderMemory.Lease lease = memory.lease()) {
      byte[] array = lease.getByteArray(size, zeros);
      Arrays.fill(array, (byte) value);
      lease.putArray(array);
      return array;
    }
  }
}
