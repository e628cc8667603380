package org.diracgrid.diracos.repo;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.diracgrid.diracos.digest.Algorithm;

/**
 * Decompresses zchunk, in which a file is cut into chunks that clients can fetch apart. We read all
 * of it, in order, and verify every checksum:
 *
 * <pre>
 * file     = lead preface index signatures data
 * lead     = "\0ZCK1" checksum-type header-size header-checksum
 * preface  = data-checksum flags compression [optional elements]
 * index    = index-size checksum-type chunk-count {[stream] checksum [plain checksum] size plain-size}
 * data     = the chunks; the first is the dictionary of the others, and may be empty
 * number   = 7 bits a byte, lowest first, the last byte with its highest bit set
 * </pre>
 *
 * <p>The header's checksum covers all before the data except itself, the data's all after it.
 */
final class ZchunkInput extends InputStream {

  static final byte[] MAGIC = {0, 'Z', 'C', 'K', '1'};

  /** A package is a chunk of some 20 bytes in the header; this is enough for a million of them. */
  static final int MAX_HEADER = 32 << 20;

  /** zck makes chunks of up to 10 MiB by itself. */
  static final int MAX_CHUNK = 64 << 20;

  private static final int STREAMS = 1;
  private static final int OPTIONAL = 2;
  private static final int PLAIN_CHECKSUMS = 4;
  private static final int ZSTD = 2;

  private final InputStream in;
  private final Bytes header;
  private final MessageDigest data;
  private final byte[] dataChecksum;
  private final int flags;
  private final boolean compressed;
  private final Sum chunkSum;
  private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();

  private long left;
  private byte[] chunk = {};
  private int at;
  private boolean finished;

  /** A kind of checksum, of which perhaps only the beginning is written. */
  private record Sum(Algorithm algorithm, int length) {

    static Sum of(long type) throws IOException {
      if (type < 0 || type > 3) {
        throw new IOException("zchunk checksums of the unknown type " + type);
      }
      return switch ((int) type) {
        case 0 -> new Sum(Algorithm.SHA1, 20);
        case 1 -> new Sum(Algorithm.SHA256, 32);
        case 2 -> new Sum(Algorithm.SHA512, 64);
        default -> new Sum(Algorithm.SHA512, 16);
      };
    }

    void check(byte[] digest, byte[] expected, String what) throws IOException {
      if (!MessageDigest.isEqual(Arrays.copyOf(digest, length), expected)) {
        throw new IOException("the checksum of " + what + " is wrong");
      }
    }
  }

  /** Bytes that were read, taken one after the other. */
  private static final class Bytes {
    private final byte[] bytes;
    private int at;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] take(long length) throws IOException {
      if (length < 0 || length > bytes.length - at) {
        throw new IOException("the zchunk header is too short");
      }
      at += (int) length;
      return Arrays.copyOfRange(bytes, at - (int) length, at);
    }

