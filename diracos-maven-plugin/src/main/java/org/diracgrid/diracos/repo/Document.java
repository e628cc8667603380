package org.diracgrid.diracos.repo;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A metadata file that can be opened as often as needed, decompressed on the way.
 *
 * @param name what messages call it, such as {@code primary.xml.gz of base}
 * @param file where it lies, compressed or not
 */
public record Document(String name, Path file) {

  /** What decompression may yield; the primary of 500,000 packages has a gigabyte. */
  static final long MAX_CONTENT = 8L << 30;

  /** What any document may expand to. */
  static final long MIN_CONTENT = 64 << 20;

  /** How many times its own size a larger one may expand to; real metadata does it 30 times. */
  static final int MAX_RATIO = 250;

  /**
   * Hands the decompressed content to {@code reader} and closes it afterwards.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException if it cannot be read
   */
  <T> T read(Function<InputStream, T> reader) {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in =
            new Bounded(Compression.open(new BufferedInputStream(raw, 1 << 16)), limit())) {
      return reader.apply(in);
    } catch (IOException e) {
      throw MetadataProblem.damaged(name, 0, e);
    }
  }

  private long limit() throws IOException {
    long size = Math.min(Files.size(file), MAX_CONTENT);
    return Math.min(MAX_CONTENT, Math.max(MIN_CONTENT, size * MAX_RATIO));
  }

  /** Fails when more comes than was agreed, so that a small file cannot keep us busy for ever. */
  private static final class Bounded extends FilterInputStream {
    private final long limit;
    private long left;

    Bounded(InputStream in, long limit) {
      super(in);
      this.limit = limit;
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = super.read(buffer, offset, length);
      count(n);
      return n;
    }

    private void count(int n) throws IOException {
      left -= Math.max(n, 0);
      if (left < 0) {
        throw new IOException("it expands to more than " + limit + " bytes");
      }
    }
  }
}
