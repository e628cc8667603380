package org.diracgrid.diracos.repo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.diracgrid.diracos.digest.Checksum;

/**
 * What was learned from metadata documents, kept from run to run beside the cache of files:
 *
 * <pre>
 * index/sha256-abcdef….1.idx   the tables of a primary document, see {@link IndexTables}
 * index/sha256-abcdef….1.own   who ships files, out of a list of files, see {@link KnownOwners}
 * </pre>
 *
 * <p>A file is named after the checksum of the document and the version of its own form. It appears
 * whole, by a rename; two processes that write it write the same, or one of two right answers. What
 * is damaged, truncated or of another form is as good as absent. Nothing here is needed: where the
 * directory cannot be written, the run goes on without a word and the next one reads the document
 * again.
 */
final class IndexStore {

  private static final Duration UNUSED = Duration.ofDays(60);
  private static final Duration FRESH = Duration.ofDays(1);

  private final Path directory;
  private final Clock clock;

  /** The store below a cache. */
  IndexStore(Path cache, Clock clock) {
    this.directory = cache.resolve("index");
    this.clock = clock;
  }

  /** The tables of the document with that checksum, mapped into memory. */
  Optional<IndexPart> find(Checksum document) {
    Path file = file(document, IndexTables.FORM, "idx");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        return Optional.empty();
      }
      ByteBuffer content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      Optional<IndexPart> part = IndexTables.read(content).map(IndexPart::new);
      part.ifPresent(found -> touch(file));
      return part;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Keeps the tables of a document, if that can be. */
  void keep(Checksum document, IndexPart part) {
    write(file(document, IndexTables.FORM, "idx"), part.tables().content());
    prune();
  }

  /** What was found out before from the list of files with that checksum. */
  KnownOwners owners(Checksum document) {
    try {
      return KnownOwners.read(Files.readAllBytes(file(document, KnownOwners.FORM, "own")));
    } catch (IOException e) {
      return KnownOwners.NONE;
    }
  }

  /** Keeps what was found out, if that can be. */
  void keep(Checksum document, Map<String, SortedSet<String>> owners) {
    byte[] text = KnownOwners.write(owners).getBytes(StandardCharsets.UTF_8);
    write(file(document, KnownOwners.FORM, "own"), ByteBuffer.wrap(text));
  }

  private Path file(Checksum document, int form, String suffix) {
    String name = document.algorithm().label() + "-" + document.hex() + "." + form + "." + suffix;
    return directory.resolve(name);
  }

  private void write(Path file, ByteBuffer content) {
    try {
      Files.createDirectories(directory);
      Path temporary = Files.createTempFile(directory, ".", ".tmp");
      try {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
          while (content.hasRemaining()) {
            channel.write(content);
          }
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      // A full disk or a cache that others own: it costs the next run a second, no more.
    }
  }

  /** Notes, at most once a day, that a file is in use. */
  private void touch(Path file) {
    try {
      Instant now = clock.instant();
      if (Files.getLastModifiedTime(file).toInstant().plus(FRESH).isBefore(now)) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (IOException e) {
      // It may be thrown away early, and made again.
    }
  }

  /** Deletes what nobody used for two months, of states that repositories have left behind. */
  private void prune() {
    Instant oldest = clock.instant().minus(UNUSED);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "{*.idx,*.own,.*.tmp}")) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      // Tidying is a courtesy.
    }
  }
}