    long number() throws IOException {
      long value = 0;
      for (int shift = 0; shift < 63; shift += 7) {
        byte b = take(1)[0];
        value |= (long) (b & 0x7F) << shift;
        if (b < 0) {
          return value;
        }
      }
      throw new IOException("a number of the zchunk header is too large");
    }
  }

  /**
   * Reads the header.
   *
   * @param in at the start of the file; closed with this
   */
  ZchunkInput(InputStream in) throws IOException {
    this.in = in;
    byte[] magic = exactly(MAGIC.length);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException("it is no zchunk");
    }
    byte[] type = numberBytes();
    Sum headerSum = Sum.of(new Bytes(type).number());
    byte[] size = numberBytes();
    long length = new Bytes(size).number();
    if (length > MAX_HEADER) {
      throw new IOException("a zchunk header of " + length + " bytes");
    }
    final byte[] expected = exactly(headerSum.length());
    byte[] rest = exactly((int) length);
    MessageDigest digest = headerSum.algorithm().newDigest();
    digest.update(magic);
    digest.update(type);
    digest.update(size);
    headerSum.check(digest.digest(rest), expected, "the zchunk header");
    header = new Bytes(rest);
    dataChecksum = header.take(headerSum.length());
    data = headerSum.algorithm().newDigest();
    flags = flags();
    long compression = header.number();
    if (compression != 0 && compression != ZSTD) {
      throw new IOException("the unknown zchunk compression " + compression);
    }
    compressed = compression == ZSTD;
    skipOptionalElements();
    long indexSize = header.number();
    long indexEnd = header.at + indexSize;
    chunkSum = Sum.of(header.number());
    left = header.number();
    long least = left * chunkSum.length();
    if (indexEnd > rest.length
        || left < 1
        || least / left != chunkSum.length()
        || least > indexSize) {
      throw new IOException("a zchunk index of " + left + " chunks in " + indexSize + " bytes");
    }
    dictionary();
  }

  /** The bytes of a number of the lead. */
  private byte[] numberBytes() throws IOException {
    byte[] bytes = exactly(1);
    while (bytes[bytes.length - 1] >= 0) {
      if (bytes.length == 9) {
        throw new IOException("a number of the zchunk header is too large");
      }
      bytes = Arrays.copyOf(bytes, bytes.length + 1);
      bytes[bytes.length - 1] = exactly(1)[0];
    }
    return bytes;
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("it ends too early");
    }
    return bytes;
  }

  private int flags() throws IOException {
    long value = header.number();
    if ((value & ~(STREAMS | OPTIONAL | PLAIN_CHECKSUMS)) != 0) {
      throw new IOException("the unknown zchunk flags " + value);
    }
    return (int) value;
  }

  private void skipOptionalElements() throws IOException {
    if ((flags & OPTIONAL) != 0) {
      for (long count = header.number(); count > 0; count--) {
        header.number();
        header.take(header.number());
      }
    }
  }

  private void dictionary() throws IOException {
    try {
      byte[] dictionary = next();
      if (dictionary.length > 0) {
        zstd.loadDict(dictionary);
      }
    } catch (IOException | ZstdException e) {
      zstd.close();
      throw e instanceof IOException io ? io : new IOException(e);
    }
  }

  /** The content of the next chunk. */
  private byte[] next() throws IOException {
    left--;
    if ((flags & STREAMS) != 0) {
      header.number();
    }
    final byte[] expected = header.take(chunkSum.length());
    final byte[] plainSum =
        (flags & PLAIN_CHECKSUMS) != 0 ? header.take(chunkSum.length()) : new byte[0];
    long size = header.number();
    long plainSize = header.number();
    if (size > MAX_CHUNK || plainSize > MAX_CHUNK) {
      throw new IOException("a zchunk chunk of " + Math.max(size, plainSize) + " bytes");
    }
    byte[] stored = exactly((int) size);
    data.update(stored);
    if (size == 0 && plainSize == 0) {
      return stored;
    }
    MessageDigest digest = chunkSum.algorithm().newDigest();
    chunkSum.check(digest.digest(stored), expected, "a chunk");
    byte[] plain = compressed ? decompress(stored, (int) plainSize) : stored;
    if (plain.length != plainSize) {
      throw new IOException("a chunk of " + plain.length + " bytes that should have " + plainSize);
    }
    if (plainSum.length > 0) {
      chunkSum.check(digest.digest(plain), plainSum, "a decompressed chunk");
    }
    return plain;
  }

  private byte[] decompress(byte[] stored, int size) throws IOException {
    try {
      return zstd.decompress(stored, size);
    } catch (ZstdException e) {
      throw new IOException("a chunk cannot be decompressed: " + e.getMessage(), e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (at == chunk.length) {
      if (left == 0) {
        finish();
        return -1;
      }
      chunk = next();
      at = 0;
    }
    int n = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, buffer, offset, n);
    at += n;
    return n;
  }

  /** At the end: nothing follows, and the whole is what the header says. */
  private void finish() throws IOException {
    if (finished) {
      return;
    }
    if (in.read() >= 0) {
      throw new IOException("more follows the last chunk");
    }
    // zck -u leaves it empty; there each chunk has two checksums of its own.
    boolean given =
        (flags & PLAIN_CHECKSUMS) == 0
            || !Arrays.equals(dataChecksum, new byte[dataChecksum.length]);
    if (given && !MessageDigest.isEqual(data.digest(), dataChecksum)) {
      throw new IOException("the checksum of the data is wrong");
    }
    finished = true;
  }

  @Override
  public void close() throws IOException {
    zstd.close();
    in.close();
  }
}
