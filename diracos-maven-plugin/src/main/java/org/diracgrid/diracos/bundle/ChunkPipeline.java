package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.diracgrid.diracos.digest.Algorithm;
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
     * @return is done once its bytes are not read any more; they are valid until then
     */
    Future<?> accept(Packed chunk) throws IOException;
  }

  /**
   * A chunk in its compressed form.
   *
   * @param rawSize how many bytes of the tar stream it stands for
   * @param key what it is known by; empty where nothing is kept
   * @param crc CRC-32C of the bytes; 0 where nothing is kept
   * @param fresh whether it was compressed now, and not found
   */
  record Packed(ByteBuffer bytes, int rawSize, Optional<ChunkKey> key, int crc, boolean fresh) {}

  /** Slots beyond the workers: of small chunks more, since each takes so little time. */
  private static final int SPARE = 4;

  private static final long SPARE_BYTES = 24L << 20;

  private final BundleLayout layout;
  private final ChunkReader reader;
  private final ChunkFingerprint fingerprint;
  private final ChunkPacks packs;
  private final ExecutorService pool;
  private final Deque<Slot> free = new ArrayDeque<>();

  /** Made by workers as needed, so there are never more than workers. */
  private final Queue<Worker> idle = new ConcurrentLinkedQueue<>();

  private ChunkPipeline(BundleLayout layout, int workers, ChunkPacks packs) {
    this.layout = layout;
    this.packs = packs;
    this.fingerprint = new ChunkFingerprint(layout);
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
    int slots = workers + spare(ChunkCompressor.bound(layout.packing().compression().chunkSize()));
    for (int i = 0; i < slots; i++) {
      free.add(new Slot());
    }
  }

  /**
   * A pipeline of up to {@code threads} workers.
   *
   * @param memory the bytes that all buffers may take; one worker runs in any case
   * @param packs compressed chunks that are there already
   */
  static ChunkPipeline of(BundleLayout layout, int threads, long memory, ChunkPacks packs) {
    Packing packing = layout.packing();
    int chunk = packing.compression().chunkSize();
    long slot = ChunkCompressor.bound(chunk);
    long each = chunk + slot + ChunkCompressor.memory(packing);
    long fitting = Math.max(1, (memory - spare(slot) * slot) / each);
    long useful = Math.max(1, layout.chunks().size());
    return new ChunkPipeline(layout, (int) Math.min(threads, Math.min(fitting, useful)), packs);
  }

  private static int spare(long slot) {
    return (int) Math.max(SPARE, SPARE_BYTES / slot);
  }

  /** Compresses all chunks and hands them to {@code consumer}. */
  void run(Consumer consumer) throws IOException {
    Iterator<Chunk> chunks = layout.chunks().iterator();
    Deque<Work> underWay = new ArrayDeque<>();
    Deque<Taken> taken = new ArrayDeque<>();
    while (chunks.hasNext() || !underWay.isEmpty()) {
      while (!taken.isEmpty() && (taken.element().read.isDone() || underWay.isEmpty())) {
        Taken done = taken.remove();
        await(done.read);
        free.add(done.slot);
      }
      while (chunks.hasNext() && !free.isEmpty()) {
        Slot slot = free.remove();
        Chunk chunk = chunks.next();
        underWay.add(new Work(chunk, slot, pool.submit(() -> pack(chunk, slot))));
      }
      Work first = underWay.remove();
      taken.add(new Taken(first.slot, consumer.accept(first.await())));
    }
  }

  /** A slot whose chunk may still be read. */
  private record Taken(Slot slot, Future<?> read) {}

  /** Waits for what cannot fail. */
  static void await(Future<?> work) {
    try {
      work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Output.interrupted(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Packed pack(Chunk chunk, Slot slot) {
    Worker worker = idle.poll();
    if (worker == null) {
      worker = Worker.of(layout.packing());
    }
    try {
      ByteBuffer out = slot.out(worker.compressor, ChunkCompressor.bound(chunk.size()));
      if (!packs.inUse()) {
        reader.read(chunk, worker.raw);
        worker.compressor.compress(worker.raw, out);
        return new Packed(out, chunk.size(), Optional.empty(), 0, true);
      }
      return pack(chunk, worker, out);
    } finally {
      idle.add(worker);
    }
  }

  /** By what the system says of the files, else by what they hold, else by compressing it. */
  private Packed pack(Chunk chunk, Worker worker, ByteBuffer out) {
    Optional<ChunkMemo> memo = packs.memo();
    Optional<ChunkKey> print = memo.flatMap(known -> fingerprint.of(chunk, worker.digest));
    Optional<ChunkKey> same = memo.flatMap(known -> print.flatMap(known::key));
    OptionalInt crc = OptionalInt.empty();
    if (same.isPresent()) {
      crc = packs.take(same.get(), chunk.size(), out);
    }
    ChunkKey key;
    if (same.isPresent() && crc.isPresent()) {
      key = same.get();
    } else {
      reader.read(chunk, worker.raw);
      worker.digest.update(worker.raw.duplicate());
      key = ChunkKey.of(worker.digest.digest());
      crc = packs.take(key, chunk.size(), out);
    }
    memo.ifPresent(known -> print.ifPresent(seen -> known.note(seen, key)));
    if (crc.isPresent()) {
      return new Packed(out, chunk.size(), Optional.of(key), crc.getAsInt(), false);
    }
    worker.compressor.compress(worker.raw, out);
    return new Packed(out, chunk.size(), Optional.of(key), ChunkPacks.crc(out), true);
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

  private record Work(Chunk chunk, Slot slot, Future<Packed> result) {

    Packed await() {
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
  private record Worker(ChunkCompressor compressor, ByteBuffer raw, MessageDigest digest) {

    static Worker of(Packing packing) {
      ChunkCompressor compressor = ChunkCompressor.of(packing);
      ByteBuffer raw = compressor.newBuffer(packing.compression().chunkSize());
      return new Worker(compressor, raw, Algorithm.SHA256.newDigest());
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
