package org.diracgrid.diracos.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.diracgrid.diracos.testing.RepoBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexStoreTest {

  @TempDir private Path directory;

  private static RepoBuilder repository() {
    return new RepoBuilder()
        .add(
            "app-2:1.0-1.x86_64",
            p ->
                p.requires("libz.so.1()(64bit)")
                    .requires("(a or b)")
                    .relation("conflicts", "y < 2")
                    .relation("obsoletes", "oldapp <= 0.9-9")
                    .relation("obsoletes", "oldapp > 3")
                    .relation("recommends", "r")
                    .file("/usr/bin/app")
                    .file("/opt/data"))
        .add("zlib-1.2-1.x86_64", p -> p.provides("libz.so.1()(64bit)").provides("libz = 3"))
        .add("zlib-1.3~\u00fc-1.noarch", p -> p.provides("libz.so.1()(64bit)").file("/opt/data"));
  }

  private Path cache() {
    return directory.resolve("cache");
  }

  private List<Path> kept(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(cache().resolve("index"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static RepoIndex load(URI url, Path cache) {
    FetchSettings settings = FetchSettings.of(cache, false, Access.direct());
    try (Fetcher fetcher = new Fetcher(settings)) {
      RepositoryLoader loader = new RepositoryLoader(fetcher);
      return new IndexLoader().load(List.of(loader.load(RepositorySource.of("r", url))));
    }
  }

  private static List<String> owners(URI url, Path cache, String... paths) {
    try (Fetcher fetcher = new Fetcher(FetchSettings.of(cache, false, Access.direct()))) {
      LoadedRepository loaded = new RepositoryLoader(fetcher).load(RepositorySource.of("r", url));
      List<String> found = new ArrayList<>();
      loaded.findFiles(Set.of(paths), (pkgid, path) -> found.add(path + " " + pkgid));
      found.sort(null);
      return found;
    }
  }

  @Test
  void aSecondRunReadsNoMetadataButTheListOfIt() throws IOException {
    Path root = repository().write(directory.resolve("repo"));
    List<String> first = IndexText.of(load(root.toUri(), cache()));
    List<String> owners = owners(root.toUri(), cache(), "/opt/data", "/no/such");

    Files.delete(root.resolve("repodata/primary.xml.gz"));
    Files.delete(root.resolve("repodata/filelists.xml.gz"));

    assertThat(IndexText.of(load(root.toUri(), cache()))).isEqualTo(first).isNotEmpty();
    assertThat(owners(root.toUri(), cache(), "/opt/data", "/no/such")).isEqualTo(owners).hasSize(2);
    assertThat(owners(root.toUri(), cache(), "/no/such")).isEmpty();
  }

  @Test
  void anIndexIsForOneStateOfTheRepository() throws IOException {
    Path root = repository().write(directory.resolve("repo"));
    load(root.toUri(), cache());

    repository().add("new-1-1.noarch", p -> {}).write(root);

    assertThat(load(root.toUri(), cache()).named("new")).hasSize(1);
    assertThat(kept("idx")).hasSize(2);
  }

  @Test
  void damageIsFoundWhereverItIsAndMendedWithoutAWord() throws IOException {
    Path root = repository().write(directory.resolve("repo"));
    List<String> whole = IndexText.of(load(root.toUri(), cache()));
    Path file = kept("idx").get(0);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int at = 0; at < good.length; at++) {
      byte[] truncated = java.util.Arrays.copyOf(good, at);
      byte[] flipped = good.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      assertThat(IndexTables.read(ByteBuffer.wrap(truncated))).as("%d bytes", at).isEmpty();
      assertThat(IndexTables.read(ByteBuffer.wrap(flipped))).as("bit of %d", at).isEmpty();
      if (at % 97 == 0) {
        for (byte[] bad : List.of(truncated, flipped)) {
          Files.write(file, bad);
          assertThat(IndexText.of(load(root.toUri(), cache()))).isEqualTo(whole);
          assertThat(Files.readAllBytes(file)).isEqualTo(good);
        }
      }
    }
  }

  @Test
  void tablesThatLieBelowAGoodChecksumAreNotTaken() throws IOException {
    Path root = repository().write(directory.resolve("repo"));
    load(root.toUri(), cache());
    byte[] good = Files.readAllBytes(kept("idx").get(0));
    Random random = new Random(2);
    for (int round = 0; round < 2000; round++) {
      ByteBuffer bad = ByteBuffer.wrap(good.clone()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      int length = 16 + 4 * random.nextInt(IndexColumn.values().length);
      bad.putInt(length, random.nextBoolean() ? random.nextInt() : bad.getInt(length) + 8);
      java.util.zip.CRC32 crc = new java.util.zip.CRC32();
      crc.update(bad.slice(12, good.length - 12));
      bad.putInt(8, (int) crc.getValue());

      assertThat(IndexTables.read(bad)).isEmpty();
    }
  }

  @Test
  void answersThatAreDamagedAreAskedForAgain() throws IOException {
    Path root = repository().write(directory.resolve("repo"));
    List<String> owners = owners(root.toUri(), cache(), "/opt/data");
    Path file = kept("own").get(0);
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at++) {
      byte[] flipped = good.clone();
      flipped[at] ^= 1;
      assertThat(KnownOwners.read(flipped)).isEqualTo(KnownOwners.NONE);
      assertThat(KnownOwners.read(java.util.Arrays.copyOf(good, at))).isEqualTo(KnownOwners.NONE);
    }
    Files.write(file, new byte[] {1, 2, 3});

    assertThat(owners(root.toUri(), cache(), "/opt/data")).isEqualTo(owners);
    assertThat(Files.readAllBytes(file)).isEqualTo(good);
  }

  @Test
  void manyRunsShareOneStore() throws IOException {
    Path root = repository().write(directory.resolve("repo"));
    List<CompletableFuture<List<String>>> runs = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      runs.add(CompletableFuture.supplyAsync(() -> IndexText.of(load(root.toUri(), cache()))));
    }

    List<String> first = runs.get(0).join();

    assertThat(runs).allSatisfy(run -> assertThat(run.join()).isEqualTo(first));
    assertThat(kept("")).as("one file, no leftovers").hasSize(1);
  }

  @Test
  void withoutAPlaceToKeepItTheRunGoesOn() throws IOException {
    Path root = repository().write(directory.resolve("repo"));
    Files.createDirectories(cache());
    Files.writeString(cache().resolve("index"), "a file where the directory should be");

    assertThat(load(root.toUri(), cache()).size()).isEqualTo(3);
    assertThat(owners(root.toUri(), cache(), "/opt/data")).hasSize(2);
  }

  @Test
  void whatNobodyUsesIsThrownAwayInTheEnd() throws IOException {
    Path index = Files.createDirectories(cache().resolve("index"));
    Path old = Files.createFile(index.resolve("sha256-00.1.idx"));
    Path recent = Files.createFile(index.resolve("sha256-01.1.idx"));
    Instant now = Instant.parse("2026-03-01T00:00:00Z");
    Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2025-12-01T00:00:00Z")));
    Files.setLastModifiedTime(recent, FileTime.from(Instant.parse("2026-02-01T00:00:00Z")));

    new IndexStore(cache(), Clock.fixed(now, ZoneOffset.UTC))
        .keep(
            org.diracgrid.diracos.digest.Checksum.parse("md5:" + "0".repeat(32)),
            new IndexPartBuilder().build());

    assertThat(old).doesNotExist();
    assertThat(recent).exists();
  }
}
