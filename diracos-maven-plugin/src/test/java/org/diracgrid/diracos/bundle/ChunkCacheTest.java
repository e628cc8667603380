package org.diracgrid.diracos.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.stage.StagedTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache changes how long a bundle takes, and never a byte of it. */
class ChunkCacheTest {

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final long ROOM = 1L << 30;

  @TempDir Path root;
  @TempDir Path out;
  @TempDir Path store;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private StagedTree tree;

  @BeforeEach
  void plantTree() throws IOException {
    tree = TarballWriterTest.plant(root).tree();
  }

  private byte[] write(Compression compression, ChunkCache cache) throws IOException {
    BundleLayout layout =
        BundleLayout.of(tree, BundleName.of("", "1.0"), Trees.packing(compression), TIME);
    Tarball tarball = new TarballWriter(2, new Remarks(), cache).write(layout, out);
    return Files.readAllBytes(tarball.file());
  }

  private byte[] write(ChunkCache cache) throws IOException {
    return write(Compression.GZ, cache);
  }

  private ChunkCache cache() {
    return ChunkCache.at(store, ROOM);
  }

  private List<Path> files(String end) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private String lastRemark() {
    return remarks.get(remarks.size() - 1);
  }

  /** Gives one file of the tree other content of the same length. */
  private void change(String path) throws IOException {
    Path file = root.resolve(path);
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
  }

