package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.ContentObserver;
import org.diracgrid.diracos.stage.StagedEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeScannerTest {

  @TempDir Path dir;

  private boolean isTainted(Path root, String content) {
    TreeScanner scanner = TreeScanner.of(root);
    BundlePath path = BundlePath.parse("/f");
    ContentObserver.Content file = scanner.begin();
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    file.piece(bytes, 0, bytes.length);
    file.written(path, dir);
    StagedEntry entry =
        new StagedEntry(path, StagedEntry.Kind.FILE, 0644, bytes.length, "", "", null);
    return !scanner.result(List.of(entry)).tainted().isEmpty();
  }

  @Test
  void knowsARootThatIsNotThereYetByBothItsNames() throws Exception {
    Path real = Files.createDirectories(dir.toRealPath().resolve("real"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), real);
    Path root = link.resolve("not/yet/tree");

    assertThat(isTainted(root, "prefix=" + root)).isTrue();
    assertThat(isTainted(root, "prefix=" + real.resolve("not/yet/tree"))).isTrue();
    assertThat(isTainted(root, "prefix=" + real.resolve("not/yet/three"))).isFalse();
    assertThat(root).doesNotExist();
  }
}
