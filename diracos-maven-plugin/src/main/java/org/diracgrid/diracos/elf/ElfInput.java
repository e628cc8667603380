package org.diracgrid.diracos.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file, read where asked. Nothing is allocated before it is known to lie within
 * the file, so a lying length costs nothing. Small reads come from windows, so that walking
 * headers, dynamic entries and strings takes a few system calls. Not for use by several threads.
 */
public final class ElfInput implements AutoCloseable {

  /** Bytes that are read at once; covers headers and, in most files, all of the string table. */
  private static final int WINDOW = 16 * 1024;

  /** Headers, entries, names and versions lie apart and are read in turn. */
  private static final int WINDOWS = 4;

  private static final byte[] NOTHING = {};

  private final String name;
  private final long size;
  private final @Nullable FileChannel channel;
  private final @Nullable Overlay overlay;
  private final byte[][] windows = new byte[WINDOWS][];
  private final long[] starts = new long[WINDOWS];
  private int oldest;

  private ElfInput(
      String name,
      long size,
      @Nullable FileChannel channel,
      @Nullable Overlay overlay,
      byte[] window) {
    this.name = name;
    this.size = size;
    this.channel = channel;
    this.overlay = overlay;
    Arrays.fill(windows, NOTHING);
    this.windows[0] = window;
  }

  private record Overlay(ElfInput below, ElfPatch patch) {

    byte[] read(long offset, int length) {
      byte[] result = new byte[length];
      int there = (int) Math.max(0, Math.min(length, below.size - offset));
      below.bytes(Math.min(offset, below.size), there, "data").get(result, 0, there);
      for (ElfPatch.Edit edit : patch.edits()) {
        long from = Math.max(offset, edit.offset());
        long to = Math.min(offset + length, edit.end());
        if (from < to) {
          int start = (int) (from - edit.offset());
          System.arraycopy(edit.bytes(), start, result, (int) (from - offset), (int) (to - from));
        }
      }
      return result;
    }
  }

  /** Bytes in memory; {@code name} is for messages. */
  public static ElfInput of(String name, byte[] bytes) {
    return new ElfInput(name, bytes.length, null, null, bytes.clone());
  }

  /**
   * An open file, which stays the caller's to close.
   *
   * @throws IOException if its size cannot be told
   */
  public static ElfInput of(String name, FileChannel channel) throws IOException {
    return new ElfInput(name, channel.size(), channel, null, new byte[0]);
  }

  /** What an input would be with a patch applied; closing it closes nothing. */
  static ElfInput patched(ElfInput below, ElfPatch patch) {
    Overlay overlay = new Overlay(below, patch);
    return new ElfInput(below.name, patch.sizeAfter(below.size), null, overlay, new byte[0]);
  }

  /**
   * Opens a file for reading; closing this closes it.
   *
   * @throws IOException if it cannot be opened
   */
  public static ElfInput open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return of(file.toString(), channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Whether two files hold the same bytes.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-ELF-09 if one cannot be read
   */
  public static boolean sameBytes(Path one, Path other) {
    try {
      return Files.mismatch(one, other) < 0;
    } catch (IOException e) {
      throw ElfProblems.io(one + " or " + other, e);
    }
  }

  /** What messages call the file. */
  public String name() {
    return name;
  }

  /** Bytes of the file. */
  public long size() {
    return size;
  }

  /** True if the file starts as ELF files do. */
  public boolean isElf() {
    if (size < 4) {
      return false;
    }
    ByteBuffer magic = bytes(0, 4, "the magic number");
    return magic.get(0) == 0x7f
        && magic.get(1) == 'E'
        && magic.get(2) == 'L'
        && magic.get(3) == 'F';
  }

  /**
   * A part of the file. The buffer starts at index 0 and must not be changed.
   *
   * @param what names the part in the message if it lies outside of the file
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-ELF-01 outside, DOS-ELF-09
   *     unreadable
   */
  ByteBuffer bytes(long offset, long length, String what) {
    if (offset < 0 || length < 0 || length > size - offset || length > Integer.MAX_VALUE - 16) {
      throw ElfProblems.outOfBounds(name, offset, length, size, what);
    }
    int wanted = (int) length;
    for (int i = 0; i < WINDOWS; i++) {
      if (offset >= starts[i] && offset + wanted <= starts[i] + windows[i].length) {
        return ByteBuffer.wrap(windows[i], (int) (offset - starts[i]), wanted).slice();
      }
    }
    if (wanted > WINDOW / 2) {
      return ByteBuffer.wrap(read(offset, wanted));
    }
    byte[] window = read(offset, (int) Math.min(WINDOW, size - offset));
    windows[oldest] = window;
    starts[oldest] = offset;
    oldest = (oldest + 1) % WINDOWS;
    return ByteBuffer.wrap(window, 0, wanted).slice();
  }

  /** A copy of a part of the file, free to be changed; same errors as {@link #bytes}. */
  byte[] copy(long offset, long length, String what) {
    ByteBuffer part = bytes(offset, length, what);
    byte[] copy = new byte[part.remaining()];
    part.get(copy);
    return copy;
  }

  private byte[] read(long offset, int length) {
    if (overlay != null) {
      return overlay.read(offset, length);
    }
    FileChannel open = channel;
    if (open == null) {
      return Arrays.copyOfRange(windows[0], (int) offset, (int) offset + length);
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try {
      while (buffer.hasRemaining()) {
        if (open.read(buffer, offset + buffer.position()) < 0) {
          throw ElfProblems.outOfBounds(name, offset, length, offset + buffer.position(), "data");
        }
      }
    } catch (IOException e) {
      throw ElfProblems.io(name, e);
    }
    return buffer.array();
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
