package org.diracgrid.diracos.build.cache;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diracgrid.diracos.path.Directories;

/**
 * Entries in a directory.
 *
 * <pre>
 * 01/0123…/build.json              makes the entry whole; its time is that of its last use
 * 01/0123…/zlib-1.3-1.x86_64.rpm   a package, often under one more name elsewhere
 * 01/0123…/build.log
 * tmp/&lt;random&gt;/                     an entry that is being written or removed
 * </pre>
 *
 * <p>Several processes may use one directory, also over a network file system: there are no locks.
 * An entry is written beside and appears by renaming its directory; of two writers the first wins.
 */
final class DirectoryCache {

  private static final Pattern SHARD = Pattern.compile("[0-9a-f]{2}");

  /** What lies unfinished that long is of a run that was killed. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  /** How often a damaged entry may stand in the way of a new one. */
  private static final int ATTEMPTS = 5;

  private final Path root;
  private final Clock clock;

  DirectoryCache(Path root, Clock clock) {
    this.root = root;
    this.clock = clock;
  }

  Path root() {
    return root;
  }

  /** What a look into the cache gave. */
  sealed interface Look {
    /** There is an entry; its files are there and have the right sizes. */
    record Found(CacheEntry entry) implements Look {}

    /** There is none. */
    record Absent() implements Look {}

    /** There was one that cannot be used, and it was removed. */
    record Damaged(String reason) implements Look {}
  }

  /** Looks for an entry. Its files are not read. */
  Look look(String key) throws IOException {
    Path place = root.resolve(CacheEntry.place(key));
    if (!Files.isDirectory(place)) {
      return new Look.Absent();
    }
    try {
      CacheEntry entry = read(place, key);
      touch(place);
      return new Look.Found(entry);
    } catch (IllegalArgumentException | NoSuchFileException e) {
      boolean removed = discard(place);
      // Another process may have removed it, to make room.
      return removed ? new Look.Damaged(reason(e)) : new Look.Absent();
    }
  }

  private static String reason(Exception e) {
    return e instanceof NoSuchFileException ? e.getMessage() + " is missing" : e.getMessage() + "";
  }

  private static CacheEntry read(Path place, String key) throws IOException {
    Path json = place.resolve(CacheEntryJson.FILE);
    if (Files.size(json) > CacheEntryJson.LARGEST) {
      throw new IllegalArgumentException("build.json is too large");
    }
    CacheEntry entry = CacheEntryJson.read(Files.readAllBytes(json), key);
    for (CacheEntry.File file : files(entry)) {
      if (Files.size(place.resolve(file.name())) != file.size()) {
        throw new IllegalArgumentException(file.name() + " has another size");
      }
    }
    return entry;
  }

  private static List<CacheEntry.File> files(CacheEntry entry) {
    return Stream.concat(entry.packages().stream(), entry.log().stream()).toList();
  }

  private void touch(Path place) throws IOException {
    try {
      Files.setLastModifiedTime(place.resolve(CacheEntryJson.FILE), FileTime.from(clock.instant()));
    } catch (AccessDeniedException | ReadOnlyFileSystemException e) {
      // A cache that can only be read is of use, too; whoever writes it makes the room.
      return;
    } catch (FileSystemException e) {
      if (e instanceof NoSuchFileException || Files.isWritable(place)) {
        throw e;
      }
    }
  }

  /**
   * Gives the files of an entry.
   *
   * @param target directory, there and empty, for the packages and the log
   * @return what is wrong with the entry, which is removed then; empty if all is right. An empty
   *     text: it is gone since somebody else made room
   */
  Optional<String> take(CacheEntry entry, Path target) throws IOException {
    Path place = root.resolve(CacheEntry.place(entry.key()));
    for (CacheEntry.File file : files(entry)) {
      Path copy = target.resolve(file.name());
      try {
        if (entry.log().filter(file::equals).isPresent()) {
          // It is appended to.
          EntryFiles.copy(place.resolve(file.name()), copy);
        } else {
          EntryFiles.linkOrCopy(place.resolve(file.name()), copy);
        }
      } catch (NoSuchFileException e) {
        return Optional.of(discard(place) ? reason(e) : "");
      }
      if (!EntryFiles.isRight(copy, file)) {
        discard(place);
        return Optional.of(file.name() + " has another checksum");
      }
    }
    return Optional.empty();
  }

