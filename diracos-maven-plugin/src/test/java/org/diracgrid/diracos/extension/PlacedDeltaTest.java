package org.diracgrid.diracos.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an extension adds goes where the links of its base lead. */
class PlacedDeltaTest {

  @TempDir Path directory;
  private HostTrees trees;

  @BeforeEach
  void makeBase() throws IOException {
    trees = new HostTrees(directory);
    trees.write("base/usr/lib64/libz.so.1", "z");
    Files.createSymbolicLink(directory.resolve("base/lib64"), Path.of("usr/lib64"));
  }

  private StagedTree placed() {
    return PlacedDelta.over(trees.tree("base"), trees.tree("delta"));
  }

  @Test
  void whatLiesBelowALinkGoesWhereItLeads() throws IOException {
    trees.write("delta/lib64/security/pam.so", "p");
    trees.write("delta/opt/lib64/own.so", "o");
    StagedTree placed = placed();
    BundlePath path = BundlePath.parse("/usr/lib64/security/pam.so");
    assertThat(placed.entries().keySet().stream().map(BundlePath::toString))
        .containsExactlyInAnyOrder(
            "/opt",
            "/opt/lib64",
            "/opt/lib64/own.so",
            "/usr",
            "/usr/lib64",
            "/usr/lib64/security",
            "/usr/lib64/security/pam.so");
    assertThat(placed.locate(path)).hasContent("p");
    assertThat(placed.entries().get(BundlePath.parse("/usr/lib64")))
        .extracting(StagedEntry::kind)
        .isEqualTo(StagedEntry.Kind.DIRECTORY);
  }

  @Test
  void theSameFileByTwoWaysIsOne() throws IOException {
    trees.write("delta/lib64/liba.so", "a");
    trees.write("delta/usr/lib64/liba.so", "a");
    assertThat(placed().entries()).containsKey(BundlePath.parse("/usr/lib64/liba.so"));
  }

  @Test
  void twoFilesAtOnePlaceAreRefused() throws IOException {
    trees.write("delta/lib64/liba.so", "a");
    trees.write("delta/usr/lib64/liba.so", "b");
    assertThatThrownBy(this::placed)
        .hasMessageContaining("DOS-EXT-13 packages of the extension have other content")
        .hasMessageContaining("/usr/lib64/liba.so");
  }
}
