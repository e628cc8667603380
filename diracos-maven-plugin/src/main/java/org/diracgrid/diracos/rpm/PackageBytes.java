package org.diracgrid.diracos.rpm;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A package file that is open for reading at any place, with its size known. */
final class PackageBytes implements Closeable {

  private final Path file;
  private final FileChannel channel;
  private final long size;

  /** What the file begins with. */
  private byte[] head = {};

  private int headSize;

  private PackageBytes(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
  }

  static PackageBytes open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new PackageBytes(file, channel, channel.size());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Reads as much of the file's beginning as fits at once; what lies in it is taken from there. The
   * channel stands behind it.
   */
  int fill(byte[] buffer) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(buffer);
    int got = 0;
    while (in.hasRemaining() && got >= 0) {
      got = channel.read(in);
    }
    head = buffer;
    headSize = in.position();
    return headSize;
  }

  Path file() {
    return file;
  }

  FileChannel channel() {
    return channel;
  }

  /** Bytes of the file when it was opened. */
  long size() {
    return size;
  }

  /** The {@code length} bytes at {@code offset}; checked against the file's size before. */
  byte[] read(long offset, int length, String what) throws IOException {
    if (offset + length > size) {
      throw RpmProblems.at(
          RpmProblems.TRUNCATED,
          file,
          size,
          "the package ends in its " + what,
          length + " bytes were due at byte " + offset + ", the file has " + size);
    }
    if (offset + length <= headSize) {
      return Arrays.copyOfRange(head, (int) offset, (int) offset + length);
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw RpmProblems.at(
            RpmProblems.TRUNCATED, file, offset + buffer.position(), "the package was cut short");
      }
    }
    return buffer.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
