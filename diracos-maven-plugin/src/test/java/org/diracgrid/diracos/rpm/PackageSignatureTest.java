package org.diracgrid.diracos.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.diracgrid.diracos.signature.Keyring;
import org.diracgrid.diracos.signature.SignatureVerifier;
import org.diracgrid.diracos.signature.SignedContent;
import org.diracgrid.diracos.testing.Oracle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packages that rpmsign signs with keys of gpg verify, and changed ones do not. */
@Tag("oracle")
class PackageSignatureTest {

  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
  private static final String OWNER = "R <r@example.org>";

  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createTempDirectory("s");
  }

  @AfterEach
  void removeHome() throws Exception {
    if (Files.exists(home.resolve("pubring.kbx"))) {
      Oracle.of("gpgconf").run(List.of("--homedir", home.toString(), "--kill", "all"));
    }
    try (var files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void gpg(String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("--homedir", home.toString(), "--batch", "--passphrase", ""));
    all.addAll(List.of("--pinentry-mode", "loopback"));
    all.addAll(List.of(arguments));
    Oracle.of("gpg").run(all);
  }

  private Path build() throws Exception {
    Path spec =
        Files.writeString(
            home.resolve("small.spec"),
            """
            Name: small
            Version: 1
            Release: 1
            Summary: small
            License: none
            BuildArch: noarch
            %description
            small
            %install
            mkdir -p %{buildroot}/opt
            echo content > %{buildroot}/opt/small
            %files
            /opt/small
            """);
    Oracle.of("rpmbuild")
        .run(List.of("-bb", "--nodeps", "--define", "_topdir " + home, spec.toString()));
    return home.resolve("RPMS/noarch/small-1-1.noarch.rpm");
  }

  private static SignedContent content(RpmFile file, RpmSignature signature) {
    if (signature.coverage() == RpmSignature.Coverage.HEADER) {
      return SignedContent.of(file.headerBlob());
    }
    return () -> {
      InputStream in = Files.newInputStream(file.path());
      in.skipNBytes(file.headerOffset());
      return in;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "dsa2048", "ed25519"})
  void signedPackagesVerify(String algorithm) throws Exception {
    Oracle rpmsign = Oracle.of("rpmsign");
    Path rpm = build();
    assertThat(RpmFile.read(rpm).signatures()).isEmpty();
    gpg("--quick-generate-key", OWNER, algorithm, "sign", "never");
    List<String> sign = new ArrayList<>(List.of("--addsign"));
    sign.addAll(List.of("--define", "_gpg_name " + OWNER, "--define", "_gpg_path " + home));
    // rpm of Debian looks for gpg2.
    String gpg = Oracle.of("sh").run(List.of("-c", "command -v gpg")).strip();
    sign.addAll(List.of("--define", "__gpg " + gpg));
    sign.addAll(List.of("--define", "_gpg_digest_algo sha256", rpm.toString()));
    rpmsign.run(sign);
    Path exported = home.resolve("key.asc");
    gpg("--armor", "--output", exported.toString(), "--export");
    Keyring keyring = Keyring.read(Files.readAllBytes(exported), "key.asc");
    SignatureVerifier verifier = new SignatureVerifier(keyring, LATER);

    RpmFile file = RpmFile.read(rpm);
    assertThat(file.signatures()).isNotEmpty();
    for (RpmSignature signature : file.signatures()) {
      assertThat(verifier.verify(signature.packet(), content(file, signature), "small").key())
          .isEqualTo(keyring.fingerprints().get(0));
      byte[] changed = file.headerBlob();
      changed[changed.length - 1] ^= 1;
      assertThatThrownBy(() -> verifier.verify(signature.packet(), changed, "small"))
          .hasMessageStartingWith("DOS-SIGN-02 ");
    }
    // rpm is of the same mind, with the same key.
    String database = home.resolve("db").toString();
    Oracle rpmkeys = Oracle.of("rpmkeys");
    rpmkeys.run(List.of("--dbpath", database, "--import", exported.toString()));
    assertThat(rpmkeys.run(List.of("--dbpath", database, "--checksig", rpm.toString())))
        .contains("signatures OK");
  }
}
