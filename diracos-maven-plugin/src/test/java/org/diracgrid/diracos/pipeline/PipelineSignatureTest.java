package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diracgrid.diracos.signature.TestKey.BORN;
import static org.diracgrid.diracos.signature.TestKey.CERTIFY;
import static org.diracgrid.diracos.signature.TestKey.SIGN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.rpm.Compression;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.signature.TestKey;
import org.diracgrid.diracos.signature.TestKey.Said;
import org.diracgrid.diracos.testing.PlainRepository;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@code gpgcheck} and {@code repo_gpgcheck} let into a bundle. The repository has {@code
 * app}, which is well signed and needs {@code lib}; tests change how {@code lib} and the list of
 * metadata are signed.
 */
class PipelineSignatureTest {

  private static final Instant SIGNED = Instant.parse("2021-06-01T00:00:00Z");
  private static final Said ROOT = Said.at(BORN).flags(CERTIFY | SIGN);

  @TempDir Path directory;

  private Path repository;
  private Path build;

  @BeforeEach
  void makeDirectories() throws IOException {
    repository = Files.createDirectory(directory.resolve("repository"));
    build = directory.resolve("target");
  }

  /** A fresh key without any packets yet, but always with the same numbers for one name. */
  private static TestKey key(String name) {
    return TestKey.ed25519("pipeline " + name, BORN);
  }

  private static TestKey good() {
    return key("good").plain("Packager <p@example.org>");
  }

  private static Function<byte[], byte[]> by(TestKey key) {
    return by(key, Said.at(SIGNED));
  }

  private static Function<byte[], byte[]> by(TestKey key, Said said) {
    return bytes -> key.sign(bytes, said);
  }

  private static RpmBuilder lib() {
    return RpmBuilder.of("lib", "1-1", "x86_64").file("/usr/share/lib", 0644, "lib\n".repeat(99));
  }

  private static RpmBuilder signedLib(TestKey key) {
    return lib().signed(RpmTag.SIG_DSA, by(key));
  }

  /** Writes the repository, its list of metadata signed by the good key, and the file of keys. */
  private void write(RpmBuilder lib, TestKey... known) throws IOException {
    RpmBuilder app =
        RpmBuilder.of("app", "1-1", "x86_64")
            .requires("lib")
            .file("/usr/share/app", 0644, "app\n")
            .signed(RpmTag.SIG_DSA, by(good()));
    PlainRepository.write(repository, List.of(app, lib));
    sign(good());
    StringBuilder keys = new StringBuilder();
    for (TestKey key : known) {
      keys.append(new String(TestKey.armor(key.bytes()), UTF_8));
    }
    Files.writeString(directory.resolve("keys.asc"), keys);
  }

  private Path repomd() {
    return repository.resolve("repodata/repomd.xml");
  }

  private Path repomdSignature() {
    return repository.resolve("repodata/repomd.xml.asc");
  }

  private void sign(TestKey key) throws IOException {
    byte[] signature = key.sign(Files.readAllBytes(repomd()), Said.at(SIGNED));
    Files.write(repomdSignature(), TestKey.armor(signature));
  }

