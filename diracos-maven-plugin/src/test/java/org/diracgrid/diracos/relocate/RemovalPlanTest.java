package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.diracgrid.diracos.path.BundlePath;
import org.junit.jupiter.api.Test;

class RemovalPlanTest {

  private static List<String> removed(List<String> folders, String... lines) {
    return RemovalPlan.of(Trees.tree(lines), folders.stream().map(BundlePath::parse).toList())
        .removed()
        .stream()
        .map(BundlePath::toString)
        .toList();
  }

  @Test
  void cachesOfPythonGoWithTheirDirectory() {
    assertThat(
            removed(
                List.of(),
                "/lib/a.py",
                "/lib/__pycache__/a.cpython-311.pyc",
                "/lib/b.py",
                "/lib/b.pyc"))
        .containsExactly("/lib/__pycache__", "/lib/__pycache__/a.cpython-311.pyc", "/lib/b.pyc");
  }

  @Test
  void compiledProgramsWithoutSourceStay() {
    assertThat(removed(List.of(), "/lib/only.pyc")).isEmpty();
  }

  @Test
  void cacheDirectoriesWithOtherThingsStay() {
    assertThat(removed(List.of(), "/lib/__pycache__/a.pyc", "/lib/__pycache__/note.txt"))
        .containsExactly("/lib/__pycache__/a.pyc");
    assertThat(removed(List.of(), "/lib/__pycache__/")).isEmpty();
  }

  @Test
  void foldersGoWithAllBelow() {
    assertThat(
            removed(
                List.of("/usr/share/doc", "/nowhere"),
                "/usr/share/doc/a/b",
                "/usr/share/docs",
                "/usr/share/doc-x/"))
        .containsExactly("/usr/share/doc", "/usr/share/doc/a", "/usr/share/doc/a/b");
  }

  @Test
  void foldersAreFoundThroughLinks() {
    assertThat(removed(List.of("/lib/x"), "/lib -> usr/lib", "/usr/lib/x/y", "/usr/lib/z"))
        .containsExactly("/usr/lib/x", "/usr/lib/x/y");
    assertThat(removed(List.of("/a/link"), "/a/link -> target", "/a/target/x"))
        .containsExactly("/a/link");
  }
}
