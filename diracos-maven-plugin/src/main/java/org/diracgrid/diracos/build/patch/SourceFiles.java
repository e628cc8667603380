package org.diracgrid.diracos.build.patch;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.diracgrid.diracos.problem.DiracosException;
import org.jspecify.annotations.Nullable;

/**
 * The files of an unpacked source package, those inside its archives too, with what a patch is
 * about to make of them: nothing is written before {@link SourceWriter} does.
 */
final class SourceFiles {

  private final Path root;
  private final Map<Place, Content> pending = new LinkedHashMap<>();
  private @Nullable List<SourceArchive> archives;
  private final List<String> damaged = new ArrayList<>();

  SourceFiles(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** What is to become of files, in the order in which they were first changed. */
  Map<Place, Content> pending() {
    return pending;
  }

  /** Archives that a file was looked for in and that cannot be read. */
  List<String> damaged() {
    return damaged;
  }

  /** The archives that lie in the directory, by name; listed when first asked for. */
  List<SourceArchive> archives() {
    List<SourceArchive> found = archives;
    if (found == null) {
      found = new ArrayList<>();
      TreeMap<String, Path> files = new TreeMap<>();
      try {
        Files.walkFileTree(
            root,
            Set.of(),
            1,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                  files.put(file.getFileName().toString(), file);
                }
                return FileVisitResult.CONTINUE;
              }
            });
      } catch (IOException e) {
        throw PatchProblems.io(root, e);
      }
      for (Map.Entry<String, Path> file : files.entrySet()) {
        Optional<ArchiveForm> form = ArchiveForm.of(file.getKey());
        if (form.isPresent()) {
          try {
            found.add(SourceArchive.list(file.getValue(), form.get()));
          } catch (DiracosException e) {
            // Only a patch that finds its file nowhere else has to hear of it.
            damaged.add(e.problems().get(0).what() + ": " + e.problems().get(0).because());
          }
        }
      }
      archives = found;
    }
    return found;
  }

  /** Whether the file is there, as far as the patch has got. */
  boolean exists(Place place) {
    Content change = pending.get(place);
    if (change != null) {
      return !change.deleted();
    }
    SourceArchive archive = place.archive();
    return archive == null
        ? Files.exists(onDisk(place.path()), LinkOption.NOFOLLOW_LINKS)
        : archive.has(place.path());
  }

  /** What stands in the way of patching a file; empty if nothing does. */
  String obstacle(Place place) {
    SourceArchive archive = place.archive();
    if (archive != null) {
      return archive.obstacle(place.path());
    }
    Path at = root;
    for (Path part : Path.of(place.path())) {
      if (!at.equals(root) && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        boolean there = Files.exists(at, LinkOption.NOFOLLOW_LINKS);
        return there ? root.relativize(at) + " is a symbolic link or no directory" : "";
      }
      at = at.resolve(part);
    }
    return Files.exists(at, LinkOption.NOFOLLOW_LINKS)
            && !Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)
        ? place.path() + " is a symbolic link or no plain file"
        : "";
  }

  /** The bytes of a file that exists. */
  byte[] read(Place place) {
    Content change = pending.get(place);
    if (change != null && !change.deleted()) {
      return change.bytes();
    }
    SourceArchive archive = place.archive();
    if (archive != null) {
      byte[] bytes = archive.contents(Set.of(place.path())).get(place.path());
      if (bytes == null) {
        throw PatchProblems.archive(
            root.resolve(archive.name()), place.path() + " is gone from it", "it was changed");
      }
      return bytes;
    }
    Path file = onDisk(place.path());
    try {
      if (Files.size(file) > SourceArchive.MOST) {
        throw new IOException("it has more than " + SourceArchive.MOST + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw PatchProblems.io(file, e);
    }
  }

  /** Notes what becomes of a file; permissions that were noted stay if none are given. */
  void put(Place place, byte[] bytes, int mode) {
    Content before = pending.get(place);
    pending.put(place, Content.of(bytes, mode < 0 && before != null ? before.mode() : mode));
  }

  /** Notes that a file goes. */
  void remove(Place place) {
    pending.put(place, Content.gone());
  }

  Path onDisk(String path) {
    try {
      return root.resolve(path);
    } catch (InvalidPathException e) {
      throw PatchProblems.io(
          root, new IOException(path + " is no file name in this locale: set LC_ALL=C.UTF-8", e));
    }
  }
}
