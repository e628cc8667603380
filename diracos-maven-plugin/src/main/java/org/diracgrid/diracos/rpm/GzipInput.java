package org.diracgrid.diracos.rpm;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Members of gzip (RFC 1952) one after the other, up to the very end: unlike {@link
 * java.util.zip.GZIPInputStream} it takes what follows a member for another member, always, and
 * does not guess from {@code available()}.
 */
final class GzipInput extends InputStream {

  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int HEADER_CRC = 2;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private boolean atEnd;

  GzipInput(InputStream in) throws IOException {
    this.in = in;
    try {
      header();
    } catch (IOException | RuntimeException e) {
      inflater.end();
      throw e;
    }
  }

  private int next() throws IOException {
    int b = nextOrEnd();
    if (b < 0) {
      throw new EOFException("the gzip data ends within a member");
    }
    return b;
  }

  private int nextOrEnd() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      if (limit == 0) {
        return -1;
      }
    }
    return buffer[position++] & 0xFF;
  }

  private void header() throws IOException {
    if (next() != 0x1F || next() != 0x8B || next() != 8) {
      throw new ZipException("something that is not gzip follows the gzip data");
    }
    int flags = next();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.reset();
    inflater.setInput(buffer, position, limit - position);
    crc.reset();
  }

  private void skip(int n) throws IOException {
    for (int i = 0; i < n; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // The text is of no use.
    }
  }

  private void trailer() throws IOException {
    position = limit - inflater.getRemaining();
    long size = inflater.getBytesWritten() & 0xFFFFFFFFL;
    if (word() != crc.getValue()) {
      throw new ZipException("the CRC of the gzip data does not match");
    }
    if (word() != size) {
      throw new ZipException("the size of the gzip data does not match");
    }
  }

  private long word() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      while (!atEnd && length > 0) {
        int n = inflater.inflate(target, offset, length);
        if (n > 0) {
          crc.update(target, offset, n);
          return n;
        }
        if (inflater.finished()) {
          trailer();
          int first = nextOrEnd();
          atEnd = first < 0;
          if (!atEnd) {
            position--;
            header();
          }
        } else if (inflater.needsDictionary()) {
          throw new ZipException("gzip data with a dictionary");
        } else {
          position = 0;
          limit = in.read(buffer, 0, buffer.length);
          if (limit <= 0) {
            limit = 0;
            throw new EOFException("the gzip data ends within a member");
          }
          inflater.setInput(buffer, 0, limit);
        }
      }
      return length == 0 ? 0 : -1;
    } catch (DataFormatException e) {
      throw new ZipException("the gzip data is corrupt: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
