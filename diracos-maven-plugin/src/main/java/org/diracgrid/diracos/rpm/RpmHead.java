package org.diracgrid.diracos.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.diracgrid.diracos.digest.Algorithm;

/**
 * Lead, signature header and main header of a package, read and checked; of the values in them only
 * what names the package has been looked at.
 *
 * <p>The digests that the signature header states for the main header, and the size of the whole,
 * are verified here.
 */
public final class RpmHead {

  private static final int LEAD = 96;
  private static final int LEAD_MAGIC = 0xEDABEEDB;

  private final HeaderBlob signature;
  private final HeaderBlob main;
  private final long headerOffset;
  private final RpmHeader header;

  private RpmHead(HeaderBlob signature, HeaderBlob main, long headerOffset) {
    this.signature = signature;
    this.main = main;
    this.headerOffset = headerOffset;
    this.header = new RpmHeader(main);
  }

  /**
   * Reads the headers, and digests the whole file on the way.
   *
   * @param digest gets all bytes of the file
   * @param buffer to read with; what is in it does not matter
   * @throws org.diracgrid.diracos.problem.DiracosException with a code {@code DOS-RPM-NN}, the file
   *     and a byte offset, if it is no package, is truncated, contradicts itself or cannot be read
   */
  public static RpmHead read(Path path, MessageDigest digest, byte[] buffer) {
    try (PackageBytes bytes = PackageBytes.open(path)) {
      int got = bytes.fill(buffer);
      RpmHead head = read(bytes);
      ByteBuffer in = ByteBuffer.wrap(buffer);
      while (got >= 0) {
        digest.update(buffer, 0, got);
        got = bytes.channel().read(in.clear());
      }
      return head;
    } catch (IOException e) {
      throw RpmProblems.unreadable(path, e);
    }
  }

  static RpmHead read(PackageBytes bytes) throws IOException {
    checkLead(bytes);
    HeaderBlob signature = HeaderBlob.read(bytes, LEAD, RpmTag.HEADER_SIGNATURES);
    long start = signature.end() + 7 & ~7L;
    HeaderBlob main = HeaderBlob.read(bytes, start, RpmTag.HEADER_IMMUTABLE);
    // The best that there is: where SHA-256 holds, SHA-1 has nothing to add.
    if (signature.has(RpmTag.SIG_SHA256)) {
      checkDigest(signature, RpmTag.SIG_SHA256, Algorithm.SHA256, main, start);
    } else {
      checkDigest(signature, RpmTag.SIG_SHA1, Algorithm.SHA1, main, start);
    }
    checkSize(signature, bytes, start);
    return new RpmHead(signature, main, start);
  }

  private static long first(long[] numbers) {
    return numbers.length == 0 ? 0 : numbers[0];
  }

  private static void checkLead(PackageBytes bytes) throws IOException {
    Path path = bytes.file();
    byte[] lead = bytes.read(0, (int) Math.min(LEAD, bytes.size()), "lead");
    int magic = 0;
    for (int i = 0; i < Math.min(4, lead.length); i++) {
      magic = magic << 8 | (lead[i] & 0xFF);
    }
    if (magic != LEAD_MAGIC) {
      throw RpmProblems.at(
          RpmProblems.NOT_RPM,
          path,
          0,
          path.getFileName() + " is no RPM package",
          "it begins with " + HexFormat.of().formatHex(lead, 0, Math.min(4, lead.length)));
    }
    bytes.read(0, LEAD, "lead");
    if (lead[4] != 3 && lead[4] != 4) {
      throw RpmProblems.at(
          RpmProblems.NOT_RPM,
          path,
          4,
          "package format " + (lead[4] & 0xFF) + " is not known",
          "formats 3 and 4 are read, as rpm 3 to 6 write them");
    }
  }

  private static void checkDigest(
      HeaderBlob signature, RpmTag tag, Algorithm algorithm, HeaderBlob main, long offset) {
    List<String> stated = signature.texts(tag);
    if (stated.isEmpty()) {
      return;
    }
    byte[] digest = algorithm.newDigest().digest(main.bytes());
    String actual = HexFormat.of().formatHex(digest);
    if (!actual.equals(stated.get(0)) && !actual.equals(stated.get(0).toLowerCase(Locale.ROOT))) {
      throw RpmProblems.at(
          RpmProblems.HEADER_DIGEST,
          main.file(),
          offset,
          "the " + algorithm.label() + " digest of the header does not match",
          "stated " + stated.get(0) + ", found " + actual);
    }
  }

  private static void checkSize(HeaderBlob signature, PackageBytes bytes, long start) {
    boolean big = signature.has(RpmTag.SIG_LONG_SIZE);
    long[] stated = signature.numbers(big ? RpmTag.SIG_LONG_SIZE : RpmTag.SIG_SIZE);
    long found = bytes.size() - start;
    if (stated.length > 0 && stated[0] != found) {
      boolean cut = found < stated[0] || stated[0] < 0;
      throw RpmProblems.at(
          cut ? RpmProblems.TRUNCATED : RpmProblems.TRAILING,
          bytes.file(),
          bytes.size(),
          cut ? "the package is cut short" : "something follows the end of the package",
          "header and payload have " + found + " bytes of " + stated[0]);
    }
  }

  HeaderBlob signature() {
    return signature;
  }

  HeaderBlob main() {
    return main;
  }

  /** The main header. */
  public RpmHeader header() {
    return header;
  }

  /** Byte of the file at which the main header begins. */
  public long headerOffset() {
    return headerOffset;
  }

  /** Byte of the file at which the compressed payload begins. */
  public long payloadOffset() {
    return main.end();
  }

  /** Bytes of the payload, decompressed, as the package states them; 0 if it does not. */
  public long archiveSize() {
    // Where it was written has changed thrice; the latest is the only one of its package.
    for (RpmTag tag : List.of(RpmTag.SIG_LONG_ARCHIVE_SIZE, RpmTag.SIG_PAYLOAD_SIZE)) {
      if (signature.has(tag)) {
        return first(signature.numbers(tag));
      }
    }
    for (RpmTag tag : List.of(RpmTag.ARCHIVE_SIZE, RpmTag.PAYLOAD_SIZE_ALT)) {
      if (main.has(tag)) {
        return first(main.numbers(tag));
      }
    }
    return 0;
  }
}