  @ParameterizedTest
  @EnumSource
  void aBundleFromTheCacheIsTheBundleFromScratch(Compression compression) throws IOException {
    byte[] scratch = write(compression, ChunkCache.none());
    assertThat(write(compression, cache())).isEqualTo(scratch);
    assertThat(lastRemark()).doesNotContain("kept");
    assertThat(write(compression, cache())).isEqualTo(scratch);
    assertThat(lastRemark()).contains("of it kept from before");
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void afterAChangeOnlyWhatChangedIsCompressedAndKept(Compression compression) throws IOException {
    long whole = write(compression, cache()).length;
    change("usr/lib64/lib150.so");
    byte[] scratch = write(compression, ChunkCache.none());
    assertThat(write(compression, cache())).isEqualTo(scratch);
    long first = 0;
    long both = 0;
    for (Path pack : files(".pack")) {
      first = Math.max(first, Files.size(pack));
      both += Files.size(pack);
    }
    assertThat(files(".pack")).hasSize(2);
    assertThat(first).isEqualTo(whole);
    assertThat(both).isLessThan(2 * first);
    assertThat(write(compression, cache())).isEqualTo(scratch);
    assertThat(files(".pack")).hasSize(2);
  }

  @Test
  void theMemoKnowsEveryChunkWithoutReadingItsFiles() throws IOException {
    write(cache().remembering(store.resolve("memo")));
    ChunkMemo memo = ChunkMemo.read(store.resolve("memo"));
    BundleLayout layout =
        BundleLayout.of(tree, BundleName.of("", "1.0"), Trees.packing(Compression.GZ), TIME);
    ChunkFingerprint fingerprint = new ChunkFingerprint(layout);
    ChunkReader reader = new ChunkReader(layout);
    MessageDigest sha256 = Algorithm.SHA256.newDigest();
    for (Chunk chunk : layout.chunks()) {
      ByteBuffer raw = ByteBuffer.allocate(chunk.size());
      reader.read(chunk, raw);
      ChunkKey key = ChunkKey.of(Algorithm.SHA256.newDigest().digest(raw.array()));
      assertThat(memo.key(fingerprint.of(chunk, sha256).orElseThrow())).hasValue(key);
    }
    change("usr/bin/big");
    assertThat(layout.chunks().stream().flatMap(c -> fingerprint.of(c, sha256).stream()))
        .anyMatch(print -> memo.key(print).isEmpty())
        .anyMatch(print -> memo.key(print).isPresent());
  }

  @Test
  void aFileThatKeepsSizeAndTimeIsStillSeenToHaveChanged() throws IOException {
    ChunkCache cache = cache().remembering(store.resolve("memo"));
    byte[] before = write(cache);
    Path file = root.resolve("usr/lib64/lib150.so");
    FileTime time = Files.getLastModifiedTime(file);
    change("usr/lib64/lib150.so");
    Files.setLastModifiedTime(file, time);
    byte[] after = write(cache);
    assertThat(after).isNotEqualTo(before).isEqualTo(write(ChunkCache.none()));
  }

  @Test
  void aDamagedMemoKnowsNothing() throws IOException {
    ChunkCache cache = cache().remembering(store.resolve("memo"));
    byte[] scratch = write(cache);
    byte[] memo = Files.readAllBytes(store.resolve("memo"));
    for (int at = 0; at < memo.length; at += memo.length / 7) {
      byte[] damaged = memo.clone();
      damaged[at] ^= 1;
      Files.write(store.resolve("memo"), damaged);
      assertThat(write(cache)).isEqualTo(scratch);
      Files.write(store.resolve("memo"), java.util.Arrays.copyOf(memo, at));
      assertThat(write(cache)).isEqualTo(scratch);
    }
    assertThat(Files.readAllBytes(store.resolve("memo"))).isEqualTo(memo);
    assertThat(warnings).isEmpty();
  }

  @Test
  void anotherLevelHasItsOwnChunks() throws IOException {
    write(cache());
    BundleLayout layout =
        BundleLayout.of(tree, BundleName.of("", "1.0"), new Packing(Compression.GZ, 1), TIME);
    new TarballWriter(2, new Remarks(), cache()).write(layout, out);
    assertThat(lastRemark()).doesNotContain("kept");
  }

  @ParameterizedTest
  @ValueSource(strings = {".pack", ".index"})
  void aDamagedByteCostsTimeAndIsMendedWithoutAWord(String end) throws IOException {
    byte[] scratch = write(cache());
    Path file = files(end).get(0);
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(3);
    for (int round = 0; round < 4; round++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      Files.write(file, damaged);
      assertThat(write(cache())).isEqualTo(scratch);
      assertThat(write(cache())).isEqualTo(scratch);
      assertThat(lastRemark()).contains("kept from before");
      Files.write(files(end).get(0), bytes);
    }
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {".pack", ".index"})
  void aTornFileIsNeverUsed(String end) throws IOException {
    byte[] scratch = write(cache());
    Path file = files(end).get(0);
    byte[] bytes = Files.readAllBytes(file);
    for (int part = 0; part < 4; part++) {
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length * part / 4));
      assertThat(write(cache())).isEqualTo(scratch);
      assertThat(write(cache())).isEqualTo(scratch);
      assertThat(lastRemark()).contains("kept from before");
      file = files(end).get(0);
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void anIndexThatLiesAboutLengthsIsRefusedByTheChunkItself() throws IOException {
    byte[] scratch = write(cache());
    Path file = files(".index").get(0);
    PackIndex index = PackIndex.read(Files.readAllBytes(file)).orElseThrow();
    List<PackIndex.Entry> lies = new ArrayList<>();
    for (PackIndex.Entry e : index.entries()) {
      lies.add(
          switch (lies.size() % 3) {
            case 0 ->
                new PackIndex.Entry(e.key(), e.rawSize(), e.offset(), Integer.MAX_VALUE, e.crc());
            case 1 ->
                new PackIndex.Entry(e.key(), e.rawSize(), Long.MAX_VALUE - 1, e.length(), e.crc());
            default -> new PackIndex.Entry(e.key(), 1, e.offset(), e.length(), e.crc());
          });
    }
    Files.write(file, new PackIndex(lies).bytes());
    assertThat(write(cache())).isEqualTo(scratch);
    assertThat(warnings).isEmpty();
  }

  @Test
  void whatWasUsedLeastRecentlyGoesWhenThereIsNoRoom() throws IOException {
    byte[] first = write(cache());
    age(1);
    change("usr/bin/big");
    byte[] second = write(cache());
    change("usr/lib64/lib1.so");
    long all = files(".pack").stream().mapToLong(file -> file.toFile().length()).sum();
    write(ChunkCache.at(store, all));
    long left = files(".pack").stream().mapToLong(file -> file.toFile().length()).sum();
    assertThat(left).isPositive().isLessThanOrEqualTo(all);
    assertThat(files(".index")).hasSameSizeAs(files(".pack"));
    assertThat(first).isNotEqualTo(second);
  }

  /** Makes all packs seem last used days ago. */
  private void age(int days) throws IOException {
    for (Path index : files(".index")) {
      Files.setLastModifiedTime(index, FileTime.from(Instant.now().minusSeconds(days * 86_400L)));
    }
  }

  @Test
  void useKeepsAPackYoung() throws IOException {
    write(cache());
    age(3);
    FileTime before = Files.getLastModifiedTime(files(".index").get(0));
    write(cache());
    assertThat(Files.getLastModifiedTime(files(".index").get(0))).isGreaterThan(before);
  }

  @Test
  void aBundleThatDoesNotFitIsNotKept() throws IOException {
    write(ChunkCache.at(store, 1000));
    assertThat(files(".pack")).isEmpty();
    assertThat(files(".index")).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void nothingIsKeptWithSizeZero() throws IOException {
    write(ChunkCache.at(store, 0));
    assertThat(files("")).hasSize(1);
  }

  @Test
  void manySmallChangesEndInOnePack() throws IOException {
    for (int i = 0; i < 40; i++) {
      write(cache());
      change("usr/lib64/lib" + (10 + i) + ".so");
    }
    long whole = Files.size(out.resolve("diracos-1.0.tar.gz"));
    assertThat(files(".pack").stream().filter(file -> file.toFile().length() == whole))
        .isNotEmpty();
  }

  @Test
  void leftOversOfAKilledRunGoOnceTheyAreOld() throws IOException {
    write(cache());
    Path old = files(".pack").get(0).resolveSibling(".part-1");
    Path young = old.resolveSibling(".part-2");
    Files.write(young, new byte[] {1});
    Files.write(old, new byte[] {1});
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(86_400)));
    write(cache());
    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void aPackWithoutIndexIsOnlyRoomToBeMade() throws IOException {
    byte[] scratch = write(cache());
    Files.delete(files(".index").get(0));
    assertThat(write(cache())).isEqualTo(scratch);
    assertThat(files(".index")).hasSize(1);
  }

  @Test
  void aCacheThatCannotBeWrittenIsToldOnceAndTheBundleIsMade() throws IOException {
    byte[] scratch = write(ChunkCache.none());
    Path file = store.resolve("file");
    Files.write(file, new byte[] {1});
    assertThat(write(ChunkCache.at(file, ROOM))).isEqualTo(scratch);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).startsWith("DOS-BUNDLE-13").contains("diracos.chunkCacheSize");
  }