  private BundleResult bundle(boolean gpgcheck, boolean repoGpgcheck) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("diracos.json"),
            """
            {
              "version": "1.0",
              "repositories": [{
                "id": "base", "url": "%s", "gpgkey": "keys.asc", "gpgcheck": %s, "repo_gpgcheck": %s
              }],
              "packages": ["app"]
            }
            """
                .formatted(repository.toUri(), gpgcheck, repoGpgcheck));
    Engine.Environment environment =
        new Engine.Environment(
            directory.resolve("cache"), 2, false, Access.direct(), Progress.silent());
    return new Engine(environment).bundle(new Request(directory, config, build, Map.of(), SIGNED));
  }

  private void passes() throws IOException {
    assertThat(bundle(true, true).tarball()).isRegularFile();
  }

  private AbstractThrowableAssert<?, ?> refused(String code) throws IOException {
    AbstractThrowableAssert<?, ?> thrown =
        assertThatThrownBy(() -> bundle(true, true))
            .isInstanceOf(DiracosException.class)
            .hasMessageStartingWith(code + " ");
    assertThat(results()).isEmpty();
    return thrown;
  }

  /** What a user would take for a result: all but the working directory. */
  private List<String> results() throws IOException {
    if (!Files.exists(build)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(build)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> !n.equals("diracos"))
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIG_OPENPGP", "SIG_RSA", "SIG_DSA", "SIG_PGP", "SIG_GPG"})
  void goodSignaturesPassInEveryTagThatHoldsThem(RpmTag tag) throws IOException {
    write(lib().signed(tag, by(good())), good());
    passes();
  }

  @Test
  void packagesFromBeforePayloadDigestsPass() throws IOException {
    write(lib().withoutPayloadDigest().signed(RpmTag.SIG_PGP, by(good())), good());
    passes();
  }

  @Test
  void packagesMayBeSignedByAnyOfTheKeys() throws IOException {
    write(signedLib(key("other")), good(), key("other").plain("Other"));
    passes();
  }

  @Test
  void unsignedPackagesAreNamedWithTheirRepository() throws IOException {
    write(lib(), good());
    refused("DOS-SIGN-01")
        .hasMessageStartingWith("DOS-SIGN-01 lib-1-1.x86_64 of repository base is not signed\n")
        .hasMessageContaining("\"gpgcheck\"");
  }

  @Test
  void signaturesWithoutAByteAreNone() throws IOException {
    write(lib().signed(RpmTag.SIG_OPENPGP, bytes -> new byte[0]), good());
    refused("DOS-SIGN-01");
  }

  @ParameterizedTest
  @EnumSource(names = {"SIG_DSA", "SIG_PGP"})
  void tamperedPackagesAreRefused(RpmTag tag) throws IOException {
    // The digests of the package and of the metadata agree with what was changed.
    Function<byte[], byte[]> original =
        bytes -> {
          byte[] before = bytes.clone();
          before[before.length - 1] ^= 1;
          return good().sign(before, Said.at(SIGNED));
        };
    write(lib().signed(tag, original), good());
    refused("DOS-SIGN-02")
        .hasMessageStartingWith("DOS-SIGN-02 lib-1-1.x86_64 of repository base is not what was");
  }

  @Test
  void tamperedPayloadsContradictTheSignedHeader() throws IOException {
    RpmBuilder lib = signedLib(good()).compression(Compression.NONE);
    lib.editFile(
        file -> {
          String text = new String(file, ISO_8859_1);
          return text.replace("lib\nlib\n", "bad\nbad\n").getBytes(ISO_8859_1);
        });
    write(lib, good());
    refused("DOS-RPM-10").hasMessageContaining("lib-1-1.x86_64");
  }

  @Test
  void unknownKeysAreRefused() throws IOException {
    write(signedLib(key("other")), good());
    refused("DOS-SIGN-03")
        .hasMessageContaining(key("other").fingerprint() + ", which is not known")
        .hasMessageContaining(good().fingerprint());
  }

  @Test
  void keysThatHadExpiredAreRefused() throws IOException {
    TestKey expired = key("expired").bare().userId("E", ROOT.lifetime(86_400));
    write(signedLib(expired), good(), expired);
    refused("DOS-SIGN-04").hasMessageContaining("expired at 2020-01-02T00:00:00Z");
  }

  @Test
  void keysThatExpiredSinceAreRefused() throws IOException {
    Said until = ROOT.lifetime(Duration.between(BORN, SIGNED).toSeconds() + 1);
    TestKey expired = key("expired").bare().userId("E", until);
    write(signedLib(expired), good(), expired);
    refused("DOS-SIGN-04")
        .hasMessageContaining("has expired since")
        .hasMessageContaining("expired at 2021-06-01T00:00:01Z");
  }

  @Test
  void revokedKeysAreRefused() throws IOException {
    TestKey revoked = key("revoked").bare().revoke(Said.at(SIGNED).reason(2)).userId("R", ROOT);
    write(signedLib(revoked), good(), revoked);
    refused("DOS-SIGN-05").hasMessageContaining("it was compromised");
  }

  @Test
  void signaturesOverSha1AreRefused() throws IOException {
    Said sha1 = Said.at(SIGNED).hash(HashAlgorithmTags.SHA1);
    write(lib().signed(RpmTag.SIG_DSA, by(good(), sha1)), good());
    refused("DOS-SIGN-06").hasMessageContaining("SHA-1");
  }

  @Test
  void unsignedMetadataIsRefused() throws IOException {
    write(signedLib(good()), good());
    Files.delete(repomdSignature());
    refused("DOS-SIGN-01")
        .hasMessageStartingWith("DOS-SIGN-01 repomd.xml of repository base is not signed\n")
        .hasMessageContaining("\"repo_gpgcheck\"");
  }

  @Test
  void tamperedMetadataIsRefused() throws IOException {
    write(signedLib(good()), good());
    Files.writeString(repomd(), Files.readString(repomd()).replace(">1</rev", ">2</rev"));
    refused("DOS-SIGN-02").hasMessageStartingWith("DOS-SIGN-02 repomd.xml of repository base");
  }

  @Test
  void metadataByAnUnknownKeyIsRefused() throws IOException {
    write(signedLib(good()), good());
    sign(key("other"));
    refused("DOS-SIGN-03").hasMessageStartingWith("DOS-SIGN-03 repomd.xml of repository base");
  }

  @Test
  void whatIsNotAskedForIsNotChecked() throws IOException {
    write(lib(), good());
    Files.delete(repomdSignature());
    assertThat(bundle(false, false).tarball()).isRegularFile();
  }

  @Test
  void askingLaterChecksWhatWasBundledUnasked() throws IOException {
    write(lib(), good());
    bundle(false, false);
    assertThatThrownBy(() -> bundle(true, false))
        .isInstanceOf(DiracosException.class)
        .hasMessageStartingWith("DOS-SIGN-01 lib-1-1.x86_64 of repository base is not signed");
  }

  @Test
  void askingForSignedMetadataLaterChecksWhatIsCached() throws IOException {
    write(signedLib(good()), good());
    Files.delete(repomdSignature());
    bundle(true, false);
    assertThatThrownBy(() -> bundle(true, true))
        .isInstanceOf(DiracosException.class)
        .hasMessageStartingWith("DOS-SIGN-01 repomd.xml of repository base is not signed");
  }
}
