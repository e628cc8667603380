package org.diracgrid.diracos.bundle;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Consumer;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.exec.Beside;
import org.diracgrid.diracos.path.AtomicFile;

/**
 * A tarball of ours without the zeros that end its archive. They are compressed by themselves, as
 * every chunk is, so that more members can follow what stands before them: neither is that
 * decompressed nor compressed again.
 *
 * @param file the whole tarball
 * @param length bytes of it that come before the zeros
 * @param end how many zeros there are, before compression
 * @param digests of those bytes, taken once
 */
public record BasePart(Path file, long length, int end, Beside<Digests> digests) {

  private static final int BUFFER = 1 << 20;

  /**
   * Digests of the part, which are gone on with.
   *
   * @param md5 of its bytes; not finished
   * @param sha256 of its bytes; not finished
   */
  record Digests(MessageDigest md5, MessageDigest sha256) {

    /** The same, to be gone on with by one who writes. */
    Digests copy() {
      try {
        return new Digests((MessageDigest) md5.clone(), (MessageDigest) sha256.clone());
      } catch (CloneNotSupportedException e) {
        // Those of the JDK can be copied.
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Looks whether a tarball ends as ours do.
   *
   * @param packing how it is compressed, if it can be taken over
   * @param beside takes work that is done before the part is written, beside what comes first
   * @return empty if its end is another: it was made by another program, or at another level
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-IO-02 if it cannot be read
   */
  public static Optional<BasePart> of(Path tarball, Packing packing, Consumer<Runnable> beside) {
    try (FileChannel channel = FileChannel.open(tarball, StandardOpenOption.READ);
        ChunkCompressor compressor = ChunkCompressor.of(packing)) {
      ByteBuffer raw = compressor.newBuffer(2 * ChunkPlanner.RECORD);
      ByteBuffer out = compressor.newBuffer(ChunkCompressor.bound(raw.capacity()));
      int least = 2 * TarHeader.BLOCK;
      for (int size = least; size < least + ChunkPlanner.RECORD; size += TarHeader.BLOCK) {
        compressor.compress(raw.clear().limit(size), out);
        long length = channel.size() - out.remaining();
        if (length > 0 && out.equals(read(channel, length, out.remaining()))) {
          Beside<Digests> digests = Beside.start(() -> digests(tarball, length), beside);
          return Optional.of(new BasePart(tarball, length, size, digests));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw AtomicFile.unreadable(tarball, e);
    }
  }

  private static Digests digests(Path file, long length) {
    Digests digests = new Digests(Algorithm.MD5.newDigest(), Algorithm.SHA256.newDigest());
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long at = 0; at < length; at += bytes.limit()) {
        read(channel, at, bytes.clear().limit((int) Math.min(BUFFER, length - at)));
        digests.md5.update(bytes.flip().duplicate());
        digests.sha256.update(bytes);
      }
      return digests;
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
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

  /** Begins a file with it. */
  void copy(Output output) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      output.begin(channel, length, digests.get().copy());
    } catch (EOFException e) {
      throw AtomicFile.unreadable(file, e);
    } catch (IOException e) {
      throw Output.failure(file, e);
    }
  }
}
