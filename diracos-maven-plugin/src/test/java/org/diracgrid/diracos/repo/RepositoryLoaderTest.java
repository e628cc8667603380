package org.diracgrid.diracos.repo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.testing.RepoBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryLoaderTest {

  @TempDir private Path directory;
  private WebServer web;

  @BeforeEach
  void start() throws IOException {
    web = new WebServer();
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private static RepoBuilder repo() {
    return new RepoBuilder()
        .add("app-1.0^git-1.x86_64", p -> p.requires("z").file("/usr/bin/app").file("/opt/x"))
        .add("z-2:1.2-1.noarch", p -> p.provides("z"));
  }

  private Path write(RepoBuilder builder) throws IOException {
    return builder.write(Files.createTempDirectory(directory, "repo"));
  }

  private FetchSettings settings(boolean offline) {
    return new FetchSettings(
        directory.resolve("cache"),
        offline,
        Access.direct(),
        Duration.ofSeconds(50),
        Duration.ofSeconds(50),
        2,
        Duration.ofMillis(2),
        Clock.systemUTC());
  }

  private RepoIndex load(RepositorySource source, boolean offline) {
    try (Fetcher fetcher = new Fetcher(settings(offline))) {
      LoadedRepository loaded = new RepositoryLoader(fetcher).load(source);
      RepoIndex.Builder builder = new RepoIndex.Builder();
      loaded.readPrimary(builder);
      RepoIndex index = builder.build();
      for (int p = 0; p < index.size(); p++) {
        assertThat(fetcher.fetch(loaded.request(index.record(p)))).isRegularFile();
      }
      List<String> owned = new ArrayList<>();
      loaded.findFiles(Set.of("/opt/x"), (pkgid, path) -> owned.add(path));
      assertThat(owned.size()).isEqualTo(loaded.metadata("filelists").isPresent() ? 1 : 0);
      return index;
    }
  }

  private RepositorySource source() {
    return RepositorySource.of("base", web.uri("/r"));
  }

  private static RepositorySource with(
      List<URI> urls, URI mirrorlist, URI metalink, boolean repoGpgcheck, List<URI> keys) {
    return new RepositorySource(
        "base", urls, mirrorlist, metalink, 99, List.of(), List.of(), false, repoGpgcheck, keys);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gz", "xz", "zst", "bz2"})
  void aLocalRepositoryIsReadInPlace(String compression) throws IOException {
    URI url = write(repo().compression(compression)).toUri();

    assertThat(load(RepositorySource.of("base", url), true).size()).isEqualTo(2);
    assertThat(directory.resolve("cache/content")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(names = {"SHA1", "SHA256", "SHA512"})
  void aRemoteRepositoryIsThereOfflineOnceItWasSeen(Algorithm algorithm) throws IOException {
    assertThatThrownBy(() -> load(source(), true)).hasMessageContaining("DOS-REPO-07");
    web.serve("/r/", write(repo().checksums(algorithm)));

    assertThat(load(source(), false).size()).isEqualTo(2);
    int requests = web.log.size();
    assertThat(load(source(), true).size()).isEqualTo(2);
    assertThat(web.log).hasSize(requests);
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() throws IOException {
    web.serve("/r/", write(repo()));
    load(source(), false);
    web.log.clear();

    load(source(), false);

    assertThat(web.log).containsExactly("GET /r/repodata/repomd.xml");
  }

  @Test
  void aRepositoryThatWasRenewedIsSeenAsItIsNow() throws IOException {
    web.serve("/r/", write(repo()));
    load(source(), false);
    web.serve("/r/", write(repo().add("new-1-1.noarch", p -> {})));

    assertThat(load(source(), false).size()).isEqualTo(3);
  }

  @Test
  void aRepositoryThatIsRenewedWhileWeLookIsReadOnceMore() throws IOException {
    Path old = write(repo());
    byte[] oldList = Files.readAllBytes(old.resolve("repodata/repomd.xml"));
    web.serve("/r/", write(repo().add("new-1-1.noarch", p -> {})));
    web.next(
        "/r/repodata/repomd.xml",
        exchange -> {
          exchange.sendResponseHeaders(200, oldList.length);
          exchange.getResponseBody().write(oldList);
        });

    assertThat(load(source(), false).size()).isEqualTo(3);
  }

  @Test
  void aRepositoryMayLackFilelists() throws IOException {
    assertThat(
            load(RepositorySource.of("b", write(repo().withoutFilelists()).toUri()), true).size())
        .isEqualTo(2);
  }

  @Test
  void noRepomdIsSaidToBeThat() throws IOException {
    URI empty = Files.createDirectory(directory.resolve("empty")).toUri();

    assertThatThrownBy(() -> load(RepositorySource.of("base", empty), false))
        .hasMessageContaining("DOS-REPO-01 there is no repository at the address of base");
    assertThatThrownBy(() -> load(source(), false))
        .hasMessageContaining("DOS-REPO-01")
        .hasMessageContaining(web.uri("/r/") + ": it is not there (404)");
  }

  @Test
  void aHostThatDoesNotAnswerIsSaidToBeThat() {
    URI dead = URI.create("http://127.0.0.1:1/r");

    assertThatThrownBy(() -> load(RepositorySource.of("base", dead), false))
        .hasMessageContaining("DOS-REPO-02 repository base cannot be reached");
  }

  @Test
  void anotherAddressStepsIn() throws IOException {
    web.serve("/b/", write(repo()));
    RepositorySource two =
        with(
            List.of(URI.create("http://127.0.0.1:1/a"), web.uri("/b")),
            null,
            null,
            false,
            List.of());

    assertThat(load(two, false).size()).isEqualTo(2);
  }

  @Test
  void garbageIsSaidToBeThat() throws IOException {
    assertThatThrownBy(() -> local(repo().repomdXml(xml -> "<html>" + xml + "</html>")))
        .hasMessageContaining("DOS-REPO-03 repomd.xml of repository base is not valid");
    assertThatThrownBy(() -> local(repo().primaryXml(xml -> xml.substring(0, xml.length() / 2))))
        .hasMessageContaining("DOS-REPO-03 primary.xml.gz of repository base is not valid")
        .hasMessageContaining("it ends");
  }

  @Test
  void metadataWithoutPrimaryIsSaidToBeThat() {
    assertThatThrownBy(
            () -> local(repo().repomdXml(xml -> xml.replace("\"primary\"", "\"primary_db\""))))
        .hasMessageContaining("DOS-REPO-04");
  }

  @Test
  void metadataOfAnUnknownChecksumIsRefused() {
    assertThatThrownBy(
            () -> local(repo().repomdXml(xml -> xml.replace("\"sha256\"", "\"blake3\""))))
        .hasMessageContaining("DOS-REPO-10");
  }

  @Test
  void changedAndTruncatedMetadataIsRefused() {
    assertThatThrownBy(
            () ->
                local(
                    repo()
                        .stored(
                            "primary",
                            bytes -> {
                              bytes[bytes.length / 2] ^= 1;
                              return bytes;
                            })))
        .hasMessageContaining(
            "DOS-FETCH-03 primary.xml.gz of repository base has a wrong checksum");
    assertThatThrownBy(() -> local(repo().stored("primary", b -> Arrays.copyOf(b, b.length / 2))))
        .hasMessageContaining("DOS-FETCH-04 primary.xml.gz of repository base has a wrong size");
  }

  private void local(RepoBuilder builder) throws IOException {
    load(RepositorySource.of("base", write(builder).toUri()), false);
  }

  @Test
  void mirrorlistsAndMetalinksLeadToRepositories() throws IOException {
    Path repo = write(repo());
    web.serve("/m/", repo);
    web.serve("/list", (web.uri("/gone/") + "\n" + web.uri("/m/") + "\n").getBytes(UTF_8));
    byte[] repomd = Files.readAllBytes(repo.resolve("repodata/repomd.xml"));
    web.serve("/link", metalink(repomd));

    assertThat(load(with(List.of(), web.uri("/list"), null, false, List.of()), false).size())
        .isEqualTo(2);
    assertThat(load(with(List.of(), null, web.uri("/link"), false, List.of()), false).size())
        .isEqualTo(2);
  }

  @Test
  void aMirrorThatTheMetalinkDoesNotKnowIsPassedOver() throws IOException {
    web.serve("/m/", write(repo()));
    web.serve("/link", metalink("another".getBytes(UTF_8)));

    assertThatThrownBy(() -> load(with(List.of(), null, web.uri("/link"), false, List.of()), false))
        .hasMessageContaining("DOS-REPO-05")
        .hasMessageContaining("which the metalink does not list");
  }

  private byte[] metalink(byte[] repomd) {
    String hash = HexFormat.of().formatHex(Algorithm.SHA256.newDigest().digest(repomd));
    return ("<metalink><files><file name='repomd.xml'><verification><hash type='sha256'>"
            + hash
            + "</hash></verification><resources><url preference='1'>"
            + web.uri("/m/repodata/repomd.xml")
            + "</url></resources></file></files></metalink>")
        .getBytes(UTF_8);
  }

  @Test
  void aListThatCannotBeHadIsSaidToBeThat() {
    assertThatThrownBy(() -> load(with(List.of(), web.uri("/l"), null, false, List.of()), false))
        .hasMessageContaining("DOS-REPO-06 the mirrorlist of repository base cannot be fetched");
  }

  @Test
  void signedMetadataIsChecked() throws Exception {
    Path repo = write(repo());
    Path repomd = repo.resolve("repodata/repomd.xml");
    TestSigner signer = new TestSigner();
    Path key = Files.write(directory.resolve("key"), signer.publicKey());
    web.serve("/key", signer.publicKey());
    Files.write(repo.resolve("repodata/repomd.xml.asc"), signer.sign(Files.readAllBytes(repomd)));
    web.serve("/r/", repo);
    RepositorySource local = with(List.of(repo.toUri()), null, null, true, List.of(key.toUri()));
    RepositorySource remote =
        with(List.of(web.uri("/r")), null, null, true, List.of(web.uri("/key")));

    assertThat(load(local, true).size()).isEqualTo(2);
    assertThat(load(remote, false).size()).isEqualTo(2);
    assertThat(load(remote, true).size()).isEqualTo(2);

    Files.writeString(repomd, Files.readString(repomd) + "<!-- -->");
    assertThatThrownBy(() -> load(local, true))
        .hasMessageContaining("DOS-SIGN-02 repomd.xml of repository base");
    assertThatThrownBy(() -> load(with(List.of(repo.toUri()), null, null, true, List.of()), true))
        .hasMessageContaining("DOS-SIGN-08");
    Files.delete(repo.resolve("repodata/repomd.xml.asc"));
    assertThatThrownBy(() -> load(local, true))
        .hasMessageContaining("DOS-SIGN-01 repomd.xml of repository base is not signed");
    URI none = directory.resolve("nokey").toUri();
    assertThatThrownBy(
            () -> load(with(List.of(repo.toUri()), null, null, true, List.of(none)), true))
        .hasMessageContaining("DOS-REPO-06 the key of repository base cannot be fetched");
  }

  @Test
  void aDamagedSnapshotIsAsGoodAsNone() throws IOException {
    web.serve("/r/", write(repo()));
    load(source(), false);
    Path snapshot;
    try (Stream<Path> files = Files.walk(directory.resolve("cache/repositories"))) {
      snapshot = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    byte[] good = Files.readAllBytes(snapshot);
    for (int length = 0; length < good.length; length += 1 + good.length / 50) {
      Files.write(snapshot, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> load(source(), true)).hasMessageContaining("DOS-REPO-07");
    }

    assertThat(load(source(), false).size()).isEqualTo(2);
    assertThat(load(source(), true).size()).isEqualTo(2);
  }

  @Test
  void theNetworkCannotMakeUsReadFilesOfOurOwn() throws IOException {
    Path local = write(repo());
    web.serve(
        "/r/",
        write(
            repo()
                .primaryXml(
                    xml ->
                        xml.replace(
                            "<location ", "<location xml:base=\"" + local.toUri() + "\" "))));

    assertThatThrownBy(() -> load(source(), false)).hasMessageContaining("DOS-REPO-11");
  }
}
