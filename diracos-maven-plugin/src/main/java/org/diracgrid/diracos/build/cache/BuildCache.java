package org.diracgrid.diracos.build.cache;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.diracgrid.diracos.build.cache.DirectoryCache.Look;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.repo.Fetcher;

/**
 * What was built before, found by key: in a directory of ours first, then in published caches in
 * the order given. What is found elsewhere is kept in the directory, too. For many threads.
 *
 * <p>A cache never stops a run: what is damaged, cannot be read or does not answer is a warning and
 * a miss.
 *
 * <pre>{@code
 * try (BuildCache cache = BuildCache.open(settings, fetcher, clock, progress)) {
 *   Optional<BuildCache.Found> found = cache.take(key, results, log);
 *   if (found.isEmpty()) {
 *     // build, then cache.put(key, …)
 *   }
 * }
 * }</pre>
 */
public final class BuildCache implements AutoCloseable {

  /** What the directory may take unless somebody decides otherwise: 20 GiB. */
  public static final long DEFAULT_SIZE = 20L << 30;

  private static final String OWN = "the cache";

  /**
   * Where builds are kept.
   *
   * @param directory that takes what is built; made when there is something to keep. Empty: nothing
   *     is kept
   * @param mostBytes what the directory may take; the least recently used entries go first, when
   *     the run ends
   * @param published addresses of directory caches of others, {@code http(s):} or {@code file:}
   */
  public record Settings(Optional<Path> directory, long mostBytes, List<URI> published) {
    /** Copies, and validates the addresses. */
    public Settings {
      published = List.copyOf(published);
      for (URI address : published) {
        String scheme = String.valueOf(address.getScheme());
        if (!List.of("file", "http", "https").contains(scheme) || address.getRawPath() == null) {
          throw new IllegalArgumentException("'" + address + "' is no http or file address");
        }
      }
    }
  }

  /**
   * A build that a cache has.
   *
   * @param origin where, for people: {@code the cache}, or an address
   */
  public record Found(CacheEntry entry, String origin) {}

  private final Optional<DirectoryCache> directory;
  private final long mostBytes;
  private final List<PublishedCache> published;
  private final Progress progress;
  private final AtomicBoolean lost = new AtomicBoolean();
  private final Map<String, Set<PublishedCache>> misses = new ConcurrentHashMap<>();

  private BuildCache(
      Optional<DirectoryCache> directory,
      long mostBytes,
      List<PublishedCache> published,
      Progress progress) {
    this.directory = directory;
    this.mostBytes = mostBytes;
    this.published = published;
    this.progress = progress;
  }

  /** A cache; closing it makes room. */
  public static BuildCache open(
      Settings settings, Fetcher fetcher, Clock clock, Progress progress) {
    return new BuildCache(
        settings.directory().map(root -> new DirectoryCache(root, clock)),
        settings.mostBytes(),
        settings.published().stream()
            .map(address -> new PublishedCache(address, fetcher, progress))
            .toList(),
        progress);
  }

  /**
   * Looks for a build. Lists are read, packages are not: {@link #take} verifies them.
   *
   * @param key 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if the key is none
   */
  public Optional<Found> find(String key) {
    CacheEntry.checkKey(key);
    Optional<CacheEntry> own = own(key);
    if (own.isPresent()) {
      return own.map(entry -> new Found(entry, OWN));
    }
    for (PublishedCache cache : published) {
      if (!misses.getOrDefault(key, Set.of()).contains(cache)) {
        Optional<CacheEntry> entry = cache.look(key);
        if (entry.isPresent()) {
          return entry.map(found -> new Found(found, cache.address()));
        }
        miss(key, cache);
      }
    }
    return Optional.empty();
  }

