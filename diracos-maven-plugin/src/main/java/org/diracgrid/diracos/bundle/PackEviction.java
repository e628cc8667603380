package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Keeps a cache of packs below its size: what was used least recently goes. */
final class PackEviction {

  /** The end of the name of an index. */
  static final String INDEX = ".index";

  /** The end of the name of a pack. */
  static final String PACK = ".pack";

  /** The start of the name of what is being written. */
  static final String TEMPORARY = ".part-";

  /** Packs of one kind of compression: each has to be looked at before a bundle is written. */
  private static final int MOST_PACKS = 128;

  /** What lies unfinished that long is of a run that was killed. */
  private static final Duration ABANDONED = Duration.ofHours(6);

  private PackEviction() {}

  private record Kept(Path index, Path pack, FileTime used, long size) {}

  /**
   * Makes room.
   *
   * @param root holds a directory for each kind of compression
   * @param mostBytes what all packs may take
   */
  static void run(Path root, long mostBytes, Instant now) throws IOException {
    List<Kept> all = new ArrayList<>();
    try (DirectoryStream<Path> kinds = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path kind : kinds) {
        List<Kept> packs = packs(kind, now);
        packs.sort(Comparator.comparing(Kept::used).thenComparing(Kept::index));
        while (packs.size() > MOST_PACKS) {
          delete(packs.remove(0));
        }
        all.addAll(packs);
      }
    }
    all.sort(Comparator.comparing(Kept::used).thenComparing(Kept::index));
    long size = all.stream().mapToLong(Kept::size).sum();
    for (Kept oldest : all) {
      if (size <= mostBytes) {
        return;
      }
      delete(oldest);
      size -= oldest.size();
    }
  }

  private static List<Kept> packs(Path kind, Instant now) throws IOException {
    List<Kept> packs = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(kind)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.endsWith(PACK)) {
          kept(file).ifPresent(packs::add);
        } else if (name.startsWith(TEMPORARY) && isAbandoned(file, now)) {
          Files.deleteIfExists(file);
        }
      }
    }
    return packs;
  }

  /** Empty if another process makes room, too. */
  private static Optional<Kept> kept(Path pack) throws IOException {
    String name = pack.getFileName().toString();
    String stem = name.substring(0, name.length() - PACK.length());
    Path index = pack.resolveSibling(stem + INDEX);
    try {
      // A pack whose index is yet to come is as young as it is; an index has its own time.
      FileTime used = Files.getLastModifiedTime(Files.exists(index) ? index : pack);
      return Optional.of(new Kept(index, pack, used, Files.size(pack)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static boolean isAbandoned(Path file, Instant now) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(ABANDONED));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The index first: one without its pack would only be asked in vain. */
  private static void delete(Kept pack) throws IOException {
    Files.deleteIfExists(pack.index);
    Files.deleteIfExists(pack.pack);
  }
}
