package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Amounts;
import org.diracgrid.diracos.progress.Progress;
import org.jspecify.annotations.Nullable;

/**
 * The packs of one kind of compression while one tarball is written. {@link #take} is for many
 * threads, the rest for one.
 *
 * <p>A pack gets its name when it is whole, and its index after that. Each chunk is checked by its
 * CRC when it is taken: one that is damaged is compressed anew, and its pack goes. A cache that
 * cannot be read or written is told of once, and the bundle is made without.
 */
final class ChunkPacks implements AutoCloseable {

  /**
   * A pack for each small change would be many files to open; from then on one takes their place.
   */
  private static final int MANY_PACKS = 32;

  private final Path root;
  private final Path directory;
  private final long mostBytes;
  private final Progress progress;
  private final AtomicBoolean lost = new AtomicBoolean();
  private final Map<ChunkKey, Found> found = new HashMap<>();
  private final List<Pack> packs = new ArrayList<>();

  /** All chunks of the tarball; their offsets are those in it. */
  private final List<PackIndex.Entry> chunks = new ArrayList<>();

  /** Which of them were compressed now. */
  private final BitSet fresh = new BitSet();

  private long takenBytes;

  private final Optional<Path> memoFile;
  private Optional<ChunkMemo> memo = Optional.empty();

  private ChunkPacks(
      Path root, Path directory, long mostBytes, Optional<Path> memoFile, Progress progress) {
    this.memoFile = memoFile;
    this.root = root;
    this.directory = directory;
    this.mostBytes = mostBytes;
    this.progress = progress;
  }

  /** A pack on disk, opened when a chunk of it is wanted. */
  private static final class Pack {
    final Path index;
    final Path file;
    private @Nullable FileChannel channel;
    private volatile boolean damaged;
    private volatile boolean used;

    Pack(Path index) {
      this.index = index;
      String name = index.getFileName().toString();
      this.file =
          index.resolveSibling(
              name.substring(0, name.length() - PackEviction.INDEX.length()) + PackEviction.PACK);
    }

    synchronized FileChannel open() throws IOException {
      FileChannel opened = channel;
      if (opened == null) {
        opened = FileChannel.open(file, StandardOpenOption.READ);
        channel = opened;
      }
      return opened;
    }

    synchronized void close() throws IOException {
      if (channel != null) {
        channel.close();
      }
    }
  }

  private record Found(Pack pack, PackIndex.Entry entry) {}

  /** Has nothing and keeps nothing. */
  static ChunkPacks none(Progress progress) {
    ChunkPacks packs = new ChunkPacks(Path.of(""), Path.of(""), 0, Optional.empty(), progress);
    packs.lost.set(true);
    return packs;
  }

  static ChunkPacks open(
      Path root, String form, long mostBytes, Optional<Path> memo, Progress progress) {
    ChunkPacks packs = new ChunkPacks(root, root.resolve(form), mostBytes, memo, progress);
    try {
      if (memo.isPresent()) {
        packs.memo = Optional.of(ChunkMemo.read(memo.get()));
      }
      packs.readIndexes();
    } catch (IOException e) {
      packs.lose(e);
    }
    return packs;
  }

