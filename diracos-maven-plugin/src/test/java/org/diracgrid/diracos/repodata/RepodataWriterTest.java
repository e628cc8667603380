package org.diracgrid.diracos.repodata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepodataWriterTest {

  private static final Instant THEN = Instant.ofEpochSecond(1_700_000_000);

  /** By its reckoning no file was changed lately. */
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

  @TempDir private Path directory;
  private Path repository;
  private Path memo;

  @BeforeEach
  void make() throws IOException {
    repository = Files.createDirectories(directory.resolve("r"));
    memo = directory.resolve("state/memo");
  }

  private static RepodataWriter writer(RepodataCompression by, int threads, Clock clock) {
    return new RepodataWriter(by, threads, Progress.silent(), clock);
  }

  private RepodataResult write(RepodataCompression by) {
    return writer(by, 2, LATER).write(repository, memo, THEN, "7");
  }

  private Path add(int number, String version) throws IOException {
    Path at = Files.createDirectories(repository.resolve(number % 3 == 0 ? "noarch" : "x86_64"));
    return RpmBuilder.of("p" + number, version + "-1", number % 3 == 0 ? "noarch" : "x86_64")
        .requires("p" + (number + 1), "libc.so.6()(64bit)")
        .file("/usr/bin/p" + number, 0755, "x".repeat(number % 50))
        .file("/usr/share/p" + number + "/data", 0644, version)
        .writeTo(at);
  }

  /** All files of the metadata by name. */
  private Map<String, String> repodata() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(repository.resolve("repodata"))) {
      for (Path file : files.toList()) {
        byte[] sum = Algorithm.SHA256.newDigest().digest(Files.readAllBytes(file));
        found.put(file.getFileName().toString(), HexFormat.of().formatHex(sum));
      }
    }
    return found;
  }

  private Map<String, String> fromScratch(RepodataCompression by) throws IOException {
    Files.deleteIfExists(memo);
    RepodataResult result = writer(by, 1, LATER).write(repository, memo, THEN, "7");
    assertThat(result.read()).isEqualTo(result.packages());
    return repodata();
  }

  @ParameterizedTest
  @EnumSource(RepodataCompression.class)
  void anySequenceOfChangesEndsAsFromScratch(RepodataCompression by) throws IOException {
    Random random = new Random(11);
    TreeMap<Integer, Path> there = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      there.put(i, add(i, "1"));
    }
    assertThat(write(by)).isEqualTo(new RepodataResult(300, 300, true));
    for (int round = 0; round < 8; round++) {
      int changes = 1 + random.nextInt(3);
      int fresh = 0;
      for (int i = 0; i < changes; i++) {
        int number = random.nextInt(400);
        Path old = there.remove(number);
        if (old != null) {
          Files.delete(old);
        }
        if (old == null || random.nextBoolean()) {
          there.put(number, add(number, round + "." + i));
          fresh++;
        }
      }

      RepodataResult result = write(by);

      assertThat(result.packages()).isEqualTo(there.size());
      assertThat(result.read()).isLessThanOrEqualTo(fresh);
      Map<String, String> incremental = repodata();
      assertThat(incremental).as("round %d", round).isEqualTo(fromScratch(by)).hasSize(4);
    }
  }

  @Test
  void nothingIsWrittenWhereNothingChanged() throws IOException {
    add(1, "1");
    write(RepodataCompression.GZ);
    Map<String, String> before = repodata();

    assertThat(write(RepodataCompression.GZ)).isEqualTo(new RepodataResult(1, 0, false));

    assertThat(repodata()).isEqualTo(before);
  }

  @Test
  void anotherCompressionIsMadeOfWhatIsKnown() throws IOException {
    for (int i = 0; i < 150; i++) {
      add(i, "1");
    }
    write(RepodataCompression.GZ);

    assertThat(write(RepodataCompression.ZST)).isEqualTo(new RepodataResult(150, 0, true));

    Map<String, String> switched = repodata();
    assertThat(switched.keySet()).filteredOn(name -> name.endsWith(".zst")).hasSize(3);
    assertThat(switched).isEqualTo(fromScratch(RepodataCompression.ZST)).hasSize(4);
  }

  @Test
  void aPackageThatWasReplacedInPlaceIsReadAgain() throws IOException {
    Path file = add(1, "1");
    write(RepodataCompression.GZ);
    byte[] other = RpmBuilder.of("q", "1-1", "noarch").build();
    Files.write(file, other);

    assertThat(write(RepodataCompression.GZ).read()).isEqualTo(1);
    assertThat(repodata()).isEqualTo(fromScratch(RepodataCompression.GZ));
  }

  /** It could change once more within the tick of the file system's clock. */
  @Test
  void aPackageThatCameJustNowIsReadOnceMore() throws IOException {
    add(1, "1");
    RepodataWriter now = writer(RepodataCompression.GZ, 2, Clock.systemUTC());

    now.write(repository, memo, THEN, "7");

    assertThat(now.write(repository, memo, THEN, "7").read()).isEqualTo(1);
  }

  @Test
  void aDamagedMemoIsAsGoodAsNone() throws IOException {
    for (int i = 0; i < 5; i++) {
      add(i, "1");
    }
    write(RepodataCompression.GZ);
    Map<String, String> right = repodata();
    byte[] whole = Files.readAllBytes(memo);
    Random random = new Random(3);
    for (int round = 0; round < 20; round++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= 1 << random.nextInt(8);
      Files.write(memo, round % 2 == 0 ? damaged : Arrays.copyOf(whole, round * 7));

      assertThat(write(RepodataCompression.GZ).read()).isEqualTo(5);

      assertThat(repodata()).isEqualTo(right);
    }
  }

  /** What it spares comes from the documents then. */
  @Test
  void damagedContentIsAsGoodAsNone() throws IOException {
    for (int i = 0; i < 150; i++) {
      add(i, "1");
    }
    write(RepodataCompression.GZ);
    Path content = memo.resolveSibling("memo.content0");
    byte[] whole = Files.readAllBytes(content);
    for (int round = 0; round < 3; round++) {
      byte[] damaged = whole.clone();
      for (int at = round; at < damaged.length; at += 50) {
        damaged[at] ^= 1;
      }
      Files.write(content, round == 0 ? new byte[0] : damaged);
      add(200 + round, "1");

      assertThat(write(RepodataCompression.GZ).read()).isEqualTo(1);
    }
    assertThat(repodata()).isEqualTo(fromScratch(RepodataCompression.GZ));
  }

  @Test
  void contentThatIsOfNoUseDoesNotPileUp() throws IOException {
    for (int i = 0; i < 20; i++) {
      Path at = Files.createDirectories(repository.resolve("noarch"));
      RpmBuilder big = RpmBuilder.of("p" + i, "1-1", "noarch");
      for (int file = 0; file < 500; file++) {
        big.file("/usr/share/p" + i + "/" + file, 0644, "");
      }
      big.writeTo(at);
    }
    TreeMap<String, Long> seen = new TreeMap<>();
    for (int round = 0; round < 12; round++) {
      add(100, String.valueOf(round));
      Files.deleteIfExists(repository.resolve("x86_64/p100-" + (round - 1) + "-1.x86_64.rpm"));
      write(RepodataCompression.ZST);
      try (Stream<Path> files = Files.list(memo.getParent())) {
        List<Path> contents = files.filter(file -> file.toString().contains("content")).toList();
        assertThat(contents).hasSize(1);
        seen.put(contents.get(0).getFileName().toString(), Files.size(contents.get(0)));
      }
    }
    assertThat(seen).hasSizeGreaterThan(1);
    assertThat(seen.values()).allMatch(size -> size < 4 << 20);
    assertThat(repodata()).isEqualTo(fromScratch(RepodataCompression.ZST));
  }

  @Test
  void aDamagedDocumentIsNotCopied() throws IOException {
    for (int i = 0; i < 5; i++) {
      add(i, "1");
    }
    write(RepodataCompression.GZ);
    Map<String, String> right = repodata();
    for (String name : right.keySet()) {
      Path file = repository.resolve("repodata").resolve(name);
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);

      write(RepodataCompression.GZ);

      assertThat(repodata()).as(name).isEqualTo(right);
    }
  }

  @Test
  void whatIsNoPackageIsNamedAndNothingChanges() throws IOException {
    add(1, "1");
    write(RepodataCompression.GZ);
    Map<String, String> before = repodata();
    add(2, "1");
    Files.writeString(repository.resolve("torn.rpm"), "nothing like it");
    byte[] cut = Files.readAllBytes(add(3, "1"));
    Files.write(repository.resolve("x86_64/cut-1-1.x86_64.rpm"), Arrays.copyOf(cut, 900));

    assertThatThrownBy(() -> write(RepodataCompression.GZ))
        .isInstanceOfSatisfying(
            DiracosException.class,
            e -> {
              List<String> all = new ArrayList<>();
              e.problems().forEach(problem -> all.add(problem.code() + " " + problem.where()));
              assertThat(all).hasSize(2);
              assertThat(all.get(0)).startsWith("DOS-RPM-01").contains("torn.rpm");
              assertThat(all.get(1)).startsWith("DOS-RPM-0").contains("cut-1-1.x86_64.rpm");
            });

    assertThat(repodata()).isEqualTo(before);
  }

  @Test
  void aPathThatXmlCannotHoldIsRefused() throws IOException {
    RpmBuilder.of("odd", "1-1", "noarch").file("/usr/a\u0001b", 0644, "").writeTo(repository);

    assertThatThrownBy(() -> write(RepodataCompression.GZ))
        .hasMessageContaining("DOS-REPODATA-03")
        .hasMessageContaining("odd-1-1.noarch.rpm")
        .hasMessageContaining("/usr/a\\u0001b");
  }

  @Test
  void aRepositoryThatIsNoDirectoryIsRefused() {
    assertThatThrownBy(
            () ->
                writer(RepodataCompression.GZ, 1, LATER)
                    .write(directory.resolve("none"), memo, THEN, "1"))
        .hasMessageContaining("DOS-REPODATA-01")
        .hasMessageContaining("it is not there");
  }

  @Test
  void groupsOfTheListStayAndDatabasesGo() throws IOException {
    add(1, "1");
    Path repodata = Files.createDirectories(repository.resolve("repodata"));
    String sum = "0".repeat(64);
    Files.writeString(repodata.resolve("comps.xml"), "<comps/>");
    Files.writeString(repodata.resolve("primary.xml.gz"), "old");
    Files.writeString(repodata.resolve("primary.sqlite.bz2"), "old");
    Files.writeString(repodata.resolve("unlisted"), "not ours");
    Files.writeString(repodata.resolve(".primary.xml.tmp"), "left by a run that was killed");
    Files.writeString(repodata.resolve(sum + "-other.xml.gz"), "left as well");
    StringBuilder list = new StringBuilder("<repomd><revision>1</revision>");
    Map<String, String> files =
        Map.of(
            "group", "comps.xml", "primary", "primary.xml.gz", "primary_db", "primary.sqlite.bz2");
    files.forEach(
        (type, name) ->
            list.append("<data type=\"" + type + "\"><checksum type=\"sha256\">" + sum)
                .append("</checksum><location href=\"repodata/" + name + "\"/></data>"));
    Files.writeString(repodata.resolve("repomd.xml"), list.append("</repomd>"));

    write(RepodataCompression.GZ);

    assertThat(repodata().keySet())
        .hasSize(6)
        .contains("comps.xml", "unlisted", "repomd.xml")
        .doesNotContain("primary.xml.gz", "primary.sqlite.bz2", sum + "-other.xml.gz");
    String repomd = Files.readString(repodata.resolve("repomd.xml"));
    assertThat(repomd)
        .contains("<data type=\"group\">", "href=\"repodata/comps.xml\"", "<revision>7</revision>")
        .contains("<timestamp>" + THEN.getEpochSecond() + "</timestamp>")
        .doesNotContain("_db");
    write(RepodataCompression.GZ);
    assertThat(Files.readString(repodata.resolve("repomd.xml"))).isEqualTo(repomd);
  }

  @Test
  void anEmptyRepositoryHasMetadataOfNothing() throws IOException {
    assertThat(write(RepodataCompression.GZ)).isEqualTo(new RepodataResult(0, 0, true));
    assertThat(repodata()).hasSize(4);
    add(1, "1");
    assertThat(write(RepodataCompression.GZ)).isEqualTo(new RepodataResult(1, 1, true));
  }

  @Test
  void packagesAreListedByFileNameAndThenByDirectory() {
    List<String> right =
        List.of("a-1.rpm", "a/a-1.rpm", "a-b/a-1.rpm", "a/c/a-1.rpm", "b-1.rpm", "0/é.rpm");
    List<String> sorted = new ArrayList<>(right);
    Collections.shuffle(sorted, new Random(1));
    sorted.sort(LocationOrder::compare);

    assertThat(sorted)
        .containsExactly(
            "a-1.rpm", "a/a-1.rpm", "a-b/a-1.rpm", "a/c/a-1.rpm", "b-1.rpm", "0/é.rpm");
  }
}
