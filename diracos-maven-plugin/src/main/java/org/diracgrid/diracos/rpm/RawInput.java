package org.diracgrid.diracos.rpm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/**
 * The compressed payload as a buffered stream that counts and digests what goes by. Failures to
 * read the file itself come as {@link org.diracgrid.diracos.problem.DiracosException}, so that an
 * {@link IOException} of a decoder above always means bad data.
 */
final class RawInput extends InputStream {

  private final PackageBytes bytes;
  private final List<MessageDigest> digests;
  private final long end;
  private final byte[] buffer = new byte[1 << 16];
  private long filePosition;
  private int position;
  private int limit;

  RawInput(PackageBytes bytes, long start, long end, List<MessageDigest> digests) {
    this.bytes = bytes;
    this.filePosition = start;
    this.end = end;
    this.digests = List.copyOf(digests);
  }

  /** Byte of the file that is read next. */
  long position() {
    return filePosition - (limit - position);
  }

  /** Up to {@code n} of the next bytes, not taken. */
  byte[] peek(int n) {
    if (limit == position) {
      fill();
    }
    return java.util.Arrays.copyOfRange(buffer, position, Math.min(limit, position + n));
  }

  private boolean fill() {
    position = 0;
    limit = Math.max(0, readFile(buffer, 0, buffer.length));
    return limit > 0;
  }

  private int readFile(byte[] target, int offset, int length) {
    int wanted = (int) Math.min(length, end - filePosition);
    if (wanted == 0) {
      return -1;
    }
    try {
      int n = bytes.channel().read(ByteBuffer.wrap(target, offset, wanted), filePosition);
      if (n > 0) {
        filePosition += n;
        for (MessageDigest digest : digests) {
          digest.update(target, offset, n);
        }
      }
      return n;
    } catch (IOException e) {
      throw RpmProblems.unreadable(bytes.file(), e);
    }
  }

  @Override
  public int read() {
    return position < limit || fill() ? buffer[position++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (position == limit) {
      if (length >= buffer.length) {
        return readFile(target, offset, length);
      }
      if (!fill()) {
        return -1;
      }
    }
    int n = Math.min(length, limit - position);
    System.arraycopy(buffer, position, target, offset, n);
    position += n;
    return n;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - position());
  }

  /** Reads to the end; how many bytes nobody had asked for. */
  long drain() {
    long left = end - position();
    while (fill()) {
      position = limit;
    }
    position = limit;
    return left;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
