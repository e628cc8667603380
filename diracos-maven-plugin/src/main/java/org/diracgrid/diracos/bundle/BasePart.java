package org.diracgrid.diracos.bundle;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.diracgrid.diracos.path.AtomicFile;

/**
 * A tarball of ours without the zeros that end its archive. They are compressed by themselves, as
 * every chunk is, so that more members can follow what stands before them: neither is that
 * decompressed nor compressed again.
 *
 * @param file the whole tarball
 * @param length bytes of it that come before the zeros
 * @param end how many zeros there are, before compression
 */
public record BasePart(Path file, long length, int end) {

  private static final int BUFFER = 1 << 20;
  private static final int BUFFERS = 4;

  /**
   * Looks whether a tarball ends as ours do.
   *
   * @param packing how it is compressed, if it can be taken over
   * @return empty if its end is another: it was made by another program, or at another level
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-IO-02 if it cannot be read
   */
  public static Optional<BasePart> of(Path tarball, Packing packing) {
    try (FileChannel channel = FileChannel.open(tarball, StandardOpenOption.READ);
        ChunkCompressor compressor = ChunkCompressor.of(packing)) {
      ByteBuffer raw = compressor.newBuffer(2 * ChunkPlanner.RECORD);
      ByteBuffer out = compressor.newBuffer(ChunkCompressor.bound(raw.capacity()));
      int least = 2 * TarHeader.BLOCK;
      for (int size = least; size < least + ChunkPlanner.RECORD; size += TarHeader.BLOCK) {
        compressor.compress(raw.clear().limit(size), out);
        long length = channel.size() - out.remaining();
        if (length > 0 && out.equals(read(channel, length, out.remaining()))) {
          return Optional.of(new BasePart(tarball, length, size));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw AtomicFile.unreadable(tarball, e);
    }
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    read(channel, from, bytes);
    return bytes.flip();
  }

  private static void read(FileChannel channel, long from, ByteBuffer into) throws IOException {
    long at = from;
    while (into.hasRemaining()) {
      int n = channel.read(into, at);
      if (n < 0) {
        throw new EOFException("it ends at byte " + at);
      }
      at += n;
    }
  }

  /** What the size of its members leaves of a whole number of records. */
  int phase() {
    return Math.floorMod(-end, ChunkPlanner.RECORD);
  }

  /** Copies it. */
  void copy(Output output) {
    Deque<Taken> free = new ArrayDeque<>();
    for (int i = 0; i < BUFFERS; i++) {
      free.add(new Taken(ByteBuffer.allocate(BUFFER), CompletableFuture.completedFuture(null)));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long at = 0;
      while (at < length) {
        Taken next = free.remove();
        ChunkPipeline.await(next.read);
        ByteBuffer bytes = next.bytes.clear().limit((int) Math.min(BUFFER, length - at));
        read(channel, at, bytes);
        at += bytes.flip().remaining();
        free.add(new Taken(bytes, output.write(bytes.duplicate())));
      }
      for (Taken taken : free) {
        ChunkPipeline.await(taken.read);
      }
    } catch (EOFException e) {
      throw AtomicFile.unreadable(file, e);
    } catch (IOException e) {
      throw Output.failure(file, e);
    }
  }

  /** A buffer that may still be read. */
  private record Taken(ByteBuffer bytes, Future<?> read) {}
}
