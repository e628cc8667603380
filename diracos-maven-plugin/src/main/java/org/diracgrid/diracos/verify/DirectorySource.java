package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.diracgrid.diracos.path.BundlePath;

/** A bundle that is unpacked already. Devices, pipes and sockets are left out. */
record DirectorySource(Path directory) implements SmokeSource {

  @Override
  public int unpack(Path place) {
    PlacedFiles files = new PlacedFiles(place);
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
                throws IOException {
              Optional<BundlePath> inside = inside(path);
              if (inside.isPresent()) {
                files.directory(inside.get(), PlacedFiles.mode(path));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
                throws IOException {
              Optional<BundlePath> inside = inside(path);
              if (inside.isEmpty()) {
                return FileVisitResult.CONTINUE;
              }
              if (attributes.isSymbolicLink()) {
                files.link(inside.get(), Files.readSymbolicLink(path).toString());
              } else if (attributes.isRegularFile()) {
                try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
                  files.file(inside.get(), PlacedFiles.mode(path), in);
                }
              } else {
                files.leaveOut();
              }
              return FileVisitResult.CONTINUE;
            }

            private Optional<BundlePath> inside(Path path) {
              return files.inside(directory.relativize(path).toString());
            }
          });
      return files.finish();
    } catch (IOException e) {
      throw PlacedFiles.failure(directory, e);
    }
  }
}
