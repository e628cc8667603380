package org.diracgrid.diracos.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SealedTest {

  private static final byte[] MAGIC = {'M', 1};

  @Test
  void whatIsOpenedIsWhatWasSealed() {
    byte[] sealed = Sealed.seal(MAGIC, ByteBuffer.wrap(new byte[] {3, 4, 5}));
    assertThat(sealed).hasSize(2 + 3 + 32).startsWith('M', 1, 3, 4, 5);
    assertThat(Sealed.open(MAGIC, sealed)).contains(ByteBuffer.wrap(new byte[] {3, 4, 5}));
  }

  @Test
  void whatIsTornDamagedOrOfAnotherFormIsNot() {
    byte[] sealed = Sealed.seal(MAGIC, ByteBuffer.wrap(new byte[] {3, 4, 5}));
    for (int i = 0; i < sealed.length; i++) {
      byte[] damaged = sealed.clone();
      damaged[i] ^= 1;
      assertThat(Sealed.open(MAGIC, damaged)).isEmpty();
      assertThat(Sealed.open(MAGIC, Arrays.copyOf(sealed, i))).isEmpty();
    }
    assertThat(Sealed.open(new byte[] {'M', 2}, sealed)).isEmpty();
    assertThat(Sealed.open(MAGIC, new byte[0])).isEmpty();
  }
}
