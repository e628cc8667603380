package org.diracgrid.diracos.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Bytes to be written over parts of a file, and at its end. A value: it can be applied to a file or
 * laid over a stream.
 *
 * @param edits in the order of their offsets; they do not overlap
 */
public record ElfPatch(List<Edit> edits) {

  /**
   * One run of bytes.
   *
   * @param offset where it starts; at or beyond the end of the file it makes the file longer, and
   *     what lies between is zero
   * @param bytes what stands there afterwards; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Edit(long offset, byte[] bytes) {

    long end() {
      return offset + bytes.length;
    }
  }

  /** Sorts and validates that no two edits touch one byte. */
  public ElfPatch {
    edits = sorted(edits);
    if (overlap(edits)) {
      throw new IllegalArgumentException("edits overlap");
    }
  }

  private static List<Edit> sorted(List<Edit> edits) {
    return edits.stream().sorted(Comparator.comparingLong(Edit::offset)).toList();
  }

  /** True if two edits touch one byte. */
  static boolean overlap(List<Edit> edits) {
    List<Edit> sorted = sorted(edits);
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i - 1).end() > sorted.get(i).offset()) {
        return true;
      }
    }
    return false;
  }

  /** Bytes that will be written. */
  public long bytesWritten() {
    return edits.stream().mapToLong(edit -> edit.bytes.length).sum();
  }

  /** Bytes of the file afterwards. */
  public long sizeAfter(long sizeBefore) {
    return edits.isEmpty() ? sizeBefore : Math.max(sizeBefore, edits.get(edits.size() - 1).end());
  }

  /**
   * Writes all edits, the last ones of the file first: what headers will point to is there before
   * the headers are.
   *
   * @throws IOException as the channel throws it; the file may then hold some of the edits
   */
  public void applyTo(FileChannel channel) throws IOException {
    for (int i = edits.size() - 1; i >= 0; i--) {
      ByteBuffer bytes = ByteBuffer.wrap(edits.get(i).bytes);
      long at = edits.get(i).offset;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }
  }

  /** The patched form of {@code original}, for tests and for small files held in memory. */
  public byte[] applyTo(byte[] original) {
    byte[] result = Arrays.copyOf(original, (int) sizeAfter(original.length));
    for (Edit edit : edits) {
      System.arraycopy(edit.bytes, 0, result, (int) edit.offset, edit.bytes.length);
    }
    return result;
  }
}
