package org.diracgrid.diracos.build.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.cache.BuildCache.Found;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.repo.FetchSettings;
import org.diracgrid.diracos.repo.Fetcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BuildCacheTest {

  private static final String KEY = "01" + "ab".repeat(31);
  private static final String OTHER = "02" + "ab".repeat(31);
  private static final String RPM = "libstdc++-1~rc1^git-1.x86_64.rpm";

  @TempDir private Path directory;
  private Fetcher fetcher;
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<HttpServer> servers = new ArrayList<>();

  private final Progress progress =
      new Progress() {
        @Override
        public Stage stage(String name, long total, Unit unit) {
          return Progress.silent().stage(name, total, unit);
        }

        @Override
        public void info(String line) {}

        @Override
        public void warn(String line) {
          warnings.add(line);
        }
      };

  @BeforeEach
  void open() {
    fetcher = fetcher(false);
  }

  @AfterEach
  void close() {
    fetcher.close();
    servers.forEach(server -> server.stop(0));
  }

  private Fetcher fetcher(boolean offline) {
    return new Fetcher(
        new FetchSettings(
            directory.resolve("downloads"),
            offline,
            Access.direct(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            2,
            Duration.ofMillis(10),
            Clock.systemUTC()));
  }

  /** Serves a directory, as any web server does. */
  private URI serve(Path root) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestURI().toString());
          Path file = root.resolve(exchange.getRequestURI().getPath().substring(1));
          try (exchange) {
            if (!Files.isRegularFile(file)) {
              exchange.sendResponseHeaders(404, -1);
              return;
            }
            byte[] content = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
          }
        });
    server.start();
    servers.add(server);
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private BuildCache cache(Path root, URI... published) {
    return cache(root, BuildCache.DEFAULT_SIZE, Clock.systemUTC(), published);
  }

  private BuildCache cache(Path root, long size, Clock clock, URI... published) {
    return BuildCache.open(
        new BuildCache.Settings(Optional.of(root), size, List.of(published)),
        fetcher,
        clock,
        progress);
  }

  private BuildCache withoutDirectory(URI... published) {
    return BuildCache.open(
        new BuildCache.Settings(Optional.empty(), 0, List.of(published)),
        fetcher,
        Clock.systemUTC(),
        progress);
  }

  private Optional<CacheEntry> put(BuildCache cache, String key, String content)
      throws IOException {
    Path built = Files.createTempDirectory(directory, "built");
    Path rpm = Files.writeString(built.resolve(RPM), content);
    Path log = Files.writeString(built.resolve("said.log"), "said\n");
    TreeMap<String, String> components = new TreeMap<>();
    components.put("srpm", "sha256:…");
    TreeMap<String, Duration> phases = new TreeMap<>();
    phases.put("rpmbuild", Duration.ofMillis(1234));
    return cache.put(key, "gcc", components, List.of(rpm), Optional.of(log), phases);
  }

  private Path entry(String root) {
    return directory.resolve(root).resolve("01").resolve(KEY);
  }

  private Optional<Found> take(BuildCache cache, String results) {
    return cache.take(KEY, directory.resolve(results), directory.resolve(results + ".log"));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatWasPutIsTakenWithItsLog() throws IOException {
    try (BuildCache cache = cache(directory.resolve("cache"))) {
      assertThat(put(cache, KEY, "rpm")).isPresent();
    }
    try (BuildCache cache = cache(directory.resolve("cache"))) {
      CacheEntry entry = cache.find(KEY).orElseThrow().entry();
      assertThat(entry.name()).isEqualTo("gcc");
      assertThat(entry.components()).containsEntry("srpm", "sha256:…");
      assertThat(entry.phases()).containsEntry("rpmbuild", Duration.ofMillis(1234));

      assertThat(take(cache, "results")).map(Found::origin).contains("the cache");
    }
    assertThat(directory.resolve("results").resolve(RPM)).hasContent("rpm");
    assertThat(names(directory.resolve("results"))).containsExactly(RPM);
    assertThat(directory.resolve("results.log")).hasContent("said");
    assertThat(names(entry("cache"))).containsExactlyInAnyOrder("build.json", "build.log", RPM);
    assertThat(names(directory.resolve("cache/tmp"))).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void whoAppendsToTheLogThatWasTakenDoesNotWriteIntoTheCache() throws IOException {
    BuildCache cache = cache(directory.resolve("cache"));
    put(cache, KEY, "rpm");
    take(cache, "results");
    Files.writeString(directory.resolve("results.log"), "more");

    assertThat(take(cache, "again")).isPresent();
    assertThat(directory.resolve("again.log")).hasContent("said");
  }

  @Test
  void aKeyThatIsNotThereIsAMissWithoutAWord() {
    BuildCache cache = cache(directory.resolve("cache"));
    assertThat(cache.find(KEY)).isEmpty();
    assertThat(take(cache, "results")).isEmpty();
    assertThat(directory.resolve("results")).doesNotExist();
    assertThat(warnings).isEmpty();
  }

  @Test
  void whatIsNoKeyIsRefused() {
    BuildCache cache = cache(directory.resolve("cache"));
    assertThatThrownBy(() -> cache.find("../../etc")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cache.find(KEY.toUpperCase(java.util.Locale.ROOT)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPackageThatWasChangedInPlaceIsNotUsed() throws IOException {
    BuildCache cache = cache(directory.resolve("cache"));
    put(cache, KEY, "rpm");
    Files.writeString(entry("cache").resolve(RPM), "rpX");

    assertThat(cache.find(KEY)).isPresent();
    assertThat(take(cache, "results")).isEmpty();
    assertThat(names(directory.resolve("results"))).isEmpty();
    assertThat(entry("cache")).doesNotExist();
    assertThat(warnings).singleElement().asString().contains("DOS-CACHE-02", "checksum", RPM);

    assertThat(put(cache, KEY, "rpm")).isPresent();
    assertThat(take(cache, "results")).isPresent();
  }

  @Test
  void anEntryThatLacksAFileIsNotUsed() throws IOException {
    BuildCache cache = cache(directory.resolve("cache"));
    put(cache, KEY, "rpm");
    Files.delete(entry("cache").resolve(RPM));

    assertThat(cache.find(KEY)).isEmpty();
    assertThat(warnings).singleElement().asString().contains("DOS-CACHE-02", RPM);
  }

  @Test
  void anEntryWithoutAListOrWithATornOneIsNotUsed() throws IOException {
    BuildCache cache = cache(directory.resolve("cache"));
    for (String torn : List.of("", "{", "[]", "{\"entryVersion\": 2}")) {
      put(cache, KEY, "rpm");
      Files.writeString(entry("cache").resolve("build.json"), torn);
      assertThat(cache.find(KEY)).as(torn).isEmpty();
    }
    put(cache, KEY, "rpm");
    Files.delete(entry("cache").resolve("build.json"));
    assertThat(cache.find(KEY)).isEmpty();
    assertThat(warnings).hasSize(5).allMatch(warning -> warning.contains("DOS-CACHE-02"));
  }

  @Test
  void anEntryOfAnotherKeyIsNotUsed() throws IOException {
    BuildCache cache = cache(directory.resolve("cache"));
    put(cache, KEY, "rpm");
    Files.createDirectories(directory.resolve("cache/02"));
    Files.move(entry("cache"), directory.resolve("cache/02").resolve(OTHER));
    assertThat(cache.find(OTHER)).isEmpty();
  }

  @Test
  void anEntryThatIsLeftHalfDoesNotStandInTheWay() throws IOException {
    Files.createDirectories(entry("cache"));
    Files.writeString(entry("cache").resolve(RPM), "half");
    BuildCache cache = cache(directory.resolve("cache"));
    assertThat(put(cache, KEY, "whole")).isPresent();
    assertThat(take(cache, "results")).isPresent();
    assertThat(directory.resolve("results").resolve(RPM)).hasContent("whole");
  }

  @Test
  void ofManyWritersOneWinsAndAllSeeItsEntry() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Optional<CacheEntry>>> writers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        BuildCache cache = cache(directory.resolve("cache"));
        String content = "rpm " + i;
        writers.add(() -> put(cache, KEY, content));
      }
      List<CacheEntry> entries = new ArrayList<>();
      for (Future<Optional<CacheEntry>> future : threads.invokeAll(writers)) {
        entries.add(future.get().orElseThrow());
      }
      assertThat(entries).allMatch(entries.get(0)::equals);
    } finally {
      threads.shutdownNow();
    }
    assertThat(warnings).isEmpty();
    assertThat(names(directory.resolve("cache/tmp"))).isEmpty();
    assertThat(take(cache(directory.resolve("cache")), "results")).isPresent();
  }

  @Test
  void theLeastRecentlyUsedEntriesGoFirst() throws IOException {
    Path root = directory.resolve("cache");
    Instant day = Instant.parse("2026-01-01T00:00:00Z");
    String content = "x".repeat(10_000);
    String third = "03" + "ab".repeat(31);
    put(cache(root, 1 << 20, at(day), new URI[0]), KEY, content);
    put(cache(root, 1 << 20, at(day.plusSeconds(10)), new URI[0]), OTHER, content);
    put(cache(root, 1 << 20, at(day.plusSeconds(20)), new URI[0]), third, content);
    assertThat(cache(root, 1 << 20, at(day.plusSeconds(30)), new URI[0]).find(KEY)).isPresent();

    cache(root, 25_000, at(day.plusSeconds(40)), new URI[0]).close();

    BuildCache cache = cache(root);
    assertThat(cache.find(KEY)).isPresent();
    assertThat(cache.find(OTHER)).isEmpty();
    assertThat(cache.find(third)).isPresent();
    assertThat(warnings).isEmpty();
  }

  private static Clock at(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }

  @Test
  void whatAKilledRunLeftGoesAfterADay() throws IOException {
    Path old = Files.createDirectories(directory.resolve("cache/tmp/old"));
    Path young = Files.createDirectories(directory.resolve("cache/tmp/young"));
    Files.writeString(old.resolve("half.rpm"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    cache(directory.resolve("cache")).close();
    assertThat(old).doesNotExist();
    assertThat(young).exists();
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
  void aCacheThatCannotBeWrittenIsAWarningAndNothingMore() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    BuildCache cache = cache(file);
    assertThat(put(cache, KEY, "rpm")).isEmpty();
    assertThat(put(cache, KEY, "rpm")).isEmpty();
    cache.close();
    assertThat(warnings).singleElement().asString().contains("DOS-CACHE-01");
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
