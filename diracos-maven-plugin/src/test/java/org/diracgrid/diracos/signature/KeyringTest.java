package org.diracgrid.diracos.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diracgrid.diracos.signature.TestKey.BORN;

import java.util.Arrays;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.signature.TestKey.Said;
import org.junit.jupiter.api.Test;

class KeyringTest {

  private final TestKey a = TestKey.ed25519("a", BORN).plain("A");
  private final TestKey b = TestKey.ed25519("b", BORN).plain("B");

  private static void refused(byte[] bytes, String because) {
    assertThatThrownBy(() -> Keyring.read(bytes, "RPM-GPG-KEY"))
        .isInstanceOf(DiracosException.class)
        .hasMessage(
            "DOS-SIGN-09 RPM-GPG-KEY cannot be read as OpenPGP public keys\n  because   "
                + because
                + "\n  fix       give the file that 'gpg --export --armor <fingerprint>' writes");
  }

  @Test
  void severalBlocksWithTextAroundThemAreRead() {
    byte[] file =
        TestKey.join(
            "pub   ed25519 2020-01-01\n\n".getBytes(UTF_8),
            TestKey.armor(a.bytes()),
            "\r\nand the other one:\r\n".getBytes(UTF_8),
            TestKey.armor(b.bytes()),
            "end\n".getBytes(UTF_8));
    assertThat(Keyring.read(file, "KEY").fingerprints())
        .containsExactly(a.fingerprint(), b.fingerprint());
  }

  @Test
  void severalBinaryKeysAreRead() {
    byte[] file = TestKey.join(a.bytes(), b.bytes());
    assertThat(Keyring.read(file, "KEY").fingerprints())
        .containsExactly(a.fingerprint(), b.fingerprint());
  }

  @Test
  void byteOrderMarkAndMissingBlankLineAreRead() {
    String armored = new String(TestKey.armor(a.bytes()), UTF_8).replaceFirst("(?s)\n\n", "\n");
    assertThat(Keyring.read(("\uFEFF" + armored).getBytes(UTF_8), "KEY").fingerprints())
        .containsExactly(a.fingerprint());
  }

  @Test
  void aRevocationInAnyFileCounts() {
    TestKey revoked = TestKey.ed25519("a", BORN).bare().revoke(Said.at(BORN));
    Keyring both = Keyring.of(List.of(a.keyring(), revoked.keyring()));
    assertThat(both.fingerprints()).containsExactly(a.fingerprint());
    assertThatThrownBy(
            () ->
                new SignatureVerifier(both, BORN.plusSeconds(20))
                    .verify(a.sign(new byte[1], Said.at(BORN.plusSeconds(10))), new byte[1], "x"))
        .hasMessageStartingWith("DOS-SIGN-05 ");
  }

  @Test
  void keysOfUnknownVersionsAreSkippedWhereOthersRemain() {
    byte[] unknown = new Packet(Packet.PUBLIC_KEY, new byte[] {9, 0, 0}).encoded();
    assertThat(Keyring.read(TestKey.join(unknown, a.bytes()), "KEY").fingerprints())
        .containsExactly(a.fingerprint());
    refused(unknown, "keys of version 9 are not supported");
  }

  @Test
  void garbageIsRefused() {
    refused("<html>404</html>".getBytes(UTF_8), "byte 0 does not begin an OpenPGP packet");
    refused(new byte[0], "it is empty");
  }

  @Test
  void truncatedKeysAreRefused() {
    byte[] whole = new Packet(Packet.PUBLIC_KEY, new byte[50]).encoded();
    refused(Arrays.copyOf(whole, 20), "the packet at byte 0 is cut short");
    byte[] armored = TestKey.armor(a.bytes());
    refused(
        Arrays.copyOf(armored, armored.length - 20), "the block that begins in line 1 has no end");
  }

  @Test
  void otherBlocksAreRefused() {
    refused(
        TestKey.armor(a.sign(new byte[1], Said.at(BORN))),
        "it has no block that begins with -----BEGIN PGP PUBLIC KEY BLOCK-----");
    refused(
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n-----END PGP PRIVATE KEY BLOCK-----\n"
            .getBytes(UTF_8),
        "it holds a secret key");
    refused(new Packet(Packet.SECRET_KEY, new byte[9]).encoded(), "it holds a secret key");
  }

  @Test
  void notBase64IsRefused() {
    refused(
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n%%%\n-----END PGP PUBLIC KEY BLOCK-----\n"
            .getBytes(UTF_8),
        "the block that begins in line 1 is not in base64");
  }

  @Test
  void largeFilesAreRefused() {
    refused(new byte[Keyring.MAX_BYTES + 1], "it has 4194305 bytes, where 4194304 are the most");
  }

  @Test
  void namesAreMadeFitToPrint() {
    TestKey key = TestKey.ed25519("a", BORN).plain("A\u001b[31m\nB\u202e");
    byte[] signature = key.sign(new byte[1], Said.at(BORN));
    assertThat(
            new SignatureVerifier(key.keyring(), BORN).verify(signature, new byte[1], "x").owner())
        .isEqualTo("A?[31m?B?");
  }
}