  private void readIndexes() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Dated> indexes = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "*" + PackEviction.INDEX)) {
      for (Path file : files) {
        dated(file).ifPresent(indexes::add);
      }
    }
    // A chunk that is in several packs is taken from the one used last: the others age and go.
    indexes.sort(Comparator.comparing(Dated::time).reversed().thenComparing(Dated::index));
    for (Dated each : indexes) {
      Pack pack = new Pack(each.index());
      Optional<PackIndex> index = read(each.index());
      if (index.isEmpty()) {
        pack.damaged = true;
      } else {
        index.get().entries().forEach(e -> found.putIfAbsent(e.key(), new Found(pack, e)));
      }
      packs.add(pack);
    }
  }

  private record Dated(Path index, FileTime time) {}

  /** Empty if another process made room. */
  private static Optional<Dated> dated(Path index) throws IOException {
    try {
      return Optional.of(new Dated(index, Files.getLastModifiedTime(index)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Optional<PackIndex> read(Path file) throws IOException {
    try {
      return Files.size(file) <= PackIndex.LARGEST
          ? PackIndex.read(Files.readAllBytes(file))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Whether chunks are looked for and kept at all. */
  boolean inUse() {
    return !lost.get();
  }

  /** Knows keys of chunks without reading their files; empty if nobody wants it. */
  Optional<ChunkMemo> memo() {
    return memo;
  }

  /**
   * Takes a compressed chunk from the cache.
   *
   * @param out has room for it; filled and flipped if it is there and sound
   * @return its CRC-32C; empty if it was not
   */
  OptionalInt take(ChunkKey key, int rawSize, ByteBuffer out) {
    Found known = found.get(key);
    if (known == null || lost.get()) {
      return OptionalInt.empty();
    }
    PackIndex.Entry entry = known.entry;
    boolean whole = entry.rawSize() == rawSize && entry.length() <= out.capacity();
    try {
      whole = whole && read(known.pack.open(), entry, out);
    } catch (NoSuchFileException e) {
      return OptionalInt.empty(); // Another process made room.
    } catch (IOException e) {
      lose(e);
      return OptionalInt.empty();
    }
    if (!whole || crc(out) != entry.crc()) {
      known.pack.damaged = true;
      return OptionalInt.empty();
    }
    known.pack.used = true;
    return OptionalInt.of(entry.crc());
  }

  /** Notes a chunk of the tarball that begins at {@code offset}; in their order. */
  void note(ChunkPipeline.Packed chunk, long offset) {
    Optional<ChunkKey> key = chunk.key();
    int length = chunk.bytes().remaining();
    key.ifPresent(
        k -> chunks.add(new PackIndex.Entry(k, chunk.rawSize(), offset, length, chunk.crc())));
    if (chunk.fresh()) {
      fresh.set(Math.max(0, chunks.size() - 1));
    } else {
      takenBytes += length;
    }
  }

  /** For the end of a line: how much was found. */
  String remark() {
    return takenBytes == 0 ? "" : ", " + Amounts.bytes(takenBytes) + " of it kept from before";
  }

  /** False if the pack ends before the chunk does. */
  private static boolean read(FileChannel pack, PackIndex.Entry entry, ByteBuffer out)
      throws IOException {
    if (entry.offset() > pack.size() - entry.length()) {
      return false;
    }
    out.clear().limit(entry.length());
    int n = 0;
    while (out.hasRemaining() && n >= 0) {
      n = pack.read(out, entry.offset() + out.position());
    }
    boolean whole = !out.hasRemaining();
    out.flip();
    return whole;
  }

  /** The CRC-32C of what remains in {@code bytes}. */
  static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  /** Keeps what the next run may want of the finished tarball, and makes room for it. */
  void keep(Path tarball) {
    if (lost.get() || chunks.isEmpty()) {
      return;
    }
    try {
      if (memo.isPresent() && memoFile.isPresent()) {
        memo.get().write(memoFile.get());
      }
      Files.createDirectories(directory);
      FileTime now = now();
      for (Pack pack : packs) {
        if (pack.damaged) {
          pack.close();
          Files.deleteIfExists(pack.index);
          Files.deleteIfExists(pack.file);
        } else if (pack.used) {
          touch(pack.index, now);
        }
      }
      store(tarball);
      PackEviction.run(root, mostBytes, now.toInstant());
    } catch (IOException e) {
      lose(e);
    }
  }

  /** By the clock of the file system, which may be another machine's, as the times of packs are. */
  private FileTime now() throws IOException {
    Path probe = Files.createTempFile(directory, PackEviction.TEMPORARY, "");
    try {
      return Files.getLastModifiedTime(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private static void touch(Path index, FileTime now) throws IOException {
    try {
      Files.setLastModifiedTime(index, now);
    } catch (NoSuchFileException e) {
      return; // Another process made room; this one has what it wanted.
    }
  }

  private void store(Path tarball) throws IOException {
    long all = 0;
    long missing = 0;
    List<PackIndex.Entry> wanted = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      PackIndex.Entry chunk = chunks.get(i);
      all += chunk.length();
      Found known = found.get(chunk.key());
      if (fresh.get(i) || known == null || known.pack.damaged) {
        missing += chunk.length();
        wanted.add(chunk);
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    boolean whole = missing > all / 2 || packs.size() >= MANY_PACKS;
    if ((whole ? all : missing) <= mostBytes) {
      new PackWriter(directory).write(tarball, whole ? chunks : wanted);
    }
  }

  private void lose(IOException e) {
    if (!lost.getAndSet(true)) {
      progress.warn(
          new Problem(
                  "DOS-BUNDLE-13",
                  "the cache of compressed chunks cannot be used, so all is compressed anew",
                  directory.toString(),
                  e.toString(),
                  "make it writable and free some space, or set diracos.chunkCacheSize to 0")
              .toString());
    }
  }

  @Override
  public void close() {
    for (Pack pack : packs) {
      try {
        pack.close();
      } catch (IOException e) {
        lose(e);
      }
    }
  }
}
