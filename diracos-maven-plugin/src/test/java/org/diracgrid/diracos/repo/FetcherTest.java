package org.diracgrid.diracos.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FetcherTest {

  private static final byte[] CONTENT = random(300_000, 1);

  @TempDir private Path directory;
  private WebServer web;
  private WebServer other;

  @BeforeEach
  void start() throws IOException {
    web = new WebServer();
    other = new WebServer();
    web.serve("/a.rpm", CONTENT);
    other.serve("/a.rpm", CONTENT);
  }

  @AfterEach
  void stop() {
    web.close();
    other.close();
  }

  private static byte[] random(int size, int seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Checksum sum(byte[] bytes, Algorithm algorithm) {
    return new Checksum(algorithm, HexFormat.of().formatHex(algorithm.newDigest().digest(bytes)));
  }

  private static FetchRequest request(byte[] content, URI... candidates) {
    return new FetchRequest(
        "base",
        List.of(candidates),
        sum(content, Algorithm.SHA256),
        content.length,
        "a-1-1.noarch");
  }

  private FetchSettings settings(boolean offline, Access access) {
    return new FetchSettings(
        directory.resolve("cache"),
        offline,
        access,
        Duration.ofSeconds(5),
        Duration.ofMillis(800),
        3,
        Duration.ofMillis(5),
        Clock.systemUTC());
  }

  private Path fetch(FetchRequest request) {
    return fetch(request, false, Access.direct());
  }

  private Path fetch(FetchRequest request, boolean offline, Access access) {
    try (Fetcher fetcher = new Fetcher(settings(offline, access))) {
      return fetcher.fetch(request);
    }
  }

  private List<Path> parts() throws IOException {
    Path partial = directory.resolve("cache/partial");
    if (!Files.exists(partial)) {
      return List.of();
    }
    try (Stream<Path> parts = Files.list(partial)) {
      return parts.toList();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SHA1", "SHA256", "SHA512"})
  void aFileIsFetchedOnceAndThenTakenFromTheCache(Algorithm algorithm) throws IOException {
    FetchRequest wanted =
        new FetchRequest(
            "base", List.of(web.uri("/a.rpm")), sum(CONTENT, algorithm), CONTENT.length, "a");

    Path first = fetch(wanted);
    Path second = fetch(wanted);

    assertThat(first).isEqualTo(second).hasBinaryContent(CONTENT);
    assertThat(web.log).hasSize(1);
    assertThat(parts()).isEmpty();
  }

  @Test
  void offlineTheCacheAnswers() {
    FetchRequest wanted = request(CONTENT, web.uri("/a.rpm"));
    assertThatThrownBy(() -> fetch(wanted, true, Access.direct()))
        .hasMessageContaining("DOS-FETCH-05 a-1-1.noarch is not in the cache");
    Path file = fetch(wanted);

    assertThat(fetch(wanted, true, Access.direct())).isEqualTo(file);
    assertThat(web.log).hasSize(1);
  }

  @Test
  void aLocalRepositoryIsUsedInPlace() throws IOException {
    Path local = Files.write(directory.resolve("a b.rpm"), CONTENT);

    assertThat(fetch(request(CONTENT, local.toUri()), true, Access.direct())).isEqualTo(local);
    assertThat(directory.resolve("cache/content")).doesNotExist();
  }

  @Test
  void aLocalFileThatIsNotWhatItShouldBeIsRefused() throws IOException {
    Path local = Files.write(directory.resolve("a.rpm"), CONTENT);
    byte[] changed = CONTENT.clone();
    changed[1000] ^= 1;

    assertThatThrownBy(() -> fetch(request(changed, local.toUri())))
        .hasMessageContaining("DOS-FETCH-03 a-1-1.noarch has a wrong checksum");
    assertThatThrownBy(() -> fetch(request(random(7, 2), local.toUri())))
        .hasMessageContaining("DOS-FETCH-04 a-1-1.noarch has a wrong size")
        .hasMessageContaining("it has 300000 bytes instead of 7");
    assertThatThrownBy(() -> fetch(request(CONTENT, directory.resolve("none").toUri())))
        .hasMessageContaining("DOS-FETCH-02")
        .hasMessageContaining("there is no such file");
  }

  @Test
  void serverErrorsAreTriedAgain() {
    web.next("/a.rpm", WebServer.status(500), WebServer.status(503, "Retry-After", "0"));

    assertThat(fetch(request(CONTENT, web.uri("/a.rpm")))).hasBinaryContent(CONTENT);
    assertThat(web.log).hasSize(3);
  }

  @Test
  void serverErrorsAreNotTriedForEver() {
    web.next("/a.rpm", WebServer.status(500), WebServer.status(500), WebServer.status(500));

    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/a.rpm"))))
        .hasMessageContaining("DOS-FETCH-01")
        .hasMessageContaining("the server answered 500");
    assertThat(web.log).hasSize(3);
  }

  @Test
  void whatIsNotThereIsSoughtAtTheNextMirror() {
    Path file = fetch(request(CONTENT, web.uri("/none.rpm"), other.uri("/a.rpm")));

    assertThat(file).hasBinaryContent(CONTENT);
    assertThat(web.log).hasSize(1);
  }

  @Test
  void everyAddressThatWasTriedIsNamed() {
    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/none"), other.uri("/nothing"))))
        .hasMessageContaining("DOS-FETCH-02")
        .hasMessageContaining(web.uri("/none") + ": it is not there (404)")
        .hasMessageContaining(other.uri("/nothing") + ": it is not there (404)");
  }

  @Test
  void aBrokenTransferGoesOnWhereItBrokeOff() throws IOException {
    web.next("/a.rpm", web.breakingOff("/a.rpm", 100_000));

    assertThat(fetch(request(CONTENT, web.uri("/a.rpm")))).hasBinaryContent(CONTENT);
    assertThat(web.log).hasSize(2);
    assertThat(web.log.get(1)).matches("GET /a.rpm bytes=[1-9][0-9]*-");
    assertThat(parts()).isEmpty();
  }

  @Test
  void anotherRunGoesOnWhereTheFirstBrokeOff() {
    for (int i = 0; i < 3; i++) {
      web.next("/a.rpm", web.breakingOff("/a.rpm", 50_000));
    }
    FetchRequest wanted = request(CONTENT, web.uri("/a.rpm"));
    assertThatThrownBy(() -> fetch(wanted)).hasMessageContaining("it broke off");

    assertThat(fetch(wanted)).hasBinaryContent(CONTENT);
    assertThat(web.log.get(web.log.size() - 1)).contains("bytes=");
  }

  @Test
  void aPartThatIsNoBeginningOfTheFileIsThrownAway() throws IOException {
    Checksum checksum = sum(CONTENT, Algorithm.SHA256);
    Path part = directory.resolve("cache/partial/sha256-" + checksum.hex() + ".part");
    Files.createDirectories(part.getParent());
    Files.write(part, new byte[5000]);
    FetchRequest wanted = request(CONTENT, web.uri("/a.rpm"), other.uri("/a.rpm"));

    assertThat(fetch(wanted)).hasBinaryContent(CONTENT);
    assertThat(web.log).containsExactly("GET /a.rpm bytes=5000-");
    assertThat(other.log).containsExactly("GET /a.rpm");
    assertThat(parts()).isEmpty();
  }

  @Test
  void aServerThatIgnoresRangesSendsAllOfIt() {
    web.next(
        "/a.rpm",
        web.breakingOff("/a.rpm", 100_000),
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT);
        });

    assertThat(fetch(request(CONTENT, web.uri("/a.rpm")))).hasBinaryContent(CONTENT);
    assertThat(web.log).hasSize(2);
  }

  @Test
  void aTransferThatStandsStillIsEndedAndTriedAgain() {
    web.next("/a.rpm", web.stalling("/a.rpm", 1000));

    assertThat(fetch(request(CONTENT, web.uri("/a.rpm")))).hasBinaryContent(CONTENT);
    assertThat(web.log).hasSizeGreaterThan(1);
  }

  @Test
  void wrongContentIsNeverKept() throws IOException {
    byte[] changed = CONTENT.clone();
    changed[77] ^= 1;
    web.serve("/a.rpm", changed);

    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/a.rpm"))))
        .hasMessageContaining("DOS-FETCH-03")
        .hasMessageContaining("instead of sha256:");
    assertThat(parts()).isEmpty();
    assertThat(fetch(request(CONTENT, web.uri("/a.rpm"), other.uri("/a.rpm"))))
        .hasBinaryContent(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000, 299_999, 300_001, 10_000_000})
  void aFileOfAnotherSizeIsRefused(int size) throws IOException {
    web.serve("/a.rpm", random(size, 1));

    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/a.rpm"))))
        .hasMessageContaining("DOS-FETCH-04");
    assertThat(parts()).isEmpty();
  }

  @Test
  void redirectsAreFollowedWithoutGivingThePasswordAway() {
    web.next("/old.rpm", WebServer.status(302, "Location", "/new.rpm"));
    web.next(
        "/new.rpm",
        WebServer.status(307, "Location", "http://127.0.0.1:" + other.port() + "/a.rpm"));

    fetch(request(CONTENT, web.uri("/old.rpm")), false, withPassword());

    assertThat(web.log)
        .containsExactly("GET /old.rpm Basic dTpww6Q=", "GET /new.rpm Basic dTpww6Q=");
    assertThat(other.log).containsExactly("GET /a.rpm");
  }

  private static Access withPassword() {
    return new Access() {
      @Override
      public Optional<Proxy> proxyFor(URI target) {
        return Optional.empty();
      }

      @Override
      public Optional<Credentials> credentialsFor(String repository, URI target) {
        return repository.equals("base")
            ? Optional.of(new Credentials("u", "pä"))
            : Optional.empty();
      }
    };
  }

  @Test
  void aPasswordInTheAddressIsSentAndNeverPrinted() {
    URI secret = URI.create("http://me:secret@127.0.0.1:" + web.port() + "/none.rpm");

    assertThatThrownBy(() -> fetch(request(CONTENT, secret)))
        .hasMessageNotContaining("secret")
        .hasMessageContaining("http://127.0.0.1:");
    assertThat(web.log).containsExactly("GET /none.rpm Basic bWU6c2VjcmV0");
    assertThat(new Access.Credentials("me", "secret")).hasToString("me:***");
  }

  @Test
  void circlesAndStrangeRedirectsEnd() {
    for (int i = 0; i < 20; i++) {
      web.next("/circle", WebServer.status(302, "Location", "/circle"));
    }
    web.next("/file", WebServer.status(302, "Location", "file:///etc/passwd"));

    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/circle"))))
        .hasMessageContaining("without end");
    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/file"))))
        .hasMessageContaining("away from the web");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 407})
  void closedDoorsAreNotKnockedAtTwice(int status) {
    web.next("/a.rpm", WebServer.status(status));

    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/a.rpm"))))
        .hasMessageContaining("DOS-FETCH-02")
        .hasMessageContaining("(" + status + ")");
    assertThat(web.log).hasSize(1);
  }

  @Test
  void theProxyIsAskedWithItsOwnPassword() {
    Access proxied =
        new Access() {
          @Override
          public Optional<Proxy> proxyFor(URI target) {
            return Optional.of(
                new Proxy("127.0.0.1", other.port(), Optional.of(new Credentials("p", "q"))));
          }

          @Override
          public Optional<Credentials> credentialsFor(String repository, URI target) {
            return Optional.empty();
          }
        };
    URI unreachable = URI.create("http://repository.invalid/a.rpm");

    assertThat(fetch(request(CONTENT, unreachable), false, proxied)).hasBinaryContent(CONTENT);
    assertThat(other.log).containsExactly("GET http://repository.invalid/a.rpm proxy Basic cDpx");
  }

  @Test
  void hostsThatDoNotAnswerAreSaidToBeThat() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    URI dead = URI.create("http://127.0.0.1:" + closed + "/a.rpm");

    assertThatThrownBy(() -> fetch(request(CONTENT, dead)))
        .hasMessageContaining("DOS-FETCH-01")
        .hasMessageContaining("the host cannot be reached");
    assertThat(fetch(request(CONTENT, dead, web.uri("/a.rpm")))).hasBinaryContent(CONTENT);
  }

  @Test
  void manyFilesComeAtOnceInTheirOrderAndAllFailuresAreTold() {
    List<FetchRequest> requests = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      byte[] content = random(1000 + i * 500, i);
      web.serve("/" + i, content);
      requests.add(request(content, web.uri("/" + i)));
    }
    requests.add(requests.get(3));
    try (Fetcher fetcher = new Fetcher(settings(false, Access.direct()))) {
      List<Path> files = fetcher.fetchAll(requests, VerifiedFiles.none(), 4, Progress.silent());

      assertThat(files).hasSize(31);
      for (int i = 0; i < 30; i++) {
        assertThat(files.get(i)).hasBinaryContent(random(1000 + i * 500, i));
      }
      List<FetchRequest> bad =
          List.of(
              new FetchRequest(
                  "base", List.of(web.uri("/x")), sum(random(1, 91), Algorithm.SHA256), 1, "first"),
              new FetchRequest(
                  "base",
                  List.of(web.uri("/y")),
                  sum(random(1, 92), Algorithm.SHA256),
                  1,
                  "other"));
      assertThatThrownBy(() -> fetcher.fetchAll(bad, VerifiedFiles.none(), 2, Progress.silent()))
          .isInstanceOfSatisfying(DiracosException.class, e -> assertThat(e.problems()).hasSize(2))
          .hasMessageContaining("first is not there")
          .hasMessageContaining("other is not there");
    }
  }

  @Test
  void aCacheFileOfAnotherSizeIsFetchedAgain() throws IOException {
    FetchRequest wanted = request(CONTENT, web.uri("/a.rpm"));
    Path file = fetch(wanted);
    Files.write(file, new byte[10]);

    assertThat(fetch(wanted)).hasBinaryContent(CONTENT);
    assertThat(web.log).hasSize(2);
  }

  @Test
  void withoutASizeTheCacheIsVerifiedByChecksum() throws IOException {
    FetchRequest wanted =
        new FetchRequest(
            "base", List.of(web.uri("/a.rpm")), sum(CONTENT, Algorithm.SHA256), -1, "a");
    Path file = fetch(wanted);
    byte[] changed = CONTENT.clone();
    changed[9] ^= 1;
    Files.write(file, changed);

    assertThat(fetch(wanted)).hasBinaryContent(CONTENT);
    assertThat(web.log).hasSize(2);
  }

  @Test
  void aCacheThatCannotBeWrittenIsSaidToBeThat() throws IOException {
    Path cache = Files.createDirectory(directory.resolve("cache"));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      Assumptions.assumeFalse(Files.isWritable(cache), "root may write everywhere");
      assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/a.rpm"))))
          .hasMessageContaining("DOS-FETCH-06");
    } finally {
      Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aCacheThatIsAFileIsSaidToBeThat() throws IOException {
    Files.createFile(directory.resolve("cache"));

    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/a.rpm"))))
        .hasMessageContaining("DOS-FETCH-06 the cache cannot be written")
        .hasMessageContaining("-Ddiracos.cache");
  }

  @Test
  void aFullDiskIsSaidToBeThat() {
    IOException full =
        new java.nio.file.FileSystemException("/cache/x", null, "No space left on device");

    assertThat(FetchProblem.local(directory, full).getMessage())
        .contains("DOS-FETCH-07 the disk that holds the cache is full");
    assertThat(FetchProblem.local(directory, new IOException("No space left on device")))
        .hasMessageContaining("DOS-FETCH-07");
  }
}
