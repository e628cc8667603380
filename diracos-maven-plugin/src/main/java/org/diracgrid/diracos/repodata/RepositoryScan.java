package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds the packages of a repository: files that end in {@code .rpm} at any depth, links followed,
 * in createrepo_c's order, by file name and then by directory. What begins with a dot, and the
 * metadata itself, is passed over: the former is being written. So is the directory {@code
 * bootstrap}: its packages have the NEVRA of those that are built later, and nobody could tell them
 * apart.
 */
final class RepositoryScan {

  /** More directories in each other than anybody has: a link that leads back into itself. */
  private static final int DEEPEST = 32;

  /** One package file; the location is relative, with slashes. */
  record Found(Path file, String location) {}

  private record Directory(Path path, String location, int depth) {}

  private RepositoryScan() {}

  /** The packages below {@code repository}. */
  static List<Found> of(Path repository) {
    List<Found> found = new ArrayList<>();
    Deque<Directory> open = new ArrayDeque<>();
    open.add(new Directory(repository, "", 0));
    while (!open.isEmpty()) {
      Directory directory = open.removeFirst();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.path())) {
        for (Path entry : entries) {
          take(directory, entry, found, open);
        }
      } catch (IOException e) {
        throw RepodataProblems.unreadable(directory.path(), e);
      } catch (DirectoryIteratorException e) {
        throw RepodataProblems.unreadable(directory.path(), new IOException(e));
      }
    }
    found.sort(LocationOrder.OF_FILES);
    return found;
  }

  private static void take(
      Directory directory, Path entry, List<Found> found, Deque<Directory> open)
      throws IOException {
    String name = String.valueOf(entry.getFileName());
    boolean unlisted =
        directory.depth() == 0
            && (name.equals(RepodataDirectory.NAME) || name.equals(RepositoryLayout.BOOTSTRAP));
    if (name.startsWith(".") || unlisted) {
      return;
    }
    String location = directory.location().isEmpty() ? name : directory.location() + "/" + name;
    if (name.endsWith(".rpm")) {
      found.add(new Found(entry, location));
    } else if (Files.isDirectory(entry)) {
      if (directory.depth() == DEEPEST) {
        throw new IOException(
            "more than " + DEEPEST + " directories in each other; a link may lead back");
      }
      open.add(new Directory(entry, location, directory.depth() + 1));
    }
  }
}
