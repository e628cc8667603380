package org.diracgrid.diracos.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a file comes here, whole. */
class FetcherTest extends Fetches {

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
    stallTimeout = Duration.ofMillis(800);
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
}
