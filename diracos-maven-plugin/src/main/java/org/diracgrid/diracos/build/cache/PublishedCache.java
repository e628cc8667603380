package org.diracgrid.diracos.build.cache;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.repo.RemoteDirectory;

/**
 * A directory cache that somebody serves: {@code <address>/<aa>/<key>/build.json}, and the files
 * that it lists beside it. Never written, and never trusted: files are verified.
 *
 * <p>What goes wrong is told once for each reason, and is a miss: the package is built then. A
 * server that does not answer is not asked again in this run.
 */
final class PublishedCache {

  private final RemoteDirectory remote;
  private final Progress progress;
  private final AtomicBoolean down = new AtomicBoolean();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  PublishedCache(URI address, Fetcher fetcher, Progress progress) {
    this.remote = new RemoteDirectory(fetcher, address, id(address));
    this.progress = progress;
  }

  /** What {@code <server>} of settings.xml is looked up by: the host. */
  private static String id(URI address) {
    return address.getHost() == null ? "build-cache" : address.getHost();
  }

  String address() {
    return remote.address();
  }

  /** The entry of a key, if the server has a sound one; its files were not asked for. */
  Optional<CacheEntry> look(String key) {
    if (down.get()) {
      return Optional.empty();
    }
    String name = CacheEntry.place(key) + "/" + CacheEntryJson.FILE;
    RemoteDirectory.Answer answer = remote.read(name, CacheEntryJson.LARGEST);
    switch (answer.status()) {
      case FOUND -> {
        try {
          return Optional.of(CacheEntryJson.read(answer.content(), key));
        } catch (IllegalArgumentException e) {
          unusable(name, String.valueOf(e.getMessage()));
        }
      }
      case ABSENT -> {
        // A miss, as it should be.
      }
      case REFUSED -> unusable(remote.address(), answer.reason());
      case DOWN -> down(answer.reason());
    }
    return Optional.empty();
  }

  /**
   * Brings the packages of an entry here.
   *
   * @param target directory, there and empty
   * @return whether all is there, verified; what is in {@code target} is of no use otherwise
   */
  boolean take(CacheEntry entry, Path target) throws IOException {
    String directory = CacheEntry.place(entry.key()) + "/";
    List<CacheEntry.File> files = new ArrayList<>(entry.packages());
    entry.log().ifPresent(files::add);
    for (CacheEntry.File file : files) {
      String name = directory + file.name();
      RemoteDirectory.Fetched fetched = remote.fetch(name, file.checksum(), file.size());
      if (fetched.file().isEmpty()) {
        unusable(name, fetched.reason());
        return false;
      }
      Path copy = target.resolve(file.name());
      // Neither the fetcher's cache nor a directory of somebody else's is ours to share.
      EntryFiles.copy(fetched.file().get(), copy);
      if (!EntryFiles.isRight(copy, file)) {
        unusable(name, "its copy has another checksum");
        return false;
      }
    }
    return true;
  }

  private void down(String reason) {
    if (!down.getAndSet(true)) {
      progress.warn(
          new Problem(
                  "DOS-CACHE-03",
                  "a published cache of builds does not answer, so nothing is taken from it",
                  remote.address(),
                  reason,
                  "check the network and the address; what it has is built instead")
              .toString());
    }
  }

  private void unusable(String where, String reason) {
    if (told.add(where + " " + reason)) {
      progress.warn(
          new Problem(
                  "DOS-CACHE-04",
                  "an entry of a published cache of builds cannot be used, so it is built",
                  where.startsWith(remote.address()) ? where : remote.address() + where,
                  reason,
                  "tell whoever runs the cache; for a password add a <server> with the name of"
                      + " the host as id to settings.xml")
              .toString());
    }
  }
}
