package org.diracgrid.diracos.rpm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.tukaani.xz.ArrayCache;

/**
 * Bounds what the dictionaries of xz and lzma take of the heap over all payloads that are open at a
 * time: a decoder whose dictionary does not fit waits for another to finish.
 *
 * <p>A few dictionaries of the usual size are kept for the next decoder: to make one means to zero
 * 8 MiB, which for a small package takes longer than to decode it.
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

  /** xz -6, the preset of most packages, has a dictionary of 8 MiB. */
  private static final int USUAL = 9 << 20;

  private static final int MOST_IDLE = 4;

  private final Semaphore permits;
  private final Deque<byte[]> idle = new ArrayDeque<>();

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

  private byte[] take(int size, boolean zeros) {
    synchronized (idle) {
      for (byte[] array : idle) {
        if (array.length == size) {
          idle.remove(array);
          if (zeros) {
            Arrays.fill(array, (byte) 0);
          }
          return array;
        }
      }
    }
    return new byte[size];
  }

  private void keep(byte[] array) {
    synchronized (idle) {
      if (array.length <= USUAL && idle.size() < MOST_IDLE) {
        idle.addFirst(array);
      }
    }
  }

  /** What one decoder holds. */
  final class Lease extends ArrayCache implements AutoCloseable {

    private int held;

    @Override
    public byte[] getByteArray(int size, boolean fillWithZeros) {
      int wanted = permits(size);
      permits.acquireUninterruptibly(wanted);
      held += wanted;
      return wanted == 0 ? new byte[size] : take(size, fillWithZeros);
    }

    @Override
    public void putArray(byte[] array) {
      int returned = Math.min(held, permits(array.length));
      held -= returned;
      permits.release(returned);
      if (returned > 0) {
        keep(array);
      }
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
