package org.diracgrid.diracos.rpm;

import java.util.concurrent.Semaphore;
import org.tukaani.xz.ArrayCache;

/**
 * Bounds what the dictionaries of xz and lzma take of the heap over all payloads that are open at a
 * time: a decoder whose dictionary does not fit waits for another to finish.
 *
 * <p>A decoder holds one dictionary at a time, so that waiting cannot lock up; smaller arrays are
 * not counted. zstd keeps its window (at most 128 MiB, its own limit) outside the heap; bzip2 takes
 * 4 MiB.
 */
public final class DecoderMemory {

  /** xz -9, the largest preset, needs 64 MiB of dictionary and a little more. */
  private static final int LARGEST = 66 << 20;

  /** The most that one decoder may take, in KiB. */
  static final int LIMIT_KIB = LARGEST >> 10;

  private static final int SMALL = 1 << 20;
  private static final int PERMIT = 1 << 10;

  private final Semaphore permits;

  private DecoderMemory(long bytes) {
    permits = new Semaphore((int) Math.min(Integer.MAX_VALUE, Math.max(LARGEST, bytes) / PERMIT));
  }

  /**
   * A bound of {@code bytes}, or of what the largest single dictionary takes (66 MiB) if that is
   * more.
   */
  public static DecoderMemory of(long bytes) {
    return new DecoderMemory(bytes);
  }

  /** A bound of a quarter of the heap. */
  public static DecoderMemory quarterOfHeap() {
    return of(Runtime.getRuntime().maxMemory() / 4);
  }

  /** A share for one decoder; closing it gives back what the decoder did not. */
  Lease lease() {
    return new Lease();
  }

  /** What one decoder holds. */
  final class Lease extends ArrayCache implements AutoCloseable {

    private int held;

    @Override
    public byte[] getByteArray(int size, boolean fillWithZeros) {
      int wanted = permits(size);
      permits.acquireUninterruptibly(wanted);
      held += wanted;
      return new byte[size];
    }

    @Override
    public void putArray(byte[] array) {
      int returned = Math.min(held, permits(array.length));
      held -= returned;
      permits.release(returned);
    }

    @Override
    public void close() {
      permits.release(held);
      held = 0;
    }

    private int permits(int size) {
      return size < SMALL ? 0 : size / PERMIT;
    }
  }
}
