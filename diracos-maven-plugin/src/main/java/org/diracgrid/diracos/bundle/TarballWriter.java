package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Amounts;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;

/**
 * Writes the tarball of a layout and its checksums.
 *
 * <p>Several threads read and compress; the calling thread puts the chunks into their order, writes
 * and hashes. The bytes are the same whatever the number of threads. The tarball gets its name when
 * it is whole, and its checksums come after that: a tarball with a {@code .md5} is a finished one.
 */
public final class TarballWriter {

  private final int threads;
  private final long memory;
  private final Progress progress;
  private final ChunkCache cache;
  private final Consumer<Runnable> later;

  /**
   * A writer that uses at most a third of this JVM's memory for its buffers.
   *
   * @param threads at least 1; fewer are used where their buffers would not fit
   * @param cache compressed chunks of earlier bundles; they change no byte
   * @param later takes work that may be done beside what follows
   */
  public TarballWriter(int threads, Progress progress, ChunkCache cache, Consumer<Runnable> later) {
    this(threads, Runtime.getRuntime().maxMemory() / 3, progress, cache, later);
  }

  /** The same, with all of it done before a write returns. */
  public TarballWriter(int threads, Progress progress, ChunkCache cache) {
    this(threads, progress, cache, Runnable::run);
  }

  TarballWriter(int threads, long memory, Progress progress, ChunkCache cache) {
    this(threads, memory, progress, cache, Runnable::run);
  }

  private TarballWriter(
      int threads, long memory, Progress progress, ChunkCache cache, Consumer<Runnable> later) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed, not " + threads);
    }
    this.threads = threads;
    this.memory = memory;
    this.progress = progress;
    this.cache = cache;
    this.later = later;
  }

  /**
   * Writes {@code layout} into {@code directory}, which is made if it is not there. What bore the
   * names before is replaced when the new tarball is whole.
   *
   * @throws DiracosException if a file cannot be read or written; then no new file is left
   */
  public Tarball write(BundleLayout layout, Path directory) {
    BundleName name = layout.name();
    String fileName = name.tarball(layout.packing().compression());
    Path file = directory.resolve(fileName);
    Path md5File = directory.resolve(name.md5());
    Path sha256File = directory.resolve(name.sha256());
    try (Stage stage = progress.stage("write " + fileName, layout.tarSize(), Unit.BYTES);
        ChunkPacks packs = packs(layout);
        Output output = Output.open(file);
        ChunkPipeline pipeline = ChunkPipeline.of(layout, threads, memory, packs)) {
      layout.base().ifPresent(base -> base.copy(output));
      pipeline.run(
          chunk -> {
            packs.note(chunk, output.size());
            Future<?> digested = output.write(chunk.bytes());
            stage.advance(chunk.rawSize());
            return digested;
          });
      Checksum md5 = output.md5();
      Checksum sha256 = output.sha256();
      // The old checksums go before the old tarball does, so that they never stand beside a new
      // one.
      Files.deleteIfExists(md5File);
      Files.deleteIfExists(sha256File);
      output.finish(later);
      Output.small(sha256File, sha256.hex() + "  " + fileName + "\n");
      Output.small(md5File, md5.hex());
      packs.keep(file);
      stage.remark(
          Amounts.bytes(output.size())
              + " compressed"
              + layout
                  .base()
                  .map(base -> ", " + Amounts.bytes(base.length()) + " of it as in the base")
                  .orElse(packs.remark()));
      return new Tarball(file, md5File, sha256File, output.size(), md5, sha256);
    } catch (IOException e) {
      throw Output.failure(file, e);
    }
  }

  /** What follows a base is a small part of its tarball, which would be kept for it. */
  private ChunkPacks packs(BundleLayout layout) {
    return layout.base().isPresent()
        ? ChunkPacks.none(progress)
        : cache.open(layout.packing(), progress);
  }
}