  /**
   * Takes what was built.
   *
   * @param packages files to link or copy
   * @param log file to copy, if there is one
   * @return the entry that the cache has now: this one, or that of somebody who was faster
   */
  CacheEntry put(
      String key,
      String name,
      SortedMap<String, String> components,
      List<Path> packages,
      Optional<Path> log,
      SortedMap<String, Duration> phases)
      throws IOException {
    Path draft = temporary();
    try {
      Files.createDirectories(draft);
      List<CacheEntry.File> files = new ArrayList<>();
      for (Path file : packages) {
        Path copy = draft.resolve(file.getFileName());
        EntryFiles.linkOrCopy(file, copy);
        files.add(EntryFiles.describe(copy));
      }
      Optional<CacheEntry.File> kept = Optional.empty();
      if (log.isPresent()) {
        Path copy = draft.resolve(CacheEntry.LOG);
        EntryFiles.copy(log.get(), copy);
        kept = Optional.of(EntryFiles.describe(copy));
      }
      files.sort(Comparator.comparing(CacheEntry.File::name));
      CacheEntry entry = new CacheEntry(key, name, components, files, kept, phases);
      Files.write(draft.resolve(CacheEntryJson.FILE), CacheEntryJson.write(entry));
      touch(draft);
      return appear(draft, entry);
    } finally {
      Directories.remove(draft);
    }
  }

  private CacheEntry appear(Path draft, CacheEntry entry) throws IOException {
    Path place = root.resolve(CacheEntry.place(entry.key()));
    Files.createDirectories(place.getParent());
    for (int attempt = 1; ; attempt++) {
      try {
        Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        return entry;
      } catch (FileSystemException e) {
        if (look(entry.key()) instanceof Look.Found found) {
          return found.entry();
        }
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Path temporary() {
    return root.resolve("tmp").resolve(UUID.randomUUID().toString());
  }

  /** Removes an entry, in one step for others; false if it is gone already. */
  private boolean discard(Path place) throws IOException {
    Path away = temporary();
    Files.createDirectories(away.getParent());
    try {
      Files.move(place, away, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return false;
    }
    Directories.remove(away);
    return true;
  }

  private record Kept(Path place, FileTime used, long size) {}

  /** Removes the least recently used entries until all that is left has at most that many bytes. */
  void evict(long mostBytes) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    List<Kept> all = new ArrayList<>();
    try (DirectoryStream<Path> shards = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path shard : shards) {
        if (SHARD.matcher(shard.getFileName().toString()).matches()) {
          try (DirectoryStream<Path> entries = Files.newDirectoryStream(shard)) {
            for (Path entry : entries) {
              kept(entry).ifPresent(all::add);
            }
          }
        }
      }
    }
    all.sort(Comparator.comparing(Kept::used).thenComparing(Kept::place));
    long size = all.stream().mapToLong(Kept::size).sum();
    for (Kept oldest : all) {
      if (size <= mostBytes) {
        break;
      }
      discard(oldest.place());
      size -= oldest.size();
    }
    removeAbandoned();
  }

  /** Empty if another process makes room, too. An entry that is not whole was never used. */
  private static Optional<Kept> kept(Path place) throws IOException {
    Path json = place.resolve(CacheEntryJson.FILE);
    long size = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place)) {
      for (Path file : files) {
        size += Files.size(file);
      }
      FileTime used =
          Files.exists(json)
              ? Files.getLastModifiedTime(json)
              : FileTime.from(Instant.ofEpochSecond(0));
      return Optional.of(new Kept(place, used, size));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void removeAbandoned() throws IOException {
    Path directory = root.resolve("tmp");
    if (!Files.isDirectory(directory)) {
      return;
    }
    Instant limit = clock.instant().minus(ABANDONED);
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory)) {
      for (Path draft : drafts) {
        if (isOlder(draft, limit)) {
          Directories.remove(draft);
        }
      }
    }
  }

  private static boolean isOlder(Path draft, Instant limit) throws IOException {
    try {
      return Files.getLastModifiedTime(draft).toInstant().isBefore(limit);
    } catch (NoSuchFileException e) {
      // Its own writer was faster.
      return false;
    }
  }
}
