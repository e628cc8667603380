package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/** A bundle before it is packed, with the modes that it will have. */
record TreeSource(StagedTree tree) implements SmokeSource {

  @Override
  public int unpack(Path directory) {
    PlacedFiles files = new PlacedFiles(directory);
    try {
      for (StagedEntry entry : tree.entries().values()) {
        Optional<BundlePath> path = files.inside(entry.path().memberName());
        if (path.isPresent()) {
          place(entry, path.get(), files);
        }
      }
      return files.finish();
    } catch (IOException e) {
      throw PlacedFiles.failure(tree.root(), e);
    }
  }

  private void place(StagedEntry entry, BundlePath path, PlacedFiles files) throws IOException {
    switch (entry.kind()) {
      case DIRECTORY -> files.directory(path, entry.mode());
      case SYMLINK -> files.link(path, entry.target());
      case FILE -> {
        try (InputStream in =
            Files.newInputStream(entry.path().under(tree.root()), LinkOption.NOFOLLOW_LINKS)) {
          files.file(path, entry.mode(), in);
        }
      }
    }
  }
}
