package org.diracgrid.diracos.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmSignature;
import org.diracgrid.diracos.testing.Oracle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rpmsign signs, we believe; over the header alone and over header and payload. */
@Tag("oracle")
class RpmSignOracleTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "dsa2048", "ed25519"})
  void signedPackagesVerify(String kind) throws Exception {
    Oracle gpg = Oracle.of("gpg");
    Oracle rpmsign = Oracle.of("rpmsign");
    // Sockets of gpg-agent need a short path, so not below a @TempDir.
    Path home = Files.createTempDirectory("gpg");
    try {
      Path rpm = build();
      RpmFile unsigned = RpmFile.read(rpm);
      List<String> batch =
          List.of("--homedir", home.toString(), "--batch", "--pinentry-mode", "loopback");
      gpg.run(
          with(batch, "--passphrase", "", "--quick-generate-key", "a@b", kind, "sign", "never"));
      Path key = directory.resolve("key.asc");
      gpg.run(with(batch, "--armor", "--output", key.toString(), "--export"));
      Keyring keys = Keyring.read(Files.readAllBytes(key), "key.asc");
      assertThat(unsigned.signatures()).isEmpty();

      rpmsign.run(
          List.of(
              "--define",
              "__gpg /usr/bin/gpg",
              "--define",
              "_gpg_path " + home,
              "--define",
              "_gpg_name a@b",
              "--define",
              "_gpg_digest_algo sha256",
              "--rpmv3",
              "--addsign",
              rpm.toString()));

      RpmFile signed = RpmFile.read(rpm);
      assertThat(signed.signatures()).isNotEmpty();
      for (RpmSignature signature : signed.signatures()) {
        byte[] packet = signature.packet();
        SignatureVerifier.Signed data = () -> covered(signed, rpm, signature.coverage());
        SignatureVerifier verifier = new SignatureVerifier(Clock.systemUTC());
        assertThat(verifier.verify(keys, List.of(packet), data, "a.rpm").hash())
            .isEqualTo("SHA-256");
        SignatureVerifier.Signed other = () -> InputStream.nullInputStream();
        assertThatThrownBy(() -> verifier.verify(keys, List.of(packet), other, "a.rpm"))
            .hasMessageContaining("DOS-SIGN-02");
      }
    } finally {
      Oracle.of("gpgconf").run(List.of("--homedir", home.toString(), "--kill", "all"));
      try (Stream<Path> files = Files.walk(home)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static List<String> with(List<String> first, String... more) {
    return Stream.concat(first.stream(), Stream.of(more)).toList();
  }

  private static InputStream covered(RpmFile file, Path path, RpmSignature.Coverage coverage)
      throws java.io.IOException {
    if (coverage == RpmSignature.Coverage.HEADER) {
      return new java.io.ByteArrayInputStream(file.headerBlob());
    }
    InputStream in = Files.newInputStream(path);
    in.skipNBytes(file.headerOffset());
    return in;
  }

  private Path build() throws Exception {
    Path spec =
        Files.writeString(
            directory.resolve("a.spec"),
            "Name: a\nVersion: 1\nRelease: 1\nSummary: s\nLicense: MIT\nBuildArch: noarch\n"
                + "%description\nd\n%install\nmkdir -p %{buildroot}/x\n"
                + "echo hello > %{buildroot}/x/y\n%files\n/x/y\n");
    Oracle.of("rpmbuild").run(List.of("-bb", "--define", "_topdir " + directory, spec.toString()));
    return directory.resolve("RPMS/noarch/a-1-1.noarch.rpm");
  }
}
