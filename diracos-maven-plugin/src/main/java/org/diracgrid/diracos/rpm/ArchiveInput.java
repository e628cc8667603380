package org.diracgrid.diracos.rpm;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * The decompressed archive of a package behind one large buffer, and the checks of what is around
 * it: compression, digest, nothing left over.
 */
final class ArchiveInput implements Closeable {

  private static final int BUFFER = 1 << 18;

  /** GNU cpio rounds an archive up to a block; nobody uses larger ones. */
  private static final int MOST_PADDING = 1 << 16;

  private final PayloadSource source;
  private final List<MessageDigest> digests;
  private final RawInput raw;
  private final DecoderMemory.Lease lease;
  private final InputStream decoded;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;

  /** Bytes of the archive that were before the buffer. */
  private long before;

  private ArchiveInput(
      PayloadSource source,
      List<MessageDigest> digests,
      RawInput raw,
      DecoderMemory.Lease lease,
      InputStream decoded) {
    this.source = source;
    this.lease = lease;
    this.digests = digests;
    this.raw = raw;
    this.decoded = decoded;
  }

  static ArchiveInput open(PayloadSource source, DecoderMemory memory) throws IOException {
    PackageBytes bytes = PackageBytes.open(source.path());
    DecoderMemory.Lease lease = memory.lease();
    try {
      if (bytes.size() != source.end()) {
        throw RpmProblems.at(
            RpmProblems.TRUNCATED,
            source.path(),
            bytes.size(),
            "the package changed while it was in use",
            "it had " + source.end() + " bytes");
      }
      List<MessageDigest> digests = new ArrayList<>();
      Checksum digest = source.digest();
      RpmFile.WholeDigest whole = source.whole();
      if (digest != null) {
        digests.add(digest.algorithm().newDigest());
      } else if (whole != null) {
        digests.add(whole.start());
      }
      RawInput raw = new RawInput(bytes, source.offset(), source.end(), digests);
      byte[] head = raw.peek(Compression.SNIFFED);
      Compression compression = Compression.sniff(head);
      if (compression == null) {
        throw RpmProblems.at(
            head.length == 0 ? RpmProblems.TRUNCATED : RpmProblems.COMPRESSION,
            source.path(),
            source.offset(),
            head.length == 0 ? "the package has no payload" : "unknown compression of the payload",
            "it begins with '"
                + HexFormat.of().formatHex(head)
                + "'; known are gzip, xz, zstd, lzma, bzip2 and none");
      }
      InputStream decoded = decoder(compression, source, raw, lease);
      return new ArchiveInput(source, digests, raw, lease, decoded);
    } catch (RuntimeException e) {
      lease.close();
      bytes.close();
      throw e;
    }
  }

  private static InputStream decoder(
      Compression compression, PayloadSource source, RawInput raw, DecoderMemory.Lease memory) {
    try {
      return compression.decode(raw, memory);
    } catch (DiracosException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw undecodable(source.path(), raw, e);
    }
  }

  private static DiracosException undecodable(Path path, RawInput raw, Exception cause) {
    return RpmProblems.at(
        RpmProblems.COMPRESSION, path, raw.position(), "cannot decompress the payload", cause);
  }

  /** Bytes of the archive read so far. */
  long archivePosition() {
    return before + position;
  }

  /** The buffer; valid from {@link #at} for as many bytes as asked for or taken. */
  byte[] buffer() {
    return buffer;
  }

  /** Index in {@link #buffer} of the next byte. */
  int at() {
    return position;
  }

  /** Takes {@code n} bytes that are in the buffer. */
  void take(int n) {
    position += n;
  }

  /** Makes sure that the next {@code n} bytes are in the buffer in one piece. */
  void require(int n, String what) {
    if (limit - position >= n) {
      return;
    }
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    before += position;
    limit -= position;
    position = 0;
    while (limit < n) {
      if (!fill(limit)) {
        throw endsIn(what);
      }
    }
  }

  /** How many of the next {@code wanted} bytes are in the buffer now, at least one. */
  int some(long wanted, String what) {
    if (position == limit) {
      before += position;
      position = 0;
      limit = 0;
      if (!fill(0)) {
        throw endsIn(what);
      }
    }
    return (int) Math.min(wanted, limit - position);
  }

  private boolean fill(int from) {
    try {
      int n;
      do {
        n = decoded.read(buffer, from, buffer.length - from);
      } while (n == 0);
      limit = Math.max(from, from + n);
      return n > 0;
    } catch (DiracosException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw undecodable(source.path(), raw, e);
    }
  }

  private DiracosException endsIn(String what) {
    return wrong(RpmProblems.TRUNCATED, "the archive ends in " + what);
  }

  /** A failure at the place in the package that is being read. */
  DiracosException wrong(String code, String fact) {
    return RpmProblems.at(
        code,
        source.path(),
        raw.position(),
        fact,
        "in " + source.nevra() + ", byte " + archivePosition() + " of the unpacked archive");
  }

  /** After the trailer: only padding may follow, and the digest has to match. */
  void finish() {
    long padding = 0;
    while (true) {
      if (position == limit) {
        before += position;
        position = 0;
        limit = 0;
        if (!fill(0)) {
          break;
        }
      }
      while (position < limit) {
        if (buffer[position] != 0 || ++padding > MOST_PADDING) {
          throw wrong(RpmProblems.TRAILING, "something follows the trailer of the archive");
        }
        position++;
      }
    }
    long rest = raw.drain();
    if (rest > 0) {
      throw wrong(RpmProblems.TRAILING, rest + " bytes follow the compressed payload");
    }
    checkDigest();
  }

  private void checkDigest() {
    if (digests.isEmpty()) {
      return;
    }
    String found = HexFormat.of().formatHex(digests.get(0).digest());
    Checksum digest = source.digest();
    RpmFile.WholeDigest whole = source.whole();
    String stated = digest != null ? digest.hex() : "";
    if (digest == null && whole != null) {
      stated = whole.stated();
    }
    if (!found.equals(stated)) {
      throw RpmProblems.at(
          RpmProblems.PAYLOAD_DIGEST,
          source.path(),
          source.offset(),
          digest != null
              ? "the " + digest.algorithm().label() + " digest of the payload does not match"
              : "the md5 digest of header and payload does not match",
          "stated " + stated + ", found " + found);
    }
  }

  @Override
  public void close() throws IOException {
    try (raw;
        lease) {
      decoded.close();
    }
  }
}
