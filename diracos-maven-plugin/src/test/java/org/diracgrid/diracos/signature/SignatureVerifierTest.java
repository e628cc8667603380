package org.diracgrid.diracos.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diracgrid.diracos.signature.TestKey.BORN;
import static org.diracgrid.diracos.signature.TestKey.CERTIFY;
import static org.diracgrid.diracos.signature.TestKey.SIGN;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPSignature;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.signature.TestKey.Said;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What signatures verify, and the message for each that does not. */
class SignatureVerifierTest {

  private static final byte[] CONTENT = "<repomd/>\n".getBytes(UTF_8);
  private static final Instant SIGNED = Instant.parse("2021-06-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");
  private static final Said ROOT = Said.at(BORN).flags(CERTIFY | SIGN);
  private static final String FETCH_AGAIN =
      "fetch it anew, from another mirror if need be; if it stays so, tell the repository's"
          + " maintainers and do not use it";

  private static TestKey key(String name) {
    return TestKey.ed25519(name, BORN);
  }

  private static byte[] signature(TestKey key) {
    return key.sign(CONTENT, Said.at(SIGNED));
  }

  private static GoodSignature verify(Keyring keyring, byte[] signature) {
    return new SignatureVerifier(keyring, NOW).verify(signature, CONTENT, "repomd.xml");
  }

  private static void refused(Keyring keyring, byte[] signature, String... lines) {
    assertThatThrownBy(() -> verify(keyring, signature))
        .isInstanceOf(DiracosException.class)
        .hasMessage(String.join("\n", lines));
  }

  private static void refusedWith(String code, Keyring keyring, byte[] signature) {
    assertThatThrownBy(() -> verify(keyring, signature))
        .isInstanceOf(DiracosException.class)
        .hasMessageStartingWith(code + " ");
  }

