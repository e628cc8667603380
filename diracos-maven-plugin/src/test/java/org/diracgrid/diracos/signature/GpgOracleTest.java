package org.diracgrid.diracos.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.testing.Oracle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and signatures that gpg made are judged as gpg judges them. */
@Tag("oracle")
class GpgOracleTest {

  // Sockets of gpg-agent need a short path, so not below a @TempDir.
  private Path home;
  private Oracle gpg;

  @BeforeEach
  void start() throws Exception {
    gpg = Oracle.of("gpg");
    home = Files.createTempDirectory("gpg");
  }

  @AfterEach
  void stop() throws Exception {
    if (home != null) {
      Oracle.of("gpgconf").run(List.of("--homedir", home.toString(), "--kill", "all"));
      try (var files = Files.walk(home)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private String gpg(String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--homedir",
                home.toString(),
                "--batch",
                "--yes",
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                ""));
    all.addAll(List.of(arguments));
    return gpg.run(Map.of(), all);
  }

  private Keyring keys() throws Exception {
    Path file = home.resolve("key.asc");
    gpg("--armor", "--output", file.toString(), "--export");
    return Keyring.read(Files.readAllBytes(file), "key.asc");
  }

  private byte[] signature(Path data, String... options) throws Exception {
    Path file = home.resolve("data.sig");
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--output", file.toString(), "--detach-sign", data.toString()));
    gpg(all.toArray(String[]::new));
    return Files.readAllBytes(file);
  }

  private Path data() throws Exception {
    return Files.write(home.resolve("data"), "what gpg signs\n".getBytes(UTF_8));
  }

  private static Signer verify(Keyring keys, byte[] signature, Path data) throws Exception {
    return new SignatureVerifier(Clock.systemUTC())
        .verify(keys, signature, Files.readAllBytes(data), "data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "dsa2048", "ed25519", "nistp256"})
  void signaturesOfEveryKindOfKeyVerify(String kind) throws Exception {
    gpg("--quick-generate-key", "a@b", kind, "sign", "never");
    Path data = data();

    for (String option : List.of("--no-armor", "--armor", "--textmode")) {
      byte[] signature = signature(data, option);
      assertThat(verify(keys(), signature, data).hash()).startsWith("SHA-");
      byte[] changed = Files.readAllBytes(data);
      changed[0] ^= 1;
      assertThatThrownBy(
              () ->
                  new SignatureVerifier(Clock.systemUTC())
                      .verify(keys(), signature, changed, "data"))
          .hasMessageContaining("DOS-SIGN-02");
    }
  }

  @Test
  void signingSubkeysVerify() throws Exception {
    gpg("--quick-generate-key", "a@b", "rsa2048", "cert", "never");
    String fingerprint =
        gpg("--with-colons", "--list-keys")
            .lines()
            .filter(l -> l.startsWith("fpr"))
            .findFirst()
            .orElseThrow()
            .split(":", -1)[9];
    gpg("--quick-add-key", fingerprint, "ed25519", "sign", "never");
    Path data = data();

    assertThat(verify(keys(), signature(data), data).fingerprint()).isNotEqualTo(fingerprint);
  }

  @ParameterizedTest
  @CsvSource({"SHA1, DOS-SIGN-06", "MD5, DOS-SIGN-06", "RIPEMD160, DOS-SIGN-06"})
  void weakHashesAreRefused(String hash, String code) throws Exception {
    gpg("--quick-generate-key", "a@b", "rsa2048", "sign", "never");
    Path data = data();
    byte[] signature = signature(data, "--allow-weak-digest-algos", "--digest-algo", hash);

    assertThatThrownBy(() -> verify(keys(), signature, data)).hasMessageContaining(code);
  }

  @Test
  void expiredKeysAreRefused() throws Exception {
    gpg(
        "--faked-system-time",
        "20200101T000000",
        "--quick-generate-key",
        "a@b",
        "ed25519",
        "sign",
        "1y");
    Path data = data();
    byte[] signature = signature(data, "--faked-system-time", "20200601T000000");

    assertThatThrownBy(() -> verify(keys(), signature, data))
        .hasMessageContaining("DOS-SIGN-04")
        .hasMessageContaining("which expired on 20");
  }

  @Test
  void revokedKeysAreRefused() throws Exception {
    gpg("--quick-generate-key", "a@b", "ed25519", "sign", "never");
    Path data = data();
    byte[] signature = signature(data);
    Path certificate;
    try (var files = Files.list(home.resolve("openpgp-revocs.d"))) {
      certificate = files.findFirst().orElseThrow();
    }
    Files.writeString(
        certificate, Files.readString(certificate).replace(":-----BEGIN", "-----BEGIN"));
    gpg("--import", certificate.toString());

    assertThatThrownBy(() -> verify(keys(), signature, data)).hasMessageContaining("DOS-SIGN-05");
  }
}
