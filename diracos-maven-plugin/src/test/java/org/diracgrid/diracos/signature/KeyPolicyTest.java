package org.diracgrid.diracos.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diracgrid.diracos.signature.TestKey.BORN;
import static org.diracgrid.diracos.signature.TestKey.CERTIFY;
import static org.diracgrid.diracos.signature.TestKey.ENCRYPT;
import static org.diracgrid.diracos.signature.TestKey.SIGN;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.signature.TestKey.Said;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys were allowed to sign, and the message for each that was not. */
class KeyPolicyTest {

  private static final byte[] CONTENT = "<repomd/>\n".getBytes(UTF_8);
  private static final Instant SIGNED = Instant.parse("2021-06-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");
  private static final Said ROOT = Said.at(BORN).flags(CERTIFY | SIGN);

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

  @Test
  void keysThatHadExpiredAreRefused() {
    TestKey key = key("a").bare().userId("R", ROOT.lifetime(Duration.ofDays(366).toSeconds()));
    refused(
        key.keyring(),
        signature(key),
        "DOS-SIGN-04 repomd.xml was signed with an expired key",
        "  because   key "
            + key.fingerprint()
            + " (R) of KEY expired at 2021-01-01T00:00:00Z, the signature was made at"
            + " 2021-06-01T00:00:00Z",
        "  fix       if its owner has extended the key, name the new copy in \"gpgkey\"; else ask the"
            + " repository's maintainers to sign it anew");
  }

  @Test
  void keysThatExpiredSinceAreRefused() {
    TestKey key = key("a").bare().userId("R", ROOT.lifetime(Duration.ofDays(731).toSeconds()));
    refused(
        key.keyring(),
        signature(key),
        "DOS-SIGN-04 repomd.xml is signed with a key that has expired since",
        "  because   key "
            + key.fingerprint()
            + " (R) of KEY expired at 2022-01-01T00:00:00Z, the signature was made at"
            + " 2021-06-01T00:00:00Z",
        "  fix       if its owner has extended the key, name the new copy in \"gpgkey\"; else ask the"
            + " repository's maintainers to sign it anew");
  }

  @Test
  void keysExpireInTheSecondThatTheySay() {
    Duration left = Duration.between(BORN, NOW);
    TestKey now = key("a").bare().userId("R", ROOT.lifetime(left.toSeconds()));
    refusedWith("DOS-SIGN-04", now.keyring(), signature(now));
    TestKey soon = key("a").bare().userId("R", ROOT.lifetime(left.toSeconds() + 1));
    assertThat(verify(soon.keyring(), signature(soon)).created()).isEqualTo(SIGNED);
  }

  @Test
  void anExtendedKeyIsAsLongAsItsNewestSelfSignatureSays() {
    Said shorter = ROOT.lifetime(100);
    Said longer = new Said(10, ROOT.hashed(), BORN.plusSeconds(50)).lifetime(1_000_000_000);
    TestKey key = key("a").bare().userId("R", longer).userId("R", shorter);
    assertThat(verify(key.keyring(), signature(key)).created()).isEqualTo(SIGNED);
  }

  @Test
  void expiredSubkeysAndSubkeysOfExpiredKeysAreRefused() {
    TestKey subkey = key("subkey");
    Said binding = Said.at(BORN).flags(SIGN);
    TestKey expired = key("a").plain("R").subkey(subkey, binding.lifetime(100), subkey);
    refusedWith("DOS-SIGN-04", expired.keyring(), signature(subkey));
    TestKey owner = key("a").bare().userId("R", ROOT.lifetime(100)).subkey(subkey, binding, subkey);
    refusedWith("DOS-SIGN-04", owner.keyring(), signature(subkey));
    long untilAfterSigning = Duration.between(BORN, SIGNED).toSeconds() + 100;
    TestKey since = key("a").bare().userId("R", ROOT.lifetime(untilAfterSigning));
    since.subkey(subkey, binding, subkey);
    refusedWith("DOS-SIGN-04", since.keyring(), signature(subkey));
    TestKey subkeySince =
        key("a").plain("R").subkey(subkey, binding.lifetime(untilAfterSigning), subkey);
    refusedWith("DOS-SIGN-04", subkeySince.keyring(), signature(subkey));
    assertThat(verify(subkeySince.keyring(), signature(key("a"))).created()).isEqualTo(SIGNED);
  }

