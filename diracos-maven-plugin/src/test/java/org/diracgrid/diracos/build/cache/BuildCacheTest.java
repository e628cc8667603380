package org.diracgrid.diracos.build.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.diracgrid.diracos.build.cache.BuildCache.Found;
import org.junit.jupiter.api.Test;

/** The cache in a directory. */
class BuildCacheTest extends BuildCaches {

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
  void aCacheThatCannotBeWrittenIsAWarningAndNothingMore() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    BuildCache cache = cache(file);
    assertThat(put(cache, KEY, "rpm")).isEmpty();
    assertThat(put(cache, KEY, "rpm")).isEmpty();
    cache.close();
    assertThat(warnings).singleElement().asString().contains("DOS-CACHE-01");
  }
}
