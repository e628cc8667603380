package org.diracgrid.diracos.testing;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diracgrid.diracos.digest.Algorithm;

/** Writes zchunk, sound unless it is told to lie. */
public final class ZchunkBytes {

  private int flags;
  private int checksums = 3;
  private boolean compressed = true;
  private byte[] dictionary = {};
  private long lie;
  private long count = -1;

  /** Bits: 1 streams, 2 optional elements, 4 checksums of the plain chunks. */
  public ZchunkBytes flags(int bits) {
    flags = bits;
    return this;
  }

  /** Of chunks: 0 SHA-1, 1 SHA-256, 2 SHA-512, 3 the first 16 bytes of SHA-512. */
  public ZchunkBytes checksums(int type) {
    checksums = type;
    return this;
  }

  /** Leaves the chunks as they are. */
  public ZchunkBytes uncompressed() {
    compressed = false;
    return this;
  }

  /** What the chunks are compressed with. */
  public ZchunkBytes dictionary(byte[] bytes) {
    dictionary = bytes;
    return this;
  }

  /** Adds to the sizes that the header gives of plain chunks. */
  public ZchunkBytes plainSizes(long more) {
    lie = more;
    return this;
  }

  /** The count of chunks, whatever there are. */
  public ZchunkBytes count(long claimed) {
    count = claimed;
    return this;
  }

  /** A file of that content in chunks of {@code size}. */
  public byte[] of(byte[] content, int size) {
    List<byte[]> plain = new ArrayList<>(List.of(dictionary));
    for (int at = 0; at < content.length; at += size) {
      plain.add(Arrays.copyOfRange(content, at, Math.min(content.length, at + size)));
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    number(index, checksums);
    number(index, count < 0 ? plain.size() : count);
    for (int i = 0; i < plain.size(); i++) {
      byte[] chunk = plain.get(i);
      byte[] stored = chunk.length == 0 ? chunk : packed(chunk, i > 0);
      if ((flags & 1) != 0) {
        number(index, i == 0 ? 0 : 1);
      }
      index.writeBytes(sum(checksums, stored));
      if ((flags & 4) != 0) {
        index.writeBytes(sum(checksums, chunk));
      }
      number(index, stored.length);
      number(index, chunk.length == 0 ? 0 : chunk.length + lie);
      data.writeBytes(stored);
    }
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(sum(1, data.toByteArray()));
    number(header, flags);
    number(header, compressed ? 2 : 0);
    if ((flags & 2) != 0) {
      number(header, 1);
      number(header, 77);
      number(header, 3);
      header.writeBytes(new byte[3]);
    }
    number(header, index.size());
    header.writeBytes(index.toByteArray());
    number(header, 0);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[] {0, 'Z', 'C', 'K', '1'});
    number(file, 1);
    number(file, header.size());
    MessageDigest digest = Algorithm.SHA256.newDigest();
    digest.update(file.toByteArray());
    file.writeBytes(digest.digest(header.toByteArray()));
    file.writeBytes(header.toByteArray());
    file.writeBytes(data.toByteArray());
    return file.toByteArray();
  }

  private byte[] packed(byte[] chunk, boolean withDictionary) {
    if (!compressed) {
      return chunk;
    }
    try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
      if (withDictionary && dictionary.length > 0) {
        zstd.loadDict(dictionary);
      }
      return zstd.compress(chunk);
    }
  }

  private static byte[] sum(int type, byte[] bytes) {
    return switch (type) {
      case 0 -> Algorithm.SHA1.newDigest().digest(bytes);
      case 1 -> Algorithm.SHA256.newDigest().digest(bytes);
      case 2 -> Algorithm.SHA512.newDigest().digest(bytes);
      default -> Arrays.copyOf(Algorithm.SHA512.newDigest().digest(bytes), 16);
    };
  }

  private static void number(ByteArrayOutputStream out, long value) {
    while (value > 0x7F || value < 0) {
      out.write((int) (value & 0x7F));
      value >>>= 7;
    }
    out.write((int) value | 0x80);
  }
}