  @Test
  void revokedKeysAreRefused() {
    Instant revoked = Instant.parse("2024-01-01T00:00:00Z");
    TestKey key = key("a").bare().revoke(Said.at(revoked).reason(2)).userId("R", ROOT);
    refused(
        key.keyring(),
        signature(key),
        "DOS-SIGN-05 repomd.xml is signed with a revoked key",
        "  because   key "
            + key.fingerprint()
            + " (R) of KEY was revoked at 2024-01-01T00:00:00Z (it was compromised), the signature"
            + " was made at 2021-06-01T00:00:00Z",
        "  fix       ask the repository's maintainers for packages that their present key signed, and"
            + " name that key in \"gpgkey\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 77})
  void hardRevocationsReachBack(int reason) {
    TestKey key = key("a").bare().revoke(Said.at(NOW).reason(reason)).userId("R", ROOT);
    refusedWith("DOS-SIGN-05", key.keyring(), signature(key));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void softRevocationsCountFromTheirDayOn(int reason) {
    TestKey later = key("a").bare().revoke(Said.at(SIGNED.plusSeconds(1)).reason(reason));
    later.userId("R", ROOT);
    assertThat(verify(later.keyring(), signature(later)).created()).isEqualTo(SIGNED);
    TestKey before = key("a").bare().revoke(Said.at(SIGNED).reason(reason)).userId("R", ROOT);
    refusedWith("DOS-SIGN-05", before.keyring(), signature(before));
  }

  @Test
  void revocationsOverWeakHashesCount() {
    TestKey key = TestKey.rsa(2048, "a").bare();
    key.revoke(Said.at(NOW).hash(HashAlgorithmTags.MD5)).userId("R", ROOT);
    refusedWith("DOS-SIGN-05", key.keyring(), signature(key));
  }

  @Test
  void revokedSubkeysAreRefusedAndTheirPrimaryKeyIsNot() {
    TestKey subkey = key("subkey");
    TestKey key =
        key("a")
            .plain("R")
            .subkey(subkey, Said.at(BORN).flags(SIGN), subkey)
            .subkeyRevocation(subkey, Said.at(SIGNED));
    refusedWith("DOS-SIGN-05", key.keyring(), signature(subkey));
    assertThat(verify(key.keyring(), signature(key)).key()).isEqualTo(key.fingerprint());
  }

  @Test
  void subkeysOfARevokedKeyAreRefused() {
    TestKey subkey = key("subkey");
    TestKey key =
        key("a")
            .bare()
            .revoke(Said.at(SIGNED))
            .userId("R", ROOT)
            .subkey(subkey, Said.at(BORN).flags(SIGN), subkey);
    refusedWith("DOS-SIGN-05", key.keyring(), signature(subkey));
  }

  @Test
  void aRevocationByAnotherKeyIsNotBelieved() {
    byte[] bare = key("a").bare().bytes();
    byte[] whole = key("a").plain("R").bytes();
    TestKey other = key("b").revoke(Said.at(BORN));
    byte[] forged =
        TestKey.join(
            bare, other.bytes(), java.util.Arrays.copyOfRange(whole, bare.length, whole.length));
    assertThat(verify(Keyring.read(forged, "KEY"), signature(key("a"))).created())
        .isEqualTo(SIGNED);
  }

  @Test
  void selfSignaturesOverSha1CountAndOverMd5DoNot() {
    TestKey sha1 = TestKey.rsa(2048, "a").bare().userId("R", ROOT.hash(HashAlgorithmTags.SHA1));
    assertThat(verify(sha1.keyring(), signature(sha1)).created()).isEqualTo(SIGNED);
    TestKey md5 = TestKey.rsa(2048, "a").bare().userId("R", ROOT.hash(HashAlgorithmTags.MD5));
    refusedWith("DOS-SIGN-13", md5.keyring(), signature(md5));
  }

  @Test
  void signaturesOlderThanTheirKeyAreRefused() {
    TestKey key = key("a").plain("R");
    refused(
        key.keyring(),
        key.sign(CONTENT, Said.at(BORN.minusSeconds(1))),
        "DOS-SIGN-07 repomd.xml has a signature older than the key that made it",
        "  because   key "
            + key.fingerprint()
            + " (R) of KEY was made at 2020-01-01T00:00:00Z, the signature at 2019-12-31T23:59:59Z",
        "  fix       ask the repository's maintainers to sign it anew");
  }

  @Test
  void signaturesFromTheFutureAreRefused() {
    TestKey key = key("a").plain("R");
    refused(
        key.keyring(),
        key.sign(CONTENT, Said.at(NOW.plus(Duration.ofHours(2)))),
        "DOS-SIGN-07 repomd.xml has a signature from the future",
        "  because   the signature by key "
            + key.fingerprint()
            + " (R) of KEY was made at 2025-01-01T02:00:00Z, now it is 2025-01-01T00:00:00Z",
        "  fix       set the clock of this machine right; if it is right, ask the repository's"
            + " maintainers to sign it anew");
    byte[] skewed = key.sign(CONTENT, Said.at(NOW.plus(Duration.ofMinutes(50))));
    assertThat(verify(key.keyring(), skewed).key()).isEqualTo(key.fingerprint());
  }

  @Test
  void keysForOtherUsesAreRefused() {
    TestKey key = key("a").bare().userId("R", Said.at(BORN).flags(CERTIFY | ENCRYPT));
    refused(
        key.keyring(),
        signature(key),
        "DOS-SIGN-11 repomd.xml is signed with a key that is not for signing",
        "  because   the owner of key " + key.fingerprint() + " (R) of KEY allows other uses only",
        "  fix       ask the repository's maintainers to sign it anew, with a key for signing");
    TestKey subkey = key("subkey");
    TestKey owner = key("a").plain("R").subkeyWithoutConsent(subkey, Said.at(BORN).flags(ENCRYPT));
    refusedWith("DOS-SIGN-11", owner.keyring(), signature(subkey));
  }

  @Test
  void keysWithoutFlagsMaySign() {
    TestKey key = key("a").bare().userId("R", Said.at(BORN));
    assertThat(verify(key.keyring(), signature(key)).created()).isEqualTo(SIGNED);
  }

  static Stream<TestKey> weak() {
    return Stream.of(TestKey.rsa(1024, ""), TestKey.dsa(1024));
  }

  @ParameterizedTest
  @MethodSource("weak")
  void weakKeysAreRefused(TestKey key) {
    String kind = key.pair().getPublicKey().getAlgorithm() == 17 ? "DSA" : "RSA";
    // 1024-bit DSA signs 160 bits of whatever hash; only the key is the matter here.
    refused(
        key.plain("R").keyring(),
        signature(key),
        "DOS-SIGN-12 repomd.xml is signed with a weak key",
        "  because   key "
            + key.fingerprint()
            + " (R) of KEY is "
            + kind
            + " of 1024 bits, where 2048 are the least",
        "  fix       ask the repository's maintainers to sign it anew, with RSA of 4096 bits or"
            + " Ed25519");
  }

  @Test
  void keysThatNobodyVouchesForAreRefused() {
    TestKey bare = key("a").bare();
    refused(
        bare.keyring(),
        signature(bare),
        "DOS-SIGN-13 repomd.xml is signed with a key that its owner does not vouch for",
        "  because   key " + bare.fingerprint() + " of KEY: it has no valid signature over itself",
        "  fix       get a complete and present copy of the key from its owner and name it in"
            + " \"gpgkey\"");
  }

  @Test
  void subkeysMustAgreeToTheirBinding() {
    TestKey subkey = key("subkey");
    Said binding = Said.at(BORN).flags(SIGN);
    TestKey alone = key("a").plain("R").subkeyWithoutConsent(subkey, binding);
    refusedWith("DOS-SIGN-13", alone.keyring(), signature(subkey));
    TestKey forged = key("a").plain("R").subkey(subkey, binding, key("b"));
    refusedWith("DOS-SIGN-13", forged.keyring(), signature(subkey));
    TestKey flagless = key("a").plain("R").subkeyWithoutConsent(subkey, Said.at(BORN));
    refusedWith("DOS-SIGN-13", flagless.keyring(), signature(subkey));
  }

  @Test
  void revokedUserIdsVouchForNothing() {
    TestKey key =
        key("a").bare().userId("R", ROOT).userIdRevocation("R", Said.at(BORN.plusSeconds(9)));
    refusedWith("DOS-SIGN-13", key.keyring(), signature(key));
  }

  @Test
  void selfSignaturesWithUnknownDemandsSayNothing() {
    Said said = ROOT.with(g -> g.addCustomSubpacket(TestKey.demand()));
    TestKey key = key("a").bare().userId("R", said);
    refusedWith("DOS-SIGN-13", key.keyring(), signature(key));
  }
}