  static Stream<TestKey> kinds() {
    return Stream.of(
        TestKey.rsa(2048, "a"),
        TestKey.rsa(4096, ""),
        TestKey.dsa(2048),
        TestKey.ed25519Legacy(),
        TestKey.ed25519(4));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindOfKeyVerifies(TestKey key) {
    Keyring keyring = key.plain("Releases <r@example.org>").keyring();
    GoodSignature good = verify(keyring, signature(key));
    assertThat(good)
        .isEqualTo(
            new GoodSignature(
                key.fingerprint(), key.fingerprint(), "Releases <r@example.org>", "KEY", SIGNED));
    assertThat(verify(keyring, TestKey.armor(signature(key)))).isEqualTo(good);
    byte[] changed = CONTENT.clone();
    changed[1] ^= 1;
    assertThatThrownBy(
            () -> new SignatureVerifier(keyring, NOW).verify(signature(key), changed, "x"))
        .hasMessageStartingWith("DOS-SIGN-02 ");
  }

  @Test
  void version6KeysVerify() {
    TestKey key = TestKey.ed25519(6).bare().direct(ROOT);
    assertThat(verify(key.keyring(), signature(key)).key()).isEqualTo(key.fingerprint());
    assertThat(key.fingerprint()).hasSize(64);
  }

  @Test
  void version3SignaturesVerify() {
    TestKey key = TestKey.rsa(2048, "a").plain("R");
    byte[] signature = key.signVersion3(CONTENT, HashAlgorithmTags.SHA256);
    Instant later = Instant.parse("2100-01-01T00:00:00Z");
    GoodSignature good =
        new SignatureVerifier(key.keyring(), later).verify(signature, CONTENT, "repomd.xml");
    assertThat(good.key()).isEqualTo(key.fingerprint());
  }

  @Test
  void subkeysSign() {
    TestKey subkey = key("subkey");
    TestKey key = key("a").plain("R").subkey(subkey, Said.at(BORN).flags(SIGN), subkey);
    GoodSignature good = verify(key.keyring(), signature(subkey));
    assertThat(good.key()).isEqualTo(subkey.fingerprint());
    assertThat(good.primaryKey()).isEqualTo(key.fingerprint());
  }

  @Test
  void unsignedIsSaid() {
    String message =
        """
        DOS-SIGN-01 repomd.xml is not signed
          fix       sign it, or set "gpgcheck" (packages) or "repo_gpgcheck" (metadata) of its \
        repository to false""";
    assertThat(SignatureVerifier.unsigned("repomd.xml")).hasMessage(message);
    refused(key("a").plain("R").keyring(), new byte[0], message);
  }

  @Test
  void tamperedContentIsRefused() {
    TestKey key = key("a").plain("R");
    refused(
        key.keyring(),
        key.sign("other".getBytes(UTF_8), Said.at(SIGNED)),
        "DOS-SIGN-02 repomd.xml is not what was signed",
        "  because   its signature by key " + key.fingerprint() + " (R) of KEY does not match",
        "  fix       " + FETCH_AGAIN);
  }

  @Test
  void unknownKeysAreNamedWithThoseConfigured() {
    TestKey known = key("a").plain("R");
    TestKey other = key("b");
    refused(
        known.keyring(),
        signature(other),
        "DOS-SIGN-03 repomd.xml is signed by key " + other.fingerprint() + ", which is not known",
        "  because   the keys configured are",
        "            " + known.fingerprint() + " (R) of KEY",
        "  fix       add the file of that key to \"gpgkey\" of its repository, once the owner has"
            + " confirmed the fingerprint");
  }

  @ParameterizedTest
  @ValueSource(ints = {HashAlgorithmTags.MD5, HashAlgorithmTags.RIPEMD160, HashAlgorithmTags.SHA1})
  void weakHashesAreRefused(int hash) {
    TestKey key = TestKey.rsa(2048, "a").plain("R");
    refused(
        key.keyring(),
        key.sign(CONTENT, Said.at(SIGNED).hash(hash)),
        "DOS-SIGN-06 repomd.xml is signed over a weak hash, " + Algorithms.hashName(hash),
        "  because   others than key " + key.fingerprint() + " can make content with the same hash",
        "  fix       ask the repository's maintainers to sign it anew, with SHA-256 or better");
  }

  @Test
  void noKeysAreSaid() {
    refused(
        Keyring.of(List.of()),
        signature(key("a")),
        "DOS-SIGN-08 repomd.xml cannot be verified, since no key is configured",
        "  fix       name the files of the public keys in \"gpgkey\" of its repository");
  }

  @Test
  void unreadableSignaturesAreRefused() {
    refused(
        key("a").plain("R").keyring(),
        "<html>404</html>".getBytes(UTF_8),
        "DOS-SIGN-10 repomd.xml has a signature that cannot be read",
        "  because   byte 0 does not begin an OpenPGP packet",
        "  fix       " + FETCH_AGAIN);
  }

  @Test
  void signaturesOverTextAreRefused() {
    TestKey key = key("a").plain("R");
    assertThatThrownBy(
            () ->
                verify(
                    key.keyring(),
                    key.sign(PGPSignature.CANONICAL_TEXT_DOCUMENT, CONTENT, Said.at(SIGNED))))
        .hasMessageStartingWith("DOS-SIGN-10 ")
        .hasMessageContaining("signature type 1 does not cover binary content");
  }

  @Test
  void unknownDemandsAreRefused() {
    TestKey key = key("a").plain("R");
    Said said = Said.at(SIGNED).with(g -> g.addCustomSubpacket(TestKey.demand()));
    assertThatThrownBy(() -> verify(key.keyring(), key.sign(CONTENT, said)))
        .hasMessageContaining("it demands feature 101, which is not known");
  }

  @Test
  void expiredSignaturesAreRefused() {
    TestKey key = key("a").plain("R");
    refused(
        key.keyring(),
        key.sign(CONTENT, Said.at(SIGNED).with(g -> g.setSignatureExpirationTime(true, 60))),
        "DOS-SIGN-14 repomd.xml has an expired signature",
        "  because   the signature by key "
            + key.fingerprint()
            + " (R) of KEY was meant to hold until 2021-06-01T00:01:00Z",
        "  fix       ask the repository's maintainers to sign it anew");
  }

  @Test
  void unreadableContentIsSaid() {
    TestKey key = key("a").plain("R");
    SignedContent broken =
        () -> {
          throw new IOException("disk on fire");
        };
    assertThatThrownBy(
            () ->
                new SignatureVerifier(key.keyring(), NOW)
                    .verify(signature(key), broken, "repomd.xml"))
        .hasMessage(
            """
            DOS-SIGN-15 repomd.xml cannot be read
              because   disk on fire
              fix       see that the file is there, can be read and is not changed meanwhile""");
  }

  @Test
  void oneGoodSignatureIsEnough() {
    TestKey key = key("a").plain("R");
    byte[] both = TestKey.join(signature(key("b")), signature(key));
    assertThat(verify(key.keyring(), both).key()).isEqualTo(key.fingerprint());
    byte[] armored =
        TestKey.join(TestKey.armor(signature(key("b"))), TestKey.armor(signature(key)));
    assertThat(verify(key.keyring(), armored).key()).isEqualTo(key.fingerprint());
  }

  @Test
  void theMostTellingProblemIsReported() {
    TestKey key = key("a").plain("R");
    byte[] tampered = key.sign("other".getBytes(UTF_8), Said.at(SIGNED));
    byte[] old = key.sign(CONTENT, Said.at(BORN.minusSeconds(1)));
    byte[] unknown = signature(key("b"));
    refusedWith("DOS-SIGN-07", key.keyring(), TestKey.join(unknown, old));
    refusedWith("DOS-SIGN-02", key.keyring(), TestKey.join(unknown, old, tampered));
    refusedWith("DOS-SIGN-02", key.keyring(), TestKey.join(tampered, old, unknown));
  }
}