  private void miss(String key, PublishedCache cache) {
    misses.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet()).add(cache);
  }

  private Optional<CacheEntry> own(String key) {
    if (directory.isEmpty() || lost.get()) {
      return Optional.empty();
    }
    try {
      Look look = directory.get().look(key);
      if (look instanceof Look.Damaged damaged) {
        damaged(directory.get(), key, damaged.reason());
      }
      return look instanceof Look.Found found ? Optional.of(found.entry()) : Optional.empty();
    } catch (IOException e) {
      lose(directory.get(), e);
      return Optional.empty();
    }
  }

  /**
   * Puts the packages of a build into a directory.
   *
   * @param key 64 lower-case hexadecimal digits
   * @param results made unless it is there; a package of the same name is replaced
   * @param log file that the log of the build is written to, if it was kept
   * @return what is in {@code results} now, each file verified; empty if no cache has it whole:
   *     nothing was put there then
   * @throws DiracosException DOS-CACHE-07 if {@code results} cannot be written; DOS-FETCH-06, -07
   *     if the cache of downloads cannot
   */
  public Optional<Found> take(String key, Path results, Path log) {
    Path draft = results.resolve(".taking-" + key);
    // Each round that fails rules a cache out: its entry is removed, or it counts as a miss.
    for (Optional<Found> found = find(key); found.isPresent(); found = find(key)) {
      try {
        Directories.remove(draft);
        Files.createDirectories(draft);
      } catch (IOException e) {
        throw unwritable(results, e);
      }
      try {
        if (collect(found.get(), draft)) {
          keep(found.get(), draft);
          move(found.get().entry(), draft, results, log);
          return found;
        }
      } finally {
        remove(draft);
      }
    }
    return Optional.empty();
  }

  private boolean collect(Found found, Path draft) {
    CacheEntry entry = found.entry();
    if (directory.isPresent() && found.origin().equals(OWN)) {
      try {
        Optional<String> wrong = directory.get().take(entry, draft);
        wrong
            .filter(reason -> !reason.isEmpty())
            .ifPresent(reason -> damaged(directory.get(), entry.key(), reason));
        return wrong.isEmpty();
      } catch (IOException e) {
        lose(directory.get(), e);
        return false;
      }
    }
    for (PublishedCache cache : published) {
      if (cache.address().equals(found.origin())) {
        try {
          if (cache.take(entry, draft)) {
            return true;
          }
        } catch (IOException e) {
          throw unwritable(draft, e);
        }
        miss(entry.key(), cache);
      }
    }
    return false;
  }

  private void keep(Found found, Path draft) {
    CacheEntry entry = found.entry();
    if (!found.origin().equals(OWN)) {
      put(
          entry.key(),
          entry.name(),
          entry.components(),
          entry.packages().stream().map(file -> draft.resolve(file.name())).toList(),
          entry.log().map(file -> draft.resolve(file.name())),
          entry.phases());
    }
  }

  private static void move(CacheEntry entry, Path draft, Path results, Path log) {
    try {
      for (CacheEntry.File file : entry.packages()) {
        Files.move(
            draft.resolve(file.name()),
            results.resolve(file.name()),
            StandardCopyOption.REPLACE_EXISTING);
      }
      if (entry.log().isPresent()) {
        Files.move(draft.resolve(CacheEntry.LOG), log, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw unwritable(results, e);
    }
  }

  private static void remove(Path draft) {
    try {
      Directories.remove(draft);
    } catch (IOException e) {
      throw unwritable(draft, e);
    }
  }

  /**
   * Keeps what was built.
   *
   * @param components what the key was made of, by name, for people
   * @param packages what was built, binary and source, of different names
   * @param log of the build, if there is one
   * @return what the cache has for the key now: this, or what somebody else put there before; empty
   *     if nothing is kept
   */
  public Optional<CacheEntry> put(
      String key,
      String name,
      SortedMap<String, String> components,
      List<Path> packages,
      Optional<Path> log,
      SortedMap<String, Duration> phases) {
    if (directory.isEmpty() || lost.get()) {
      return Optional.empty();
    }
    try {
      return Optional.of(directory.get().put(key, name, components, packages, log, phases));
    } catch (IOException e) {
      lose(directory.get(), e);
      return Optional.empty();
    }
  }

  /** Makes room in the directory. */
  @Override
  public void close() {
    if (directory.isPresent() && !lost.get()) {
      try {
        directory.get().evict(mostBytes);
      } catch (IOException e) {
        lose(directory.get(), e);
      }
    }
  }

  private void lose(DirectoryCache cache, IOException cause) {
    if (!lost.getAndSet(true)) {
      progress.warn(
          new Problem(
                  "DOS-CACHE-01",
                  "the cache of builds cannot be used, so all is built",
                  cache.root().toString(),
                  cause.toString(),
                  "make it readable and writable, and free some space")
              .toString());
    }
  }

  private void damaged(DirectoryCache cache, String key, String reason) {
    progress.warn(
        new Problem(
                "DOS-CACHE-02",
                "an entry of the cache of builds is damaged, so it was removed",
                cache.root().resolve(CacheEntry.place(key)).toString(),
                reason,
                "nothing, the package is built anew; if it happens again, check the disk, and"
                    + " whether somebody writes into packages of the repository")
            .toString());
  }

  private static DiracosException unwritable(Path directory, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-CACHE-07",
            "packages of the cache of builds cannot be put into " + directory,
            directory.toString(),
            cause.toString(),
            "free some space there, and allow writing"),
        cause);
  }
}
