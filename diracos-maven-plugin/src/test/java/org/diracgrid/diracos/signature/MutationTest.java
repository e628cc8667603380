package org.diracgrid.diracos.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.diracgrid.diracos.signature.TestKey.BORN;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.signature.TestKey.Said;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Damaged input is refused with a problem, never with another exception, and soon. */
class MutationTest {

  private static final byte[] CONTENT = "content".getBytes(UTF_8);

  private final TestKey subkey = TestKey.rsa(2048, "a");
  private final TestKey key =
      TestKey.ed25519("a", BORN)
          .plain("R")
          .subkey(subkey, Said.at(BORN).flags(TestKey.SIGN), subkey);
  private final byte[] keyBytes = key.bytes();

  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] mutant = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> mutant = Arrays.copyOf(mutant, random.nextInt(mutant.length));
      case 1 -> {
        int from = random.nextInt(mutant.length);
        int length = Math.min(mutant.length - from, random.nextInt(40));
        byte[] piece = Arrays.copyOfRange(mutant, from, from + length);
        mutant =
            TestKey.join(
                Arrays.copyOf(mutant, from),
                piece,
                Arrays.copyOfRange(mutant, from, mutant.length));
      }
      default -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          int at = random.nextInt(mutant.length);
          mutant[at] = (byte) (random.nextBoolean() ? random.nextInt() : mutant[at] ^ 0x80);
        }
      }
    }
    return mutant;
  }

  @Test
  void damagedKeysAreRefusedOrVerifyOnlyWhatTheyShould() {
    byte[] good = key.sign(CONTENT, Said.at(BORN));
    byte[] bad = key.sign("other".getBytes(UTF_8), Said.at(BORN));
    Random random = new Random(20240601);
    Assertions.assertTimeout(
        Duration.ofSeconds(60),
        () -> {
          for (int round = 0; round < 1500; round++) {
            byte[] mutant = mutate(keyBytes, random);
            byte[] file = round % 3 == 0 ? mutate(TestKey.armor(keyBytes), random) : mutant;
            try {
              Keyring keyring = Keyring.read(file, "KEY");
              SignatureVerifier verifier = new SignatureVerifier(keyring, BORN);
              assertThat(accepts(verifier, bad)).isFalse();
              accepts(verifier, good);
            } catch (DiracosException e) {
              assertThat(e).hasMessageStartingWith("DOS-SIGN-09 ");
            }
          }
        });
  }

  @Test
  void damagedSignaturesAreRefused() {
    Random random = new Random(20240602);
    SignatureVerifier verifier = new SignatureVerifier(Keyring.read(keyBytes, "KEY"), BORN);
    byte[][] bad = {
      key.sign("other".getBytes(UTF_8), Said.at(BORN)),
      subkey.sign("other".getBytes(UTF_8), Said.at(BORN)),
      subkey.signVersion3("other".getBytes(UTF_8), 8),
      TestKey.ed25519(6).sign(CONTENT, Said.at(BORN))
    };
    Assertions.assertTimeout(
        Duration.ofSeconds(60),
        () -> {
          for (int round = 0; round < 6000; round++) {
            byte[] signature = bad[round % bad.length];
            assertThat(accepts(verifier, mutate(signature, random))).isFalse();
          }
        });
  }

  @Test
  void everyByteOfASignatureIsLookedAt() {
    SignatureVerifier verifier = new SignatureVerifier(Keyring.read(keyBytes, "KEY"), BORN);
    byte[] good = key.sign(CONTENT, Said.at(BORN));
    int accepted = 0;
    for (int at = 0; at < good.length; at++) {
      byte[] mutant = good.clone();
      mutant[at] ^= 1;
      accepted += accepts(verifier, mutant) ? 1 : 0;
    }
    // What is not signed may change: the key ID outside, and two bytes of the hash for a quick
    // look.
    assertThat(accepted).isLessThan(16);
  }

  private static boolean accepts(SignatureVerifier verifier, byte[] signature) {
    try {
      verifier.verify(signature, CONTENT, "x");
      return true;
    } catch (DiracosException e) {
      assertThat(e.fault()).isEqualTo(DiracosException.Fault.USER);
      return false;
    }
  }
}
