package org.diracgrid.diracos.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {

  @TempDir Path directory;
  private HostTrees trees;

  @BeforeEach
  void makeBase() throws IOException {
    trees = new HostTrees(directory);
    trees.write("base/usr/bin/tool", "old");
    trees.write("base/usr/share/text", "same");
    trees.write("delta/usr/share/text", "same");
    trees.write("delta/usr/lib/new", "new");
  }

  private Overlay overlay(String... overrides) {
    return Overlay.of(trees.tree("base"), trees.tree("delta"), List.of(overrides), "here");
  }

  private static List<String> shipped(Overlay overlay, boolean full) {
    return overlay
        .shipped(overlay.whole().tree().entries(), new TreeMap<>(), full)
        .entries()
        .keySet()
        .stream()
        .map(BundlePath::toString)
        .toList();
  }

  @Test
  void onlyWhatTheBaseHasNotIsAdded() {
    Overlay overlay = overlay();
    assertThat(overlay.added().keySet().stream().map(BundlePath::toString))
        .containsExactly("/usr/lib", "/usr/lib/new");
    assertThat(overlay.replaced()).isEmpty();
  }

  @Test
  void aDeltaShipsWhatIsAddedAndTheDirectoriesItLiesIn() {
    assertThat(shipped(overlay(), false)).containsExactly("/usr", "/usr/lib", "/usr/lib/new");
  }

  @Test
  void allShipsBaseAndWhatIsAdded() {
    assertThat(shipped(overlay(), true))
        .containsExactly(
            "/usr",
            "/usr/bin",
            "/usr/bin/tool",
            "/usr/lib",
            "/usr/lib/new",
            "/usr/share",
            "/usr/share/text");
  }

  @Test
  void otherContentIsRefusedUnlessItMayBeReplaced() throws IOException {
    trees.write("delta/usr/bin/tool", "new");
    assertThatThrownBy(this::overlay)
        .hasMessageContaining("DOS-EXT-05")
        .hasMessageContaining("\"overrides\": [\"/usr/bin/tool\"]");
    Overlay overlay = overlay("/usr/bin/*");
    assertThat(overlay.replaced()).containsExactly(BundlePath.parse("/usr/bin/tool"));
    StagedTree whole = overlay.whole().tree();
    assertThat(whole.locate(BundlePath.parse("/usr/bin/tool"))).hasContent("new");
  }
}
