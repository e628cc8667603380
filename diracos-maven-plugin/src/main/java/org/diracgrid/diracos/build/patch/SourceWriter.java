package org.diracgrid.diracos.build.patch;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes what a patch makes of files. All of it is put beside the old files first, under names that
 * end in {@code .diracos-new}, and then takes their place: a full disk leaves everything as it was.
 */
final class SourceWriter {

  private static final String FRESH = ".diracos-new";
  private static final int PLAIN_MODE = 0644;

  private final SourceFiles files;

  /** What takes the place of what; where nothing does, it goes. */
  private final Map<Path, Optional<Path>> moves = new LinkedHashMap<>();

  private SourceWriter(SourceFiles files) {
    this.files = files;
  }

  static void write(SourceFiles files) {
    new SourceWriter(files).write();
  }

  private void write() {
    boolean whole = false;
    try {
      prepare();
      whole = true;
    } finally {
      if (!whole) {
        discard();
      }
    }
    for (Map.Entry<Path, Optional<Path>> move : moves.entrySet()) {
      Optional<Path> fresh = move.getValue();
      try {
        if (fresh.isEmpty()) {
          Files.delete(move.getKey());
        } else {
          Files.move(
              fresh.get(),
              move.getKey(),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        }
      } catch (IOException e) {
        throw PatchProblems.io(move.getKey(), e);
      }
    }
  }

  private void prepare() {
    Map<String, Map<String, Content>> inside = new TreeMap<>();
    Map<String, SourceArchive> archives = new TreeMap<>();
    files
        .pending()
        .forEach(
            (place, content) -> {
              SourceArchive archive = place.archive();
              if (archive == null) {
                prepare(files.onDisk(place.path()), content);
              } else {
                archives.put(archive.name(), archive);
                inside
                    .computeIfAbsent(archive.name(), name -> new TreeMap<>())
                    .put(place.path(), content);
              }
            });
    archives.forEach(
        (name, archive) -> {
          Path file = files.root().resolve(name);
          Path fresh = fresh(file);
          moves.put(file, Optional.of(fresh));
          archive.copy(fresh, inside.getOrDefault(name, Map.of()));
          keepPermissions(file, fresh);
        });
  }

  private void prepare(Path file, Content content) {
    byte[] bytes = content.bytes();
    boolean exists = Files.exists(file);
    if (content.deleted()) {
      if (exists) {
        moves.put(file, Optional.empty());
      }
      return;
    }
    Path fresh = fresh(file);
    moves.put(file, Optional.of(fresh));
    try {
      Files.createDirectories(file.getParent());
      Files.write(fresh, bytes);
      if (exists) {
        keepPermissions(file, fresh);
      }
      if (!exists || content.mode() >= 0) {
        Files.setPosixFilePermissions(
            fresh, permissions(content.mode() < 0 ? PLAIN_MODE : content.mode()));
      }
    } catch (IOException e) {
      throw PatchProblems.io(file, e);
    }
  }

  private static void keepPermissions(Path from, Path to) {
    try {
      Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    } catch (IOException e) {
      throw PatchProblems.io(to, e);
    }
  }

  private static Path fresh(Path file) {
    return file.resolveSibling(file.getFileName() + FRESH);
  }

  private void discard() {
    for (Optional<Path> fresh : moves.values()) {
      try {
        if (fresh.isPresent()) {
          Files.deleteIfExists(fresh.get());
        }
      } catch (IOException e) {
        // The failure under way is what matters; the directory is one of ours and goes with it.
      }
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < all.length; i++) {
      if ((mode >> (all.length - 1 - i) & 1) != 0) {
        set.add(all[i]);
      }
    }
    return set;
  }

  /** The names of all files below a directory, in order. */
  static List<String> names(Path root) {
    List<String> names = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              names.add(root.relativize(file).toString());
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw PatchProblems.io(root, e);
    }
    names.sort(null);
    return names;
  }
}
