package org.diracgrid.diracos.build.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that tar and zip made are patched, and are what tar and unzip find sound. */
class ArchivePatchTest {

  private static final String CHANGE =
      """
      --- original/zlib-1/src/zlib.h
      +++ patched/zlib-1/src/zlib.h
      @@ -1,3 +1,3 @@
       one
      -two
      +zwei
       three
      """;

  private static final String TREE =
      """
      mkdir -p zlib-1/src zlib-1/empty
      printf 'one\\ntwo\\nthree\\n' > zlib-1/src/zlib.h
      printf 'gone\\n' > zlib-1/gone.c
      head -c 100000 /dev/zero | tr '\\0' 'x' > zlib-1/big
      ln -s src/zlib.h zlib-1/link
      ln zlib-1/big zlib-1/hard
      printf 'long\\n' > zlib-1/%s
      chmod 0755 zlib-1/src/zlib.h
      find zlib-1 -exec touch -h -d '2020-02-02 02:02:02Z' {} +
      """
          .formatted("n".repeat(150));

  @TempDir private Path dir;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    Oracles.require("bash", "tar", "gzip", "bzip2", "xz", "zstd", "touch");
    root = Files.createDirectory(dir.resolve("tree"));
  }

  private void tar(String name, String options) {
    Oracles.bash(
        dir,
        TREE
            + "tar --sort=name --owner=joe:1001 --group=joe:1001 "
            + options
            + " -cf tree/"
            + name
            + " zlib-1; rm -rf zlib-1");
  }

  private PatchResult apply(String patch) throws IOException {
    return TreePatcher.apply(Files.writeString(dir.resolve("zlib.patch"), patch), root);
  }

  private List<String> listing(String name) {
    return new String(Oracles.bash(root, "tar --full-time --numeric-owner -tvf " + name), UTF_8)
        .lines()
        .toList();
  }

  private String member(String archive, String member) {
    return new String(Oracles.bash(root, "tar -xOf " + archive + " " + member), UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "zlib-1.tar, --format=gnu",
    "zlib-1.tar, --format=ustar --exclude=nnn*",
    "zlib-1.tar, --format=pax --pax-option=comment=x",
    "zlib-1.tar.gz, -z",
    "zlib-1.tgz, -z --format=pax",
    "zlib-1.tar.bz2, -j",
    "zlib-1.tar.xz, -J",
    "zlib-1.tar.zst, --zstd",
  })
  void memberIsChangedAndTheRestStays(String name, String options) throws IOException {
    tar(name, options);
    List<String> before = listing(name);
    PatchResult result = apply(CHANGE);
    assertThat(result.files())
        .extracting(AppliedFile::path)
        .containsExactly(name + "!zlib-1/src/zlib.h");
    assertThat(member(name, "zlib-1/src/zlib.h")).isEqualTo("one\nzwei\nthree\n");
    List<String> after = listing(name);
    assertThat(after)
        .containsExactlyElementsOf(
            before.stream()
                .map(
                    l ->
                        l.endsWith("src/zlib.h") && l.startsWith("-")
                            ? l.replace(" 14 ", " 15 ")
                            : l)
                .toList());
    assertThat(Files.list(root).map(p -> p.getFileName().toString())).containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"})
  void sameChangeGivesTheSameBytes(String ending) throws IOException {
    String name = "zlib-1." + ending;
    tar(name, "-a");
    byte[] original = Files.readAllBytes(root.resolve(name));
    apply(CHANGE);
    byte[] first = Files.readAllBytes(root.resolve(name));
    Files.write(root.resolve(name), original);
    apply(CHANGE);
    assertThat(root.resolve(name)).hasBinaryContent(first);
  }

  @Test
  void filesAreMadeAndRemoved() throws IOException {
    tar("zlib-1.tar.gz", "-z");
    String deep = "zlib-1/" + "d".repeat(90) + "/" + "e".repeat(90) + "/ü.c";
    PatchResult result =
        apply(
            "--- /dev/null\n+++ b/"
                + deep
                + "\n@@ -0,0 +1 @@\n+fresh\n"
                + "--- a/zlib-1/gone.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n");
    assertThat(result.files())
        .extracting(AppliedFile::action)
        .containsExactly(AppliedFile.Action.CREATED, AppliedFile.Action.DELETED);
    assertThat(member("zlib-1.tar.gz", deep)).isEqualTo("fresh\n");
    List<String> after = listing("zlib-1.tar.gz");
    assertThat(after).noneMatch(l -> l.contains("gone.c"));
    assertThat(after.get(after.size() - 1))
        .startsWith("-rw-r--r-- 0/0")
        .contains("2020-02-02 02:02:02");
  }

  @Test
  void nameOrStemOfTheArchiveServesAsDirectory() throws IOException {
    tar("source.tar.gz", "-z");
    apply(CHANGE.replace("zlib-1/", "source.tar.gz/zlib-1/"));
    apply(
        CHANGE
            .replace("zlib-1/", "source/zlib-1/")
            .replace("-two", "-zwei")
            .replace("+zwei", "+deux"));
    assertThat(member("source.tar.gz", "zlib-1/src/zlib.h")).isEqualTo("one\ndeux\nthree\n");
  }

  @Test
  void twoArchivesWithTheFileAreAmbiguous() throws IOException {
    tar("a.tar.gz", "-z");
    tar("b.tar.xz", "-J");
    byte[] before = Files.readAllBytes(root.resolve("a.tar.gz"));
    assertThatThrownBy(() -> apply(CHANGE))
        .hasMessageStartingWith(
            "DOS-PATCH-05 zlib-1/src/zlib.h can be in more than one archive: a.tar.gz, b.tar.xz")
        .hasMessageContaining("a.tar.gz/zlib-1/src/zlib.h");
    assertThat(root.resolve("a.tar.gz")).hasBinaryContent(before);
    apply(CHANGE.replace("zlib-1/", "b.tar.xz/zlib-1/"));
    assertThat(root.resolve("a.tar.gz")).hasBinaryContent(before);
    assertThat(member("b.tar.xz", "zlib-1/src/zlib.h")).contains("zwei");
  }

  @Test
  void directoryBesideTheArchiveGoesFirst() throws IOException {
    tar("zlib-1.tar.gz", "-z");
    Path file = root.resolve("zlib-1/src/zlib.h");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "one\ntwo\nthree\n");
    apply(CHANGE);
    assertThat(file).hasContent("one\nzwei\nthree\n");
    assertThat(member("zlib-1.tar.gz", "zlib-1/src/zlib.h")).contains("two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zlib-1/link", "zlib-1/hard", "zlib-1/big", "zlib-1/link/x", "zlib-1/src"})
  void linksAndDirectoriesAreRefused(String name) throws IOException {
    tar("zlib-1.tar.gz", "-z");
    String made = "--- /dev/null\n+++ b/" + name + "\n@@ -0,0 +1 @@\n+b\n";
    assertThatThrownBy(() -> apply(made)).hasMessageStartingWith("DOS-PATCH-08 ");
  }

  @Test
  void damagedArchiveIsNamedWhereTheFileIsNotFound() throws IOException {
    Files.writeString(root.resolve("zlib-1.tar.gz"), "this is no archive");
    assertThatThrownBy(() -> apply(CHANGE))
        .hasMessageStartingWith("DOS-PATCH-04 ")
        .hasMessageContaining("zlib-1.tar.gz cannot be read");
  }

  @Test
  void zipIsChangedInside() throws IOException {
    Oracles.require("zip", "unzip");
    Oracles.bash(dir, TREE + "zip -qr -y tree/zlib-1.zip zlib-1");
    apply(
        CHANGE
            + "--- /dev/null\n+++ b/zlib-1/new.c\n@@ -0,0 +1 @@\n+fresh\n"
            + "--- a/zlib-1/gone.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n");
    Oracles.bash(root, "unzip -q zlib-1.zip");
    Path tree = root.resolve("zlib-1");
    assertThat(tree.resolve("src/zlib.h")).hasContent("one\nzwei\nthree\n").isExecutable();
    assertThat(tree.resolve("new.c")).hasContent("fresh\n");
    assertThat(tree.resolve("gone.c")).doesNotExist();
    assertThat(tree.resolve("link")).isSymbolicLink();
    assertThat(tree.resolve("big")).hasSize(100000);
  }

  /** {@code diff -ru} over trees with the archive unpacked in place is the rule that docs give. */
  @Test
  void patchMadeOverUnpackedArchivesIsApplied() throws IOException {
    Oracles.require("diff");
    tar("zlib-1.tar.xz", "-J");
    Files.writeString(root.resolve("zlib.spec"), "Name: zlib\n");
    Oracles.bash(
        dir,
        """
        for t in original patched; do cp -r tree $t; tar -C $t -xf $t/zlib-1.tar.xz; done
        sed -i s/two/zwei/ patched/zlib-1/src/zlib.h
        echo 'Release: 2' >> patched/zlib.spec
        printf 'no end' > patched/zlib-1/added.c
        rm patched/zlib-1/gone.c
        diff -ruN --no-dereference original patched > zlib.patch || test $? = 1
        """);
    TreePatcher.apply(dir.resolve("zlib.patch"), root);
    Oracles.bash(
        dir, "mkdir got; tar -C got -xf tree/zlib-1.tar.xz; diff -r got/zlib-1 patched/zlib-1");
    assertThat(root.resolve("zlib.spec")).hasContent("Name: zlib\nRelease: 2\n");
    assertThat(member("zlib-1.tar.xz", "zlib-1/added.c")).isEqualTo("no end");
  }

  @Test
  void gitArchiveKeepsItsCommit() throws IOException {
    tar("zlib-1.tar.gz", "-z --format=pax --pax-option=globexthdr.name=g,comment:=abc");
    Oracles.bash(
        dir,
        """
        python3 - <<'END'
        import io, tarfile
        t = tarfile.open('tree/zlib-1.tar.gz', 'w:gz', format=tarfile.PAX_FORMAT,
                         pax_headers={'comment': 'c0ffee'})
        i = tarfile.TarInfo('zlib-1/src/zlib.h'); i.size = 14
        t.addfile(i, io.BytesIO(b'one\\ntwo\\nthree\\n')); t.close()
        END
        """);
    apply(CHANGE);
    byte[] said =
        Oracles.bash(
            root,
            "python3 -c \"import tarfile; t=tarfile.open('zlib-1.tar.gz');"
                + " print(t.getnames(), t.pax_headers)\"");
    assertThat(new String(said, UTF_8)).isEqualTo("['zlib-1/src/zlib.h'] {'comment': 'c0ffee'}\n");
  }

  @Test
  void nothingIsLeftBesideWhenAnArchiveCannotBeWritten() throws IOException {
    tar("zlib-1.tar.gz", "-z");
    SourceFiles files = new SourceFiles(root);
    SourceArchive archive = files.archives().get(0);
    files.put(new Place(null, "new.txt"), new byte[1], -1);
    files.put(new Place(archive, "zlib-1/src/zlib.h"), new byte[1], -1);
    Files.write(root.resolve("zlib-1.tar.gz"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> SourceWriter.write(files)).hasMessageStartingWith("DOS-PATCH-09 ");
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left.map(p -> p.getFileName().toString())).containsExactly("zlib-1.tar.gz");
    }
  }
}