  @Test
  void aPackThatVanishesWhileItIsInUseIsCompressedAnew() throws IOException {
    byte[] scratch = write(cache());
    Files.delete(files(".pack").get(0));
    assertThat(write(cache())).isEqualTo(scratch);
    assertThat(warnings).isEmpty();
    assertThat(write(cache())).isEqualTo(scratch);
    assertThat(lastRemark()).contains("kept from before");
  }

  @Test
  void severalRunsAtOnceShareACache() throws Exception {
    byte[] scratch = write(ChunkCache.none());
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<byte[]>> runs = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Path place = Files.createDirectory(out.resolve("run" + i));
        // Some of them make room all the time.
        ChunkCache cache = ChunkCache.at(store, i % 4 == 0 ? scratch.length + 1 : ROOM);
        runs.add(
            () -> {
              BundleLayout layout =
                  BundleLayout.of(
                      tree, BundleName.of("", "1.0"), Trees.packing(Compression.GZ), TIME);
              Tarball tarball = new TarballWriter(2, new Remarks(), cache).write(layout, place);
              return Files.readAllBytes(tarball.file());
            });
      }
      for (Future<byte[]> run : pool.invokeAll(runs)) {
        assertThat(run.get()).isEqualTo(scratch);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void theTarballMayBeChangedInPlaceWithoutHarm() throws IOException {
    byte[] scratch = write(cache());
    try (FileChannel channel =
        FileChannel.open(out.resolve("diracos-1.0.tar.gz"), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1000]), 5000);
    }
    assertThat(write(cache())).isEqualTo(scratch);
  }

  /** Remembers warnings and the remarks of stages. */
  private final class Remarks implements Progress {

    @Override
    public Stage stage(String name, long total, Unit unit) {
      Stage silent = Progress.silent().stage(name, total, unit);
      return new Stage() {
        @Override
        public void advance(long units) {
          silent.advance(units);
        }

        @Override
        public void remark(String text) {
          synchronized (remarks) {
            remarks.add(text);
          }
        }

        @Override
        public void close() {
          silent.close();
        }
      };
    }

    @Override
    public void info(String line) {
      Progress.silent().info(line);
    }

    @Override
    public void warn(String line) {
      synchronized (warnings) {
        warnings.add(line);
      }
    }
  }
}
