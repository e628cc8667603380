package org.diracgrid.diracos.bundle;

import java.nio.file.Path;
import java.util.Optional;
import org.diracgrid.diracos.progress.Progress;

/**
 * Where compressed chunks are kept for the next bundle, of this project or another.
 *
 * <p>A chunk is found by the SHA-256 of its bytes before compression, among those of the same
 * compression, level and encoder, so that what is found is what compressing would give. Several
 * processes may use one cache; whatever happens to it, only time is lost.
 *
 * <pre>
 * directory/gz-6-1/0123….pack     compressed chunks, one after the other
 * directory/gz-6-1/0123….index    which, and where: {@link PackIndex}; its time is its last use
 * </pre>
 *
 * A bundle that was compressed for the most part leaves a pack that is its tarball under one more
 * name (a copy on another file system), one that was found for the most part leaves a pack of what
 * was new.
 */
public final class ChunkCache {

  /** What the cache may take unless somebody decides otherwise: 4 GiB. */
  public static final long DEFAULT_SIZE = 4L << 30;

  private final Optional<Path> directory;
  private final long mostBytes;
  private final Optional<Path> memo;

  private ChunkCache(Optional<Path> directory, long mostBytes, Optional<Path> memo) {
    this.directory = directory;
    this.mostBytes = mostBytes;
    this.memo = memo;
  }

  /**
   * A cache in {@code directory}, which is made when there is something to keep.
   *
   * @param mostBytes what all its packs may take; the least recently used go first. 0 for none
   */
  public static ChunkCache at(Path directory, long mostBytes) {
    return new ChunkCache(
        mostBytes > 0 ? Optional.of(directory) : Optional.empty(), mostBytes, Optional.empty());
  }

  /**
   * The same, where the next bundle will be of the same tree, or of one made of it.
   *
   * @param file notes which files became which chunk, so that those that nobody touched are not
   *     read again
   */
  public ChunkCache remembering(Path file) {
    return new ChunkCache(directory, mostBytes, Optional.of(file));
  }

  /** Keeps nothing. */
  public static ChunkCache none() {
    return new ChunkCache(Optional.empty(), 0, Optional.empty());
  }

  /** The packs for one tarball. */
  ChunkPacks open(Packing packing, Progress progress) {
    return directory
        .map(
            root -> ChunkPacks.open(root, ChunkCompressor.form(packing), mostBytes, memo, progress))
        .orElseGet(() -> ChunkPacks.none(progress));
  }
}
