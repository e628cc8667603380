package org.diracgrid.diracos.build.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.build.cache.BuildCache.Found;
import org.junit.jupiter.api.Test;

/** Caches that others publish. */
class PublishedCacheTest extends BuildCaches {

  private BuildCache withoutDirectory(URI... published) {
    return BuildCache.open(
        new BuildCache.Settings(Optional.empty(), 0, List.of(published)),
        fetcher,
        Clock.systemUTC(),
        progress);
  }

  @Test
  void whatIsPublishedIsFetchedVerifiedAndKept() throws IOException {
    put(cache(directory.resolve("theirs")), KEY, "rpm");
    URI address = serve(directory.resolve("theirs"));
    BuildCache cache = cache(directory.resolve("mine"), address);

    assertThat(cache.find(KEY)).map(Found::origin).contains(address + "/");
    assertThat(requests).containsExactly("/01/" + KEY + "/build.json");
    assertThat(take(cache, "results")).isPresent();
    assertThat(directory.resolve("results").resolve(RPM)).hasContent("rpm");
    assertThat(directory.resolve("results.log")).hasContent("said");

    servers.get(0).stop(0);
    assertThat(take(cache(directory.resolve("mine"), address), "again")).isPresent();
    assertThat(warnings).isEmpty();
  }

  @Test
  void anAddressMayHaveAPathWithAndWithoutASlash() throws IOException {
    put(cache(directory.resolve("web/cache")), KEY, "rpm");
    URI address = serve(directory.resolve("web"));
    assertThat(withoutDirectory(URI.create(address + "/cache")).find(KEY)).isPresent();
    assertThat(withoutDirectory(URI.create(address + "/cache/")).find(KEY)).isPresent();
  }

  @Test
  void aDirectoryThatIsReadInPlaceIsNotWritten() throws IOException {
    put(cache(directory.resolve("theirs")), KEY, "rpm");
    List<String> before = names(directory.resolve("theirs"));
    BuildCache cache = withoutDirectory(directory.resolve("theirs").toUri());
    assertThat(take(cache, "results")).isPresent();
    assertThat(names(directory.resolve("theirs"))).isEqualTo(before);
    Files.writeString(directory.resolve("results").resolve(RPM), "spoilt");
    assertThat(entry("theirs").resolve(RPM)).hasContent("rpm");
  }

  @Test
  void theFirstCacheThatHasItGivesIt() throws IOException {
    put(cache(directory.resolve("second")), KEY, "second");
    put(cache(directory.resolve("third")), KEY, "third");
    URI first = serve(directory.resolve("first"));
    URI second = serve(directory.resolve("second"));
    URI third = serve(directory.resolve("third"));
    BuildCache cache = withoutDirectory(first, second, third);
    assertThat(take(cache, "results")).map(Found::origin).contains(second + "/");
    assertThat(directory.resolve("results").resolve(RPM)).hasContent("second");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aPackageThatIsAnotherThanListedIsNotUsedAndTheNextCacheIsAsked() throws IOException {
    put(cache(directory.resolve("bad")), KEY, "bad");
    put(cache(directory.resolve("good")), KEY, "good");
    Files.writeString(entry("bad").resolve(RPM), "BAD");
    BuildCache cache =
        withoutDirectory(serve(directory.resolve("bad")), serve(directory.resolve("good")));
    assertThat(take(cache, "results")).isPresent();
    assertThat(directory.resolve("results").resolve(RPM)).hasContent("good");
    assertThat(warnings).singleElement().asString().contains("DOS-CACHE-04", "wrong checksum");
  }

  @Test
  void aPublishedEntryThatIsNotWholeIsAMissAndLeavesNothing() throws IOException {
    put(cache(directory.resolve("theirs")), KEY, "rpm");
    Files.delete(entry("theirs").resolve(RPM));
    BuildCache cache = cache(directory.resolve("mine"), serve(directory.resolve("theirs")));
    assertThat(take(cache, "results")).isEmpty();
    assertThat(names(directory.resolve("results"))).isEmpty();
    assertThat(cache.find(KEY)).isEmpty();
    assertThat(warnings).singleElement().asString().contains("DOS-CACHE-04", "not there");
  }

  @Test
  void aPublishedListThatNamesFilesElsewhereIsRefused() throws IOException {
    put(cache(directory.resolve("theirs")), KEY, "rpm");
    Path list = entry("theirs").resolve("build.json");
    for (String evil :
        List.of("../../../../evil.rpm", "/tmp/evil.rpm", ".hidden.rpm", "build.json")) {
      String text = Files.readString(list);
      Files.writeString(list, text.replace(RPM, evil));
      BuildCache cache = withoutDirectory(directory.resolve("theirs").toUri());
      assertThat(cache.find(KEY)).as(evil).isEmpty();
      Files.writeString(list, text);
    }
    assertThat(warnings).hasSize(4).allMatch(warning -> warning.contains("DOS-CACHE-04"));
  }

  @Test
  void aServerThatIsDownIsToldOnceAndThenNotAsked() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    BuildCache cache = withoutDirectory(URI.create("http://127.0.0.1:" + port + "/cache"));
    assertThat(cache.find(KEY)).isEmpty();
    assertThat(cache.find(OTHER)).isEmpty();
    assertThat(take(cache, "results")).isEmpty();
    assertThat(warnings).singleElement().asString().contains("DOS-CACHE-03");
  }

  @Test
  void offlineNoServerIsAsked() throws IOException {
    put(cache(directory.resolve("theirs")), KEY, "rpm");
    URI address = serve(directory.resolve("theirs"));
    fetcher.close();
    fetcher = fetcher(true);
    assertThat(withoutDirectory(address).find(KEY)).isEmpty();
    assertThat(withoutDirectory(directory.resolve("theirs").toUri()).find(KEY)).isPresent();
    assertThat(requests).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void onlyHttpAndFileAreAddresses() {
    for (String address : List.of("ftp://host/cache", "cache", "mailto:x@y")) {
      assertThatThrownBy(() -> withoutDirectory(URI.create(address)))
          .as(address)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
