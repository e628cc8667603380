package org.diracgrid.diracos.extension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diracgrid.diracos.stage.FoundTree;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.stage.TreeReader;

/** Trees on disk, by name, for tests. */
record HostTrees(Path directory) {

  /** Writes a file, such as {@code base/usr/bin/tool}. */
  void write(String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** What stands there. */
  StagedTree tree(String name) {
    Path root = directory.resolve(name);
    FoundTree found = TreeReader.read(root);
    return StagedTree.foreign(root, found.tree().entries(), found.places());
  }
}
