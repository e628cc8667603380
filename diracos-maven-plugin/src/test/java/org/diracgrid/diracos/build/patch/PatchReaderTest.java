package org.diracgrid.diracos.build.patch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatchReaderTest {

  private static final Path FILE = Path.of("zlib.patch");

  private static PatchText read(String text) {
    return PatchReader.read(FILE, text.getBytes(UTF_8));
  }

  private static FilePatch one(String text) {
    List<FilePatch> files = read(text).files();
    assertThat(files).hasSize(1);
    return files.get(0);
  }

  private static String headed(String before, String after) {
    return "--- " + before + "\n+++ " + after + "\n@@ -1 +1 @@\n-a\n+b\n";
  }

  @Test
  void fileOfDiffIsRead() {
    FilePatch file =
        one(
            """
            diff -ru original/zlib.spec patched/zlib.spec
            --- original/zlib.spec\t2018-02-28 17:24:54.065599401 +0100
            +++ patched/zlib.spec\t2018-02-28 17:24:55.065599401 +0100
            @@ -3,4 +3,4 @@ section
             a
            -b
            +c

             d
            """);
    assertThat(file.oldName()).isEqualTo("zlib.spec");
    assertThat(file.newName()).isEqualTo("zlib.spec");
    assertThat(file.line()).isEqualTo(2);
    Hunk hunk = file.hunks().get(0);
    assertThat(hunk.line()).isEqualTo(4);
    assertThat(hunk.oldStart()).isEqualTo(3);
    assertThat(hunk.before()).containsExactly("a\n", "b\n", "\n", "d\n");
    assertThat(hunk.prefix()).isEqualTo(1);
    assertThat(hunk.suffix()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'original/a b.c\t2018-02-28 17:24:54.0 +0100'; 'a b.c'",
        "'original/a.c    2021-01-14 09:53:06.477321181 +0000'; 'a.c'",
        "'original/a b.c'; 'a b.c'",
        "'\"original/a\\tb \\\"c\\\" \\303\\244\"\t2018-02-28 17:24:54.0 +0100'; 'a\tb \"c\" ä'",
        "'original//deep/./a.c\tThu Feb  1 10:00:00 2018'; 'deep/a.c'",
      })
  void namesAreRead(String written, String meant) {
    assertThat(one(headed(written, written)).oldName()).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dev/null",
        "/dev/null\t2018-02-28 17:24:54.0 +0100",
        "original/a\t1970-01-01 01:00:00.000000000 +0100",
        "original/a\t1969-12-31 19:00:00.000000000 -0500",
        "original/a\tThu Jan  1 00:00:00 1970"
      })
  void fileThatWasNotThereIsCreated(String before) {
    String text = "--- " + before + "\n+++ b/a\n@@ -0,0 +1 @@\n+x\n";
    assertThat(one(text).created()).isTrue();
    assertThat(one(text.replace("-0,0 +1", "-0,0 +1,1")).deleted()).isFalse();
    String back = "--- b/a\n+++ " + before + "\n@@ -1 +0,0 @@\n-x\n";
    assertThat(one(back).deleted()).isTrue();
    assertThat(one(back).created()).isFalse();
  }

  @Test
  void fileThatIsOldIsNotAbsent() {
    String old = "original/a\t1970-01-01 00:00:00.000000000 +0100";
    assertThat(one("--- " + old + "\n+++ b/a\n@@ -0,0 +1 @@\n+x\n").created()).isFalse();
  }

  @Test
  void linesThatLookLikeHeadersBelongToTheirHunk() {
    FilePatch file =
        one(
            """
            --- a/more.patch
            +++ b/more.patch
            @@ -1,2 +1,3 @@
            --- a/x.c
            +++ b/x.c
            +-- a/y.c
             end
            """);
    assertThat(file.hunks().get(0).lines()).hasSize(4);
  }

  @Test
  void mailAroundTheChangeIsIgnored() {
    PatchText patch =
        read(
            """
            From 1234 Mon Sep 17 00:00:00 2001
            Subject: [PATCH] x
            ---
             a.spec | 2 +-

            diff --git a/a.spec b/a.spec
            index 123..456 100644
            --- a/a.spec
            +++ b/a.spec
            @@ -1 +1 @@
            -a
            +b
            --\s
            2.17.0
            """);
    assertThat(patch.files()).hasSize(1);
  }

  @Test
  void gitTellsWhatHasNoHunks() {
    PatchText patch =
        read(
            """
            diff --git a/empty file b/empty file
            new file mode 100755
            index 000..e69
            diff --git a/old name b/new name
            similarity index 100%
            rename from old name
            rename to new name
            diff --git a/run.sh b/run.sh
            old mode 100644
            new mode 100755
            diff --git a/gone b/gone
            deleted file mode 100644
            """);
    assertThat(patch.files())
        .extracting(FilePatch::oldName, FilePatch::newName, FilePatch::mode)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("", "empty file", 0755),
            org.assertj.core.groups.Tuple.tuple("old name", "new name", -1),
            org.assertj.core.groups.Tuple.tuple("run.sh", "run.sh", 0755),
            org.assertj.core.groups.Tuple.tuple("gone", "", -1));
    assertThat(patch.files().get(1).renamed()).isTrue();
    assertThat(patch.files().get(3).deleted()).isTrue();
  }

  @Test
  void onlyInIsTold() {
    PatchText patch = read("Only in patched/: a.src.rpm\n" + headed("a/x", "b/x"));
    assertThat(patch.onlyIn()).containsExactly("1: Only in patched/: a.src.rpm");
  }

  @Test
  void lineWithoutEndIsKept() {
    FilePatch file =
        one(
            """
            --- a/x
            +++ b/x
            @@ -1 +1 @@
            -a
            \\ No newline at end of file
            +b
            \\ No newline at end of file
            """);
    assertThat(file.hunks().get(0).lines())
        .containsExactly(
            new Hunk.Line(Hunk.Kind.REMOVED, "a"), new Hunk.Line(Hunk.Kind.ADDED, "b"));
  }

  @Test
  void bytesThatAreNotUnicodeAreKept() {
    byte[] bytes = headed("a/x", "b/x").replace("-a", "-\u00e4").getBytes(ISO_8859_1);
    FilePatch file = PatchReader.read(FILE, bytes).files().get(0);
    assertThat(file.hunks().get(0).before()).containsExactly("\u00e4\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Binary files original/a.png and patched/a.png differ | DOS-PATCH-02 | zlib.patch:1",
        "GIT binary patch | DOS-PATCH-02 | zlib.patch:1",
        "nothing at all | DOS-PATCH-01 | holds no change",
        "@@ -1 +1 @@ | DOS-PATCH-01 | no file is named",
        "*** a/x\\n--- b/x\\n*************** | DOS-PATCH-01 | diff -c",
        "--- x\\n+++ x\\n@@ -1 +1 @@\\n-a\\n+b | DOS-PATCH-01 | without a directory",
        "--- a/../x\\n+++ b/../x\\n@@ -1 +1 @@\\n-a\\n+b | DOS-PATCH-03 | it climbs",
        "--- a/x\\n+++ b/x\\n@@ -1,5 +1,3 @@\\n-a\\n+b | DOS-PATCH-01 | zlib.patch:3",
        "--- a/x\\n+++ b/x\\n@@ -1 +1 @@\\n-a\\n*b | DOS-PATCH-01 | zlib.patch:5",
        "--- a/x\\n+++ b/x\\n@@ -1 +1 @@\\n-a\\n-b | DOS-PATCH-01 | more lines than",
        "--- a/x\\n+++ b/x\\n@@ -1 1 @@\\n-a\\n-b | DOS-PATCH-01 | @@ -line,count +line,count @@",
        "--- \"a/x\\n+++ b/x\\n@@ -1 +1 @@\\n-a\\n+b | DOS-PATCH-01 | quotes",
        "diff --git a/x b/x\\nnew file mode 120000 | DOS-PATCH-01 | no plain file",
        "diff --git a/x b/x\\nnew file mode 100644\\ndeleted file mode 100644 | DOS-PATCH-01 | no file",
      })
  void whatIsNoPatchIsRefused(String text, String code, String said) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n") + "\n"))
        .isInstanceOf(DiracosException.class)
        .hasMessageStartingWith(code)
        .hasMessageContaining(said)
        .hasMessageContaining("zlib.patch:");
  }

  @Test
  void emptyPatchChangesNothing() {
    assertThat(read("\n\n").files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iff -/g'it\"", "\"", " \"", "\"a/x\"", "a/x \"b/x", "a/x b/x\""})
  void gitLineWhoseQuotesDoNotFitNamesNoFile(String names) {
    assertThatThrownBy(() -> read("diff --git " + names + "\n"))
        .hasMessageContaining("DOS-PATCH-01");
  }
}
