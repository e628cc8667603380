package org.diracgrid.diracos.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.diracgrid.diracos.signature.TestKey.Said;
import org.diracgrid.diracos.testing.Oracle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and signatures that gpg makes are understood, and gpg agrees on those that Java makes. */
@Tag("oracle")
class GpgOracleTest {

  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  /** Short, since the sockets of gpg's agent must fit into 108 bytes. */
  private Path home;

  private Oracle gpg;

  @BeforeEach
  void makeHome() throws IOException {
    gpg = Oracle.of("gpg");
    home = Files.createTempDirectory("g");
  }

  @AfterEach
  void removeHome() throws Exception {
    if (home == null) {
      return;
    }
    Oracle.of("gpgconf").run(List.of("--homedir", home.toString(), "--kill", "all"));
    try (var files = Files.walk(home)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private String gpg(String... arguments) throws Exception {
    List<String> all =
        new java.util.ArrayList<>(
            List.of("--homedir", home.toString(), "--batch", "--yes", "--passphrase", ""));
    all.addAll(List.of("--pinentry-mode", "loopback"));
    all.addAll(List.of(arguments));
    return gpg.run(all);
  }

  private Keyring export() throws Exception {
    Path file = home.resolve("key.asc");
    gpg("--armor", "--output", file.toString(), "--export");
    return Keyring.read(Files.readAllBytes(file), "key.asc");
  }

  private byte[] sign(Path file, String... options) throws Exception {
    Path signature = home.resolve("data.sig");
    List<String> arguments = new java.util.ArrayList<>(List.of(options));
    arguments.addAll(List.of("--output", signature.toString(), "--detach-sign", file.toString()));
    gpg(arguments.toArray(String[]::new));
    return Files.readAllBytes(signature);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "dsa2048", "ed25519", "nistp256"})
  void signaturesOfGpgVerify(String algorithm) throws Exception {
    gpg("--quick-generate-key", "R <r@example.org>", algorithm, "sign", "never");
    Path data = Files.write(home.resolve("data"), "content\r\n".getBytes(UTF_8));
    Keyring keyring = export();
    SignatureVerifier verifier = new SignatureVerifier(keyring, LATER);
    for (String form : List.of("--armor", "--no-armor")) {
      byte[] signature = sign(data, form);
      assertThat(verifier.verify(signature, Files.readAllBytes(data), "data").primaryKey())
          .isEqualTo(keyring.fingerprints().get(0));
      assertThatThrownBy(() -> verifier.verify(signature, "content\n".getBytes(UTF_8), "data"))
          .hasMessageStartingWith("DOS-SIGN-02 ");
    }
    byte[] text = sign(data, "--textmode");
    assertThatThrownBy(() -> verifier.verify(text, Files.readAllBytes(data), "data"))
        .hasMessageStartingWith("DOS-SIGN-10 ");
    byte[] weak = algorithm.startsWith("rsa") ? sign(data, "--digest-algo", "SHA1") : new byte[0];
    if (weak.length > 0) {
      assertThatThrownBy(() -> verifier.verify(weak, Files.readAllBytes(data), "data"))
          .hasMessageStartingWith("DOS-SIGN-06 ");
    }
  }

  @Test
  void keysOfGpgExpireUntilItExtendsThem() throws Exception {
    gpg("--quick-generate-key", "R <r@example.org>", "ed25519", "sign", "1y");
    String primary = export().fingerprints().get(0);
    Path data = Files.write(home.resolve("data"), "content".getBytes(UTF_8));
    byte[] signature = sign(data);
    byte[] content = Files.readAllBytes(data);
    Instant signed =
        new SignatureVerifier(export(), Clock.systemUTC().instant())
            .verify(signature, content, "data")
            .created();
    Instant later = signed.plus(Duration.ofDays(366));
    SignatureVerifier expired = new SignatureVerifier(export(), later);
    assertThatThrownBy(() -> expired.verify(signature, content, "data"))
        .hasMessageStartingWith("DOS-SIGN-04 data is signed with a key that has expired since");
    gpg("--quick-set-expire", primary, "2y");
    assertThat(new SignatureVerifier(export(), later).verify(signature, content, "data").key())
        .isEqualTo(primary);
  }

  @Test
  void subkeysOfGpgVerifyUntilItRevokesThem() throws Exception {
    gpg("--quick-generate-key", "R <r@example.org>", "ed25519", "cert", "never");
    String primary = export().fingerprints().get(0);
    gpg("--quick-add-key", primary, "rsa2048", "sign", "never");
    Path data = Files.write(home.resolve("data"), "content".getBytes(UTF_8));
    byte[] signature = sign(data);
    GoodSignature good =
        new SignatureVerifier(export(), LATER).verify(signature, Files.readAllBytes(data), "data");
    assertThat(good.primaryKey()).isEqualTo(primary);
    assertThat(good.key()).isNotEqualTo(primary);
    Path edit = Files.writeString(home.resolve("edit"), "key 1\nrevkey\ny\n0\n\ny\nsave\n");
    gpg("--command-file", edit.toString(), "--edit-key", primary);
    SignatureVerifier after = new SignatureVerifier(export(), LATER);
    assertThatThrownBy(() -> after.verify(signature, Files.readAllBytes(data), "data"))
        .hasMessageStartingWith("DOS-SIGN-05 ");
  }

  @Test
  void revocationsOfGpgCount() throws Exception {
    gpg("--quick-generate-key", "R <r@example.org>", "ed25519", "sign", "never");
    String primary = export().fingerprints().get(0);
    Path data = Files.write(home.resolve("data"), "content".getBytes(UTF_8));
    byte[] signature = sign(data);
    Path stored = home.resolve("openpgp-revocs.d").resolve(primary + ".rev");
    Path ready = home.resolve("ready.rev");
    Files.writeString(ready, Files.readString(stored).replace(":-----BEGIN", "-----BEGIN"));
    gpg("--import", ready.toString());
    SignatureVerifier after = new SignatureVerifier(export(), LATER);
    assertThatThrownBy(() -> after.verify(signature, Files.readAllBytes(data), "data"))
        .hasMessageStartingWith("DOS-SIGN-05 ");
  }

  @Test
  void gpgAgreesOnWhatJavaMakes() throws Exception {
    TestKey subkey = TestKey.rsa(2048, "a");
    TestKey key =
        TestKey.ed25519("oracle", TestKey.BORN)
            .plain("R <r@example.org>")
            .subkey(subkey, Said.at(TestKey.BORN).flags(TestKey.SIGN), subkey);
    gpg("--import", Files.write(home.resolve("java.pgp"), key.bytes()).toString());
    Path data = Files.write(home.resolve("data"), "content".getBytes(UTF_8));
    for (TestKey signer : List.of(key, subkey)) {
      byte[] signature = signer.sign("content".getBytes(UTF_8), Said.at(TestKey.BORN));
      Path file = Files.write(home.resolve("java.sig"), signature);
      assertThat(gpg("--verify", file.toString(), data.toString())).contains("Good signature");
    }
  }

  @Test
  void gpgRefusesTheTamperedContentToo() throws Exception {
    gpg("--quick-generate-key", "R <r@example.org>", "ed25519", "sign", "never");
    Path data = Files.write(home.resolve("data"), "content".getBytes(UTF_8));
    sign(data);
    Files.writeString(data, "changed");
    assertThatThrownBy(() -> gpg("--verify", home.resolve("data.sig").toString(), data.toString()))
        .hasMessageContaining("BAD signature");
  }
}
