package org.diracgrid.diracos.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.signature.Keys.Kind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerifierTest {

  private static final byte[] DATA = "the bytes that are signed".getBytes(UTF_8);
  private static final byte[] OTHER = "the bytes that are sighed".getBytes(UTF_8);

  private static PGPKeyPair rsa;
  private static PGPKeyPair ed;

  @BeforeAll
  static void makeKeys() throws Exception {
    rsa = Keys.pair(Kind.RSA);
    ed = Keys.pair(Kind.EDDSA_LEGACY);
  }

  private static Keyring ring(PGPPublicKey... keys) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (PGPPublicKey key : keys) {
      key.encode(out);
    }
    return Keyring.read(out.toByteArray(), "keys");
  }

  private static Signer verify(Keyring keys, byte[] signature, byte[] data) {
    return verify(keys, signature, data, Keys.TODAY);
  }

  private static Signer verify(Keyring keys, byte[] signature, byte[] data, Instant today) {
    return new SignatureVerifier(Clock.fixed(today, ZoneOffset.UTC))
        .verify(keys, signature, data, "a.rpm");
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfKeyIsUnderstood(Kind kind) throws Exception {
    PGPKeyPair pair = Keys.pair(kind);
    Keyring keys = ring(Keys.certificate(pair));
    byte[] signature = Keys.sign(pair, DATA);

    Signer signer = verify(keys, signature, DATA);

    assertThat(signer.hash()).isEqualTo("SHA-256");
    assertThat(signer.when()).isEqualTo(Keys.SIGNED);
    assertThat(keys.fingerprints()).containsExactly(signer.fingerprint());
    assertThatThrownBy(() -> verify(keys, signature, OTHER))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-SIGN-02 a.rpm was changed after key");
  }

  @Test
  void armouredKeysAndSignaturesAreUnderstood() throws Exception {
    byte[] one = Keys.certificate(rsa).getEncoded();
    byte[] two = Keys.certificate(ed).getEncoded();
    Keyring keys = Keyring.read(Keys.armoured(one, two), "keys.asc");

    assertThat(keys.fingerprints()).hasSize(2);
    verify(keys, Keys.armoured(Keys.sign(ed, DATA)), DATA);
    verify(keys, Keys.armoured(Keys.sign(rsa, DATA)), DATA);
  }

  @Test
  void oneGoodSignatureIsEnough() throws Exception {
    Keyring keys = ring(Keys.certificate(ed));
    byte[] both = Keys.armoured(Keys.sign(rsa, DATA), Keys.sign(ed, DATA));

    assertThat(verify(keys, both, DATA).fingerprint())
        .isEqualTo(keys.fingerprints().iterator().next());
  }

  @Test
  void whatIsNotSignedIsRefused() throws Exception {
    Keyring keys = ring(Keys.certificate(ed));
    SignatureVerifier verifier = new SignatureVerifier(Clock.systemUTC());

    assertThatThrownBy(() -> verify(keys, new byte[0], DATA))
        .hasMessageContaining("DOS-SIGN-01 a.rpm is not signed");
    assertThatThrownBy(
            () ->
                verifier.verify(keys, List.of(), () -> new java.io.ByteArrayInputStream(DATA), "a"))
        .hasMessageContaining("DOS-SIGN-01");
  }

  @Test
  void unknownKeysAreNamed() throws Exception {
    String id = String.format("%016X", rsa.getKeyID());

    assertThatThrownBy(() -> verify(ring(Keys.certificate(ed)), Keys.sign(rsa, DATA), DATA))
        .hasMessageContaining("DOS-SIGN-03")
        .hasMessageContaining("key " + id + ", which is none of the repository's keys");
  }

  @Test
  void withoutKeysNothingCanBeChecked() {
    assertThatThrownBy(() -> verify(Keyring.EMPTY, Keys.sign(rsa, DATA), DATA))
        .hasMessageContaining("DOS-SIGN-08");
  }

  @Test
  void expiredKeysAreRefusedFromTheDayOn() throws Exception {
    long seconds = Duration.between(Keys.MADE, Keys.TODAY).toSeconds();
    Keyring keys =
        ring(
            Keys.certificate(
                ed, HashAlgorithmTags.SHA256, p -> p.setKeyExpirationTime(false, seconds)));
    byte[] signature = Keys.sign(ed, DATA);

    verify(keys, signature, DATA, Keys.TODAY.minusSeconds(1));
    assertThatThrownBy(() -> verify(keys, signature, DATA, Keys.TODAY))
        .hasMessageContaining("DOS-SIGN-04")
        .hasMessageContaining("which expired on 2024-03-01");
  }

  @Test
  void revokedKeysAreRefusedWithTheirReason() throws Exception {
    assertThatThrownBy(() -> verify(ring(Keys.revoked(ed, ed)), Keys.sign(ed, DATA), DATA))
        .hasMessageContaining("DOS-SIGN-05")
        .hasMessageContaining("on 2024-02-01: stolen");
  }

  @Test
  void nobodyElseCanRevokeAKey() throws Exception {
    verify(ring(Keys.revoked(ed, rsa)), Keys.sign(ed, DATA), DATA);
  }

  @ParameterizedTest
  @CsvSource({"1, MD5", "2, SHA-1", "3, RIPEMD-160"})
  void weakHashesAreRefused(int hash, String name) throws Exception {
    byte[] signature = Keys.sign(rsa, DATA, hash, Keys.SIGNED, p -> {});

    assertThatThrownBy(() -> verify(ring(Keys.certificate(rsa)), signature, DATA))
        .hasMessageContaining("DOS-SIGN-06 a.rpm is signed with " + name);
  }

  @Test
  void aKeyBoundWithSha1StillSigns() throws Exception {
    PGPPublicKey old = Keys.certificate(rsa, HashAlgorithmTags.SHA1, p -> {});

    verify(ring(old), Keys.sign(rsa, DATA), DATA);
  }

  @Test
  void signaturesFromTheFutureAreRefused() throws Exception {
    Keyring keys = ring(Keys.certificate(ed));
    byte[] tomorrow =
        Keys.sign(
            ed, DATA, HashAlgorithmTags.SHA256, Keys.TODAY.plus(Duration.ofHours(12)), p -> {});
    byte[] nextYear =
        Keys.sign(
            ed, DATA, HashAlgorithmTags.SHA256, Keys.TODAY.plus(Duration.ofDays(365)), p -> {});

    verify(keys, tomorrow, DATA);
    assertThatThrownBy(() -> verify(keys, nextYear, DATA))
        .hasMessageContaining("DOS-SIGN-07")
        .hasMessageContaining("in the future, on 2025-03-01");
  }

  @Test
  void signaturesOlderThanTheirKeyAreRefused() throws Exception {
    Keyring keys = ring(Keys.certificate(ed));
    byte[] before =
        Keys.sign(ed, DATA, HashAlgorithmTags.SHA256, Keys.MADE.minusSeconds(1), p -> {});

    assertThatThrownBy(() -> verify(keys, before, DATA))
        .hasMessageContaining("DOS-SIGN-10")
        .hasMessageContaining("younger than the signature");
  }

  @Test
  void signaturesThatExpiredAreRefused() throws Exception {
    Keyring keys = ring(Keys.certificate(ed));
    byte[] brief =
        Keys.sign(
            ed,
            DATA,
            HashAlgorithmTags.SHA256,
            Keys.SIGNED,
            p -> p.setSignatureExpirationTime(false, 3600));

    assertThatThrownBy(() -> verify(keys, brief, DATA)).hasMessageContaining("DOS-SIGN-12");
  }

  @Test
  void subkeysSignForTheirPrimaryKey() throws Exception {
    Keyring keys = Keyring.read(Keys.withSubkey(ed, rsa, true), "keys");

    verify(keys, Keys.sign(rsa, DATA), DATA);
    assertThatThrownBy(() -> verify(keys, Keys.sign(ed, DATA), DATA))
        .hasMessageContaining("DOS-SIGN-10")
        .hasMessageContaining("did not mean it for signing");
  }

  @Test
  void aSubkeyThatDoesNotSignBackIsRefused() throws Exception {
    Keyring keys = Keyring.read(Keys.withSubkey(ed, rsa, false), "keys");

    assertThatThrownBy(() -> verify(keys, Keys.sign(rsa, DATA), DATA))
        .hasMessageContaining("DOS-SIGN-10")
        .hasMessageContaining("does not confirm its primary key");
  }

  @Test
  void keysThatNobodyVouchesForAreRefused() throws Exception {
    assertThatThrownBy(() -> verify(ring(ed.getPublicKey()), Keys.sign(ed, DATA), DATA))
        .hasMessageContaining("DOS-SIGN-10")
        .hasMessageContaining("does not vouch for itself");
  }

  @Test
  void shortRsaKeysAreRefused() throws Exception {
    PGPKeyPair small = Keys.pair(Kind.RSA, 768);

    assertThatThrownBy(() -> verify(ring(Keys.certificate(small)), Keys.sign(small, DATA), DATA))
        .hasMessageContaining("it has only 768 bits");
  }

  @Test
  void aCertificationIsNoSignatureOfADocument() throws Exception {
    PGPPublicKey key = Keys.certificate(ed);
    PGPSignature self = key.getSignaturesForKeyID(ed.getKeyID()).next();

    assertThatThrownBy(() -> verify(ring(key), self.getEncoded(), DATA))
        .hasMessageContaining("DOS-SIGN-11");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html/>", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n"})
  void whatIsNoKeyIsRefused(String text) {
    assertThatThrownBy(() -> Keyring.read(text.getBytes(UTF_8), "http://h/KEY"))
        .hasMessageContaining("DOS-SIGN-09 http://h/KEY holds no OpenPGP public key");
  }

  @Test
  void mutatedSignaturesAndKeysAreRefusedInWords() throws Exception {
    byte[] key = Keys.withSubkey(ed, rsa, true);
    byte[] signature = Keys.sign(rsa, DATA);
    Keyring good = Keyring.read(key, "keys");
    Random random = new Random(5);
    for (int round = 0; round < 1500; round++) {
      byte[] bad = (round % 2 == 0 ? key : signature).clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        if (round % 2 == 0) {
          verify(Keyring.read(bad, "keys"), signature, OTHER);
        } else {
          verify(good, bad, OTHER);
        }
        throw new AssertionError("accepted what was not signed");
      } catch (DiracosException e) {
        assertThat(e.getMessage()).contains("DOS-SIGN-");
      }
    }
  }

  @Test
  void keyFlagsThatAllowSigningAreEnough() throws Exception {
    PGPPublicKey key =
        Keys.certificate(
            ed, HashAlgorithmTags.SHA256, p -> p.setKeyFlags(false, KeyFlags.SIGN_DATA));

    verify(ring(key), Keys.sign(ed, DATA), DATA);
  }
}
