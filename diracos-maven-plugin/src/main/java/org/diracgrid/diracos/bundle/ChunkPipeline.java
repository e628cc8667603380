package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Reads and compresses the chunks of a layout on several threads and hands them out in their order.
 *
 * <p>A worker fills a buffer of its own with the tar stream. Each chunk under way has a slot, the
 * buffer of its compressed form, that the consumer frees and the next chunk takes over. Some slots
 * more than workers keep the workers busy while the consumer writes.
 */
final class ChunkPipeline implements AutoCloseable {

  /** Takes compressed chunks in their order, on the thread that called {@link #run}. */
  interface Consumer {
    /**
     * Takes one chunk.
     *
     * @param compressed valid during the call only
     * @param rawSize how many bytes of the tar stream it stands for
     */
    void accept(ByteBuffer compressed, int rawSize) throws IOException;
  }

  private static final int SPARE = 4;

  private final BundleLayout layout;
  private final ChunkReader reader;
  private final ExecutorService pool;
  private final Deque<Slot> free = new ArrayDeque<>();

  /** Made by workers as needed, so there are never more than workers. */
  private final Queue<Worker> idle = new ConcurrentLinkedQueue<>();

  private ChunkPipeline(BundleLayout layout, int workers) {
    this.layout = layout;
    this.reader = new ChunkReader(layout);
    AtomicInteger number = new AtomicInteger();
    this.pool =
        Executors.newFixedThreadPool(
            workers,
            task -> {
              Thread thread = new Thread(task, "diracos-bundle-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < workers + SPARE; i++) {
      free.add(new Slot());
    }
  }

  /**
   * A pipeline of up to {@code threads} workers.
   *
   * @param memory the bytes that all buffers may take; one worker runs in any case
   */
  static ChunkPipeline of(BundleLayout layout, int threads, long memory) {
    Packing packing = layout.packing();
    int chunk = packing.compression().chunkSize();
    long slot = ChunkCompressor.bound(chunk);
    long each = chunk + slot + ChunkCompressor.memory(packing);
    long fitting = Math.max(1, (memory - SPARE * slot) / each);
    long useful = Math.max(1, layout.chunks().size());
    return new ChunkPipeline(layout, (int) Math.min(threads, Math.min(fitting, useful)));
  }

  /** Compresses all chunks and hands them to {@code consumer}. */
  void run(Consumer consumer) throws IOException {
    Iterator<Chunk> chunks = layout.chunks().iterator();
    Deque<Work> underWay = new ArrayDeque<>();
    while (chunks.hasNext() || !underWay.isEmpty()) {
      while (chunks.hasNext() && !free.isEmpty()) {
        Slot slot = free.remove();
        Chunk chunk = chunks.next();
        underWay.add(new Work(chunk, slot, pool.submit(() -> pack(chunk, slot))));
      }
      Work first = underWay.remove();
      consumer.accept(first.await(), first.chunk.size());
      free.add(first.slot);
    }
  }

  private ByteBuffer pack(Chunk chunk, Slot slot) {
    Worker worker = idle.poll();
    if (worker == null) {
      worker = Worker.of(layout.packing());
    }
    try {
      reader.read(chunk, worker.raw);
      ByteBuffer out = slot.out(worker.compressor, ChunkCompressor.bound(chunk.size()));
      worker.compressor.compress(worker.raw, out);
      return out;
    } finally {
      idle.add(worker);
    }
  }

  /** Stops what is under way; the native part of a compressor is freed when nobody uses it. */
  @Override
  public void close() {
    pool.shutdownNow();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = pool.awaitTermination(1, TimeUnit.HOURS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    idle.forEach(worker -> worker.compressor.close());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private record Work(Chunk chunk, Slot slot, Future<ByteBuffer> result) {

    ByteBuffer await() {
      try {
        return result.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Output.interrupted(e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof DiracosException known) {
          throw known;
        }
        throw DiracosException.internal(
            new Problem(
                "DOS-BUNDLE-11",
                "a chunk could not be compressed",
                chunk.pieces().isEmpty() ? "" : chunk.pieces().get(0).member().name(),
                String.valueOf(e.getCause()),
                "report this with the stack trace of -e"),
            e.getCause());
      }
    }
  }

  /** What one thread at a time works with. */
  private record Worker(ChunkCompressor compressor, ByteBuffer raw) {

    static Worker of(Packing packing) {
      ChunkCompressor compressor = ChunkCompressor.of(packing);
      return new Worker(compressor, compressor.newBuffer(packing.compression().chunkSize()));
    }
  }

  /** The buffer of one chunk under way; handed from consumer to worker and back with the work. */
  private static final class Slot {
    private ByteBuffer out = ByteBuffer.allocate(0);

    /** Room for {@code size} bytes; most chunks are far from full. */
    ByteBuffer out(ChunkCompressor compressor, int size) {
      if (out.capacity() < size) {
        out = compressor.newBuffer(size);
      }
      return out;
    }
  }
}
