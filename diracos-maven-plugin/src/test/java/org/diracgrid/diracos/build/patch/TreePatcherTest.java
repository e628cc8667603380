package org.diracgrid.diracos.build.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreePatcherTest {

  @TempDir private Path dir;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(dir.resolve("tree"));
  }

  private void file(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private PatchResult apply(String patch) throws IOException {
    return TreePatcher.apply(Files.writeString(dir.resolve("zlib.patch"), patch), root);
  }

  private TreeMap<String, String> tree() throws IOException {
    TreeMap<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        tree.put(root.relativize(file).toString(), Files.readString(file, UTF_8));
      }
    }
    return tree;
  }

  private static String lines(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining());
  }

  private static final String CHANGE_10 =
      """
      --- original/a.spec
      +++ patched/a.spec
      @@ -7,7 +7,7 @@
       line 7
       line 8
       line 9
      -line 10
      +line ten
       line 11
       line 12
       line 13
      """;

  @Test
  void hunkGoesWhereItSays() throws IOException {
    file("a.spec", lines(1, 20));
    PatchResult result = apply(CHANGE_10);
    assertThat(tree())
        .containsExactly(
            java.util.Map.entry("a.spec", lines(1, 20).replace("line 10", "line ten")));
    assertThat(result.files())
        .containsExactly(
            new AppliedFile(
                "a.spec", AppliedFile.Action.CHANGED, List.of(new AppliedHunk(1, 7, 0, 0))));
    assertThat(result.inexact()).isEmpty();
  }

  @Test
  void offsetAndFuzzAreTold() throws IOException {
    file("a.spec", "new\n".repeat(5) + lines(1, 20).replace("line 7\n", "line seven\n"));
    PatchResult result = apply(CHANGE_10);
    assertThat(result.inexact()).containsExactly("a.spec: hunk #1 at line 12 (offset 5, fuzz 1)");
    assertThat(tree().get("a.spec")).contains("line seven\nline 8\nline 9\nline ten\nline 11\n");
  }

  @Test
  void hunkThatDoesNotFitShowsBothSidesAndNothingIsWritten() throws IOException {
    file("a.spec", lines(1, 20).replace("line 10\n", "line\tX\n"));
    file("b.spec", "b\n");
    String before = tree().toString();
    String good = "--- a/b.spec\n+++ b/b.spec\n@@ -1 +1 @@\n-b\n+c\n";
    assertThatThrownBy(() -> apply(good + CHANGE_10))
        .isInstanceOf(DiracosException.class)
        .hasMessageStartingWith(
            "DOS-PATCH-06 hunk #1 of zlib.patch does not fit a.spec at line 7\n")
        .hasMessageContaining("zlib.patch:8")
        .hasMessageContaining("the nearest place is line 7, where 6 of 7 lines are as expected:")
        .hasMessageContaining("10 ! line 10")
        .hasMessageContaining("| line\\tX");
    assertThat(tree()).hasToString(before);
  }

  @Test
  void everyHunkThatDoesNotFitIsListed() throws IOException {
    file("a.spec", "else\n");
    file("b.spec", "else\n");
    String second = CHANGE_10.replace("a.spec", "b.spec");
    assertThatThrownBy(() -> apply(CHANGE_10 + second + second.replace("b.spec", "c.spec")))
        .isInstanceOfSatisfying(
            DiracosException.class,
            e ->
                assertThat(e.problems())
                    .extracting(p -> p.code() + " " + p.where().replaceAll(".*:", ""))
                    .containsExactly("DOS-PATCH-06 3", "DOS-PATCH-06 14", "DOS-PATCH-04 23"));
  }

  @Test
  void changeThatIsThereAlreadyIsNamed() throws IOException {
    file("a.spec", lines(1, 20).replace("line 10\n", "line ten\n"));
    assertThatThrownBy(() -> apply(CHANGE_10))
        .hasMessageContaining("because   the file has this change already");
  }

  @Test
  void filesAreCreatedAndDeleted() throws IOException {
    file("gone", "x\n");
    apply(
        """
        --- /dev/null
        +++ patched/deep/new file	2020-01-01 00:00:00.000000000 +0000
        @@ -0,0 +1,2 @@
        +one
        +two
        \\ No newline at end of file
        --- original/gone	2020-01-01 00:00:00.000000000 +0000
        +++ patched/gone	1970-01-01 01:00:00.000000000 +0100
        @@ -1 +0,0 @@
        -x
        """);
    assertThat(tree()).containsExactly(java.util.Map.entry("deep/new file", "one\ntwo"));
  }

  @Test
  void fileWithMoreInItIsNotDeleted() throws IOException {
    file("gone", "x\nmore\n");
    assertThatThrownBy(() -> apply("--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"))
        .hasMessageContaining("gone");
    assertThat(tree()).containsKey("gone");
  }

  @Test
  void fileThatIsThereIsNotCreated() throws IOException {
    file("new", "x\n");
    assertThatThrownBy(() -> apply("--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+y\n"))
        .hasMessageStartingWith("DOS-PATCH-07 the patch makes new, which is there already");
  }

  @Test
  void gitRenamesCopiesAndChangesPermissions() throws IOException {
    file("old", "x\n");
    file("run.sh", "r\n");
    apply(
        """
        diff --git a/old b/new
        rename from old
        rename to new
        --- a/old
        +++ b/new
        @@ -1 +1 @@
        -x
        +y
        diff --git a/run.sh b/run.sh
        old mode 100644
        new mode 100755
        diff --git a/run.sh b/copy.sh
        copy from run.sh
        copy to copy.sh
        diff --git a/empty b/empty
        new file mode 100644
        """);
    assertThat(tree().toString()).isEqualTo("{copy.sh=r\n, empty=, new=y\n, run.sh=r\n}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("run.sh"))))
        .isEqualTo("rwxr-xr-x");
  }

  @Test
  void fileTwiceInAPatchIsChangedTwice() throws IOException {
    file("a", "1\n");
    apply("--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n+2\n" + "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-2\n+3\n");
    assertThat(tree().get("a")).isEqualTo("3\n");
  }

  @Test
  void patchThatWentThroughWindowsFitsBothKindsOfFiles() throws IOException {
    file("a.spec", lines(1, 20));
    apply(CHANGE_10.replace("\n", "\r\n"));
    assertThat(tree().get("a.spec")).contains("line ten\nline 11\n");
    file("a.spec", lines(1, 20).replace("\n", "\r\n"));
    apply(CHANGE_10.replace("\n", "\r\n"));
    assertThat(tree().get("a.spec")).contains("line ten\r\nline 11\r\n");
  }

  @Test
  void linesOfWindowsAreCompared() throws IOException {
    file("a", "x\r\n");
    apply("--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\r\n+y\r\n");
    assertThat(tree().get("a")).isEqualTo("y\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "up/x", "folder"})
  void nothingIsPatchedThroughLinks(String name) throws IOException {
    Path outside = Files.createDirectory(dir.resolve("outside"));
    Files.writeString(outside.resolve("x"), "a\n");
    Files.createSymbolicLink(root.resolve("link"), outside.resolve("x"));
    Files.createSymbolicLink(root.resolve("up"), outside);
    Files.createDirectory(root.resolve("folder"));
    String patch = "--- a/" + name + "\n+++ b/" + name + "\n@@ -1 +1 @@\n-a\n+b\n";
    assertThatThrownBy(() -> apply(patch)).hasMessageStartingWith("DOS-PATCH-08 ");
    String fresh = "--- /dev/null\n+++ b/" + name + "2\n@@ -0,0 +1 @@\n+b\n";
    if (name.equals("up/x")) {
      assertThatThrownBy(() -> apply(fresh)).hasMessageStartingWith("DOS-PATCH-08 ");
    }
    assertThat(outside.resolve("x")).hasContent("a\n");
    assertThat(outside.resolve("x2")).doesNotExist();
  }

  @Test
  void missingFileIsNamedWithItsLike() throws IOException {
    file("zlib.spec", "x\n");
    assertThatThrownBy(() -> apply("--- a/zlip.spec\n+++ b/zlip.spec\n@@ -1 +1 @@\n-a\n+b\n"))
        .hasMessageStartingWith("DOS-PATCH-04 the patch changes zlip.spec, which is not there")
        .hasMessageContaining("there is zlib.spec");
  }

  @Test
  void permissionsStay() throws IOException {
    file("a.spec", lines(1, 20));
    Files.setPosixFilePermissions(
        root.resolve("a.spec"), PosixFilePermissions.fromString("rwx------"));
    apply(CHANGE_10);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("a.spec"))))
        .isEqualTo("rwx------");
  }
}
