package org.diracgrid.diracos.build.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.Directories;

/** Directories that hold a spec and its sources. */
final class SourceTrees {

  /**
   * The time that all prepared files get, since rpm writes it into source packages: that of a
   * download or a checkout would make them differ from run to run.
   */
  private static final FileTime TIME = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));

  private static final String SPEC = ".spec";

  private SourceTrees() {}

  /** The file name of the only spec. */
  static String spec(Path directory) {
    List<String> specs = names(directory, SPEC);
    if (specs.size() != 1) {
      throw SourceProblems.specs(
          directory, specs.isEmpty() ? "there is none" : "there are " + String.join(", ", specs));
    }
    return specs.get(0);
  }

  /** The names of plain files with that ending, in order. */
  static List<String> names(Path directory, String ending) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw SourceProblems.io(directory, e);
    }
  }

  /** Copies the plain files of a directory, at any depth; what git keeps for itself left out. */
  static void copy(Path from, Path to) {
    try {
      Files.walkFileTree(
          from,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes a)
                throws IOException {
              if (directory.endsWith(".git")) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              Files.createDirectories(to.resolve(from.relativize(directory)));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Path relative = from.relativize(file);
              if (!attributes.isRegularFile() && !Files.isRegularFile(file)) {
                throw SourceProblems.name(
                    from.toString(), relative.toString(), "it is no plain file");
              }
              // A link to a file elsewhere counts as the file, as rpmbuild takes it.
              Files.copy(file, to.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw SourceProblems.io(from, e);
    }
  }

  /**
   * Gives all files the same time, and digests them.
   *
   * @return SHA-256 over name, whether it can be executed, and content of each file, by name
   */
  static Checksum settle(Path directory) {
    TreeMap<String, Path> files = new TreeMap<>();
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.put(directory.relativize(file).toString(), file);
              return FileVisitResult.CONTINUE;
            }
          });
      MessageDigest all = Algorithm.SHA256.newDigest();
      for (var file : files.entrySet()) {
        Files.setLastModifiedTime(file.getValue(), TIME);
        boolean executable = Files.isExecutable(file.getValue());
        String line =
            sha256(file.getValue()).hex() + (executable ? " x " : " - ") + file.getKey() + "\0";
        all.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(all.digest()));
    } catch (IOException e) {
      throw SourceProblems.io(directory, e);
    }
  }

  static Checksum sha256(Path file) {
    return digest(file, Algorithm.SHA256);
  }

  static Checksum digest(Path file, Algorithm algorithm) {
    MessageDigest digest = algorithm.newDigest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw SourceProblems.io(file, e);
    }
  }

  /** Removes a directory that was not finished, or whose content is replaced. */
  static void delete(Path directory) {
    try {
      Directories.remove(directory);
    } catch (IOException e) {
      throw SourceProblems.io(directory, e);
    }
  }
}
