package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Trees in a few words: {@code "/usr/bin/x"} is a file, {@code "/usr/lib/"} a directory, {@code
 * "/usr/lib/a -> b"} a link; directories above are made.
 */
final class Trees {

  private Trees() {}

  static NavigableMap<BundlePath, StagedEntry> entries(String... lines) {
    NavigableMap<BundlePath, StagedEntry> entries = new TreeMap<>();
    for (String line : lines) {
      String[] parts = line.split(" -> ", 2);
      BundlePath path = BundlePath.parse(parts[0]);
      for (BundlePath at = path.parent(); !at.isRoot(); at = at.parent()) {
        entries.putIfAbsent(at, directory(at));
      }
      StagedEntry entry;
      if (parts.length == 2) {
        entry =
            new StagedEntry(
                path, StagedEntry.Kind.SYMLINK, 0777, 0, parts[1], "pkg-1-1.x86_64", null);
      } else if (line.endsWith("/")) {
        entry = directory(path);
      } else {
        entry = new StagedEntry(path, StagedEntry.Kind.FILE, 0755, 0, "", "pkg-1-1.x86_64", null);
      }
      entries.put(path, entry);
    }
    return entries;
  }

  private static StagedEntry directory(BundlePath path) {
    return new StagedEntry(path, StagedEntry.Kind.DIRECTORY, 0755, 0, "", "pkg-1-1.x86_64", null);
  }

  static StagedTree tree(String... lines) {
    return new StagedTree(Path.of("/staging/tree"), entries(lines).values());
  }

  /** The tree that lies at a place of the disk. */
  static StagedTree read(Path root) {
    List<StagedEntry> entries = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              if (!path.equals(root)) {
                entries.add(directory(bundlePath(path)));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
                throws IOException {
              if (attributes.isSymbolicLink()) {
                entries.add(
                    new StagedEntry(
                        bundlePath(path),
                        StagedEntry.Kind.SYMLINK,
                        0777,
                        0,
                        fromHost(Files.readSymbolicLink(path).toString()),
                        "pkg-1-1.x86_64",
                        null));
              } else if (attributes.isRegularFile()) {
                int mode = (Integer) Files.getAttribute(path, "unix:mode") & 0777;
                String owner = path.getParent().equals(root) ? "" : "pkg-1-1.x86_64";
                entries.add(
                    new StagedEntry(
                        bundlePath(path),
                        StagedEntry.Kind.FILE,
                        mode,
                        attributes.size(),
                        "",
                        owner,
                        null));
              }
              return FileVisitResult.CONTINUE;
            }

            private BundlePath bundlePath(Path path) {
              return BundlePath.parse(fromHost(root.relativize(path).toString()));
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new StagedTree(root, entries);
  }

  /** The name whose host form that is. */
  private static String fromHost(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    byte[] plain = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      boolean escape = bytes[i] == '%';
      plain[length++] =
          escape ? (byte) Integer.parseInt(path.substring(i + 1, i + 3), 16) : bytes[i];
      i += escape ? 2 : 0;
    }
    return FileNames.decode(plain, 0, length);
  }

  /** Gives everything below its host form and makes hard links copies, as extraction does. */
  static void toHostForm(Path directory) {
    try (Stream<Path> list = Files.list(directory)) {
      for (Path path : list.toList()) {
        String name = path.getFileName().toString();
        Path there = path.resolveSibling(FileNames.onHost(name));
        if (!there.equals(path)) {
          Files.move(path, there);
        }
        if (Files.isSymbolicLink(there)) {
          String target = Files.readSymbolicLink(there).toString();
          if (!FileNames.onHost(target).equals(target)) {
            Files.delete(there);
            Files.createSymbolicLink(there, Path.of(FileNames.onHost(target)));
          }
        } else if (Files.isDirectory(there)) {
          toHostForm(there);
        } else if ((Integer) Files.getAttribute(there, "unix:nlink") > 1) {
          Path copy = there.resolveSibling(".copy");
          Files.copy(there, copy, StandardCopyOption.COPY_ATTRIBUTES);
          Files.move(copy, there, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One line for each path on disk: what it is, and the digest or target. */
  static List<String> listing(Path root) {
    TreeSet<String> lines = new TreeSet<>();
    for (StagedEntry entry : read(root).entries().values()) {
      String content = entry.target();
      if (entry.kind() == StagedEntry.Kind.FILE) {
        try {
          byte[] bytes = Files.readAllBytes(entry.path().under(root));
          content = new BigInteger(1, Algorithm.SHA256.newDigest().digest(bytes)).toString(16);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      lines.add(entry.path() + " " + entry.kind() + " " + entry.mode() + " " + content);
    }
    return List.copyOf(lines);
  }

  /** Writes an executable file, with the directories above it. */
  static Path script(Path file, String text) {
    return script(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path script(Path file, byte[] text) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, text);
      if (!file.toFile().setExecutable(true, false)) {
        throw new IllegalStateException(file + " cannot be made executable");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
