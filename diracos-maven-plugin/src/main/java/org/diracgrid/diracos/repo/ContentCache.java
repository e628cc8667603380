package org.diracgrid.diracos.repo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.diracgrid.diracos.digest.Checksum;

/**
 * Files known by their checksum, shared by all projects and runs of a user.
 *
 * <pre>
 * content/sha256/ab/abcdef…                    a whole, verified file
 * partial/sha256-abcdef….part                  an interrupted download, for anyone to go on with
 * partial/sha256-abcdef….OWNER.PID.RANDOM.part one that a process is writing
 * </pre>
 *
 * <p>Several processes may use one cache. There are no locks, which network file systems are bad
 * at: a file appears under its checksum by an atomic rename once it is complete and verified, and
 * an interrupted download is taken over by an atomic rename that only one can win. Two processes
 * that want the same file at the same time each fetch it; the second rename replaces equal bytes.
 *
 * <p>What is in {@code content} was verified when it came. When it is used again, only its size is
 * compared; a file of another size is thrown away. Packages are verified once more, against their
 * own digests, when they are unpacked.
 */
public final class ContentCache {

  private static final Duration ABANDONED = Duration.ofDays(1);
  private static final Duration STALE = Duration.ofDays(7);

  private final Path root;
  private final Clock clock;
  private final String owner;

  /** A cache below {@code root}, which need not exist yet. */
  public ContentCache(Path root, Clock clock) {
    this.root = root;
    this.clock = clock;
    this.owner = machine() + "." + ProcessHandle.current().pid();
  }

  /** Where the cache is. */
  public Path root() {
    return root;
  }

  /**
   * A file of that checksum.
   *
   * @param size what it must have; -1 if not known, and then its bytes are verified
   */
  public Optional<Path> find(Checksum checksum, long size) {
    Path file = place(checksum);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      boolean good = size >= 0 ? Files.size(file) == size : digest(file, checksum).equals(checksum);
      if (good) {
        return Optional.of(file);
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // What cannot be read is as good as absent; fetching it again will tell if the disk is bad.
    }
    return Optional.empty();
  }

  /** Throws a file away that turned out to be bad. */
  public void evict(Checksum checksum) {
    try {
      Files.deleteIfExists(place(checksum));
    } catch (IOException e) {
      throw FetchProblem.local(place(checksum), e);
    }
  }

  /** The digest of a file's bytes, by the algorithm of {@code like}. */
  static Checksum digest(Path file, Checksum like) throws IOException {
    MessageDigest digest = like.algorithm().newDigest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 17];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return new Checksum(like.algorithm(), HexFormat.of().formatHex(digest.digest()));
  }

  private Path place(Checksum checksum) {
    return root.resolve("content")
        .resolve(checksum.algorithm().label())
        .resolve(checksum.hex().substring(0, 2))
        .resolve(checksum.hex());
  }

  private Path partial() {
    return root.resolve("partial");
  }

  /** A file of our own to write a download to; holds the beginning if somebody left one. */
  Path claim(Checksum checksum) throws IOException {
    String prefix = checksum.algorithm().label() + "-" + checksum.hex();
    Path mine = partial().resolve(prefix + "." + owner + "." + UUID.randomUUID() + ".part");
    Files.createDirectories(partial());
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(partial(), prefix + ".*part")) {
      for (Path part : parts) {
        if (isAbandoned(part, prefix) && took(part, mine)) {
          return mine;
        }
      }
    }
    Files.createFile(mine);
    return mine;
  }

  private static boolean took(Path part, Path mine) throws IOException {
    try {
      Files.move(part, mine, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private boolean isAbandoned(Path part, String prefix) throws IOException {
    String name = part.getFileName().toString();
    if (name.equals(prefix + ".part")) {
      return true;
    }
    String[] fields = name.substring(prefix.length() + 1).split("\\.", -1);
    if (fields.length >= 3 && fields[0].equals(machine())) {
      try {
        return ProcessHandle.of(Long.parseLong(fields[1])).isEmpty();
      } catch (NumberFormatException e) {
        return true;
      }
    }
    return age(part).compareTo(ABANDONED) > 0;
  }

  private Duration age(Path file) throws IOException {
    try {
      return Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
    } catch (NoSuchFileException e) {
      return Duration.ZERO;
    }
  }

  /** Leaves a download that did not finish to whoever comes next. */
  void handBack(Path mine, Checksum checksum) {
    String name = checksum.algorithm().label() + "-" + checksum.hex() + ".part";
    try {
      if (Files.size(mine) == 0) {
        Files.deleteIfExists(mine);
      } else {
        Files.move(mine, partial().resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      // The download failed already and that is what gets reported; the part is only a saving.
    }
  }

  /**
   * Makes a complete and verified file part of the cache.
   *
   * @throws NoSuchFileException if another process took {@code mine} for abandoned
   */
  Path store(Path mine, Checksum checksum) throws IOException {
    Path place = place(checksum);
    Files.createDirectories(place.getParent());
    return Files.move(mine, place, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes interrupted downloads that nobody went on with for a week. */
  void prune() {
    if (!Files.isDirectory(partial())) {
      return;
    }
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(partial(), "*.part")) {
      for (Path part : parts) {
        if (age(part).compareTo(STALE) > 0) {
          Files.deleteIfExists(part);
        }
      }
    } catch (IOException e) {
      // Tidying is a courtesy; whoever can really not write hears of it when something is stored.
    }
  }

  /** Tells machines, boots and containers apart, whose process numbers mean nothing to us. */
  private static String machine() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return Integer.toHexString((boot + space).hashCode());
    } catch (IOException | UnsupportedOperationException e) {
      // A system without /proc: all its processes count as those of one machine.
      return "unknown";
    }
  }
}
