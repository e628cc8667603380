package org.diracgrid.diracos.rpm;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.jspecify.annotations.Nullable;

/**
 * A package file whose headers have been read and checked; the payload stays on disk.
 *
 * <p>The digests that the signature header states for the main header, and the size of the whole,
 * are verified here; those of payload and files by {@link Payload}. Signatures are only handed out:
 * verifying them takes keys.
 */
public final class RpmFile {

  private static final int LEAD = 96;
  private static final int LEAD_MAGIC = 0xEDABEEDB;

  private final Path path;
  private final RpmHeader header;
  private final byte[] headerBlob;
  private final long headerOffset;
  private final List<RpmSignature> signatures;
  private final PayloadSource payload;
  private final long archiveSize;

  private RpmFile(
      Path path,
      RpmHeader header,
      byte[] headerBlob,
      long headerOffset,
      List<RpmSignature> signatures,
      PayloadSource payload,
      long archiveSize) {
    this.path = path;
    this.header = header;
    this.headerBlob = headerBlob;
    this.headerOffset = headerOffset;
    this.signatures = List.copyOf(signatures);
    this.payload = payload;
    this.archiveSize = archiveSize;
  }

  /**
   * Reads lead, signature header and main header.
   *
   * @throws DiracosException with a code {@code DOS-RPM-NN}, the file and a byte offset, if it is
   *     no package, is truncated, contradicts itself or cannot be read
   */
  public static RpmFile read(Path path) {
    try (PackageBytes bytes = PackageBytes.open(path)) {
      return read(bytes);
    } catch (IOException e) {
      throw RpmProblems.unreadable(path, e);
    }
  }

  private static RpmFile read(PackageBytes bytes) throws IOException {
    Path path = bytes.file();
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
    RpmHeader header = new RpmHeader(main);
    Checksum payloadDigest = payloadDigest(main);
    // A package from before payload digests has the MD5 of header and payload.
    byte[] md5 = payloadDigest == null ? signature.binary(RpmTag.SIG_MD5) : new byte[0];
    PayloadSource payload =
        new PayloadSource(
            path,
            header.nevra(),
            main.end(),
            bytes.size(),
            header.files(),
            payloadDigest,
            md5.length == 16 ? WholeDigest.of(main.bytes(), md5) : null,
            Compression.costOf(header.text(RpmTag.PAYLOAD_COMPRESSOR)));
    return new RpmFile(
        path,
        header,
        main.bytes(),
        start,
        signatures(signature),
        payload,
        archiveSize(signature, main));
  }

  private static long archiveSize(HeaderBlob signature, HeaderBlob main) {
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
    if (!actual.equals(stated.get(0).toLowerCase(Locale.ROOT))) {
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

  private static @Nullable Checksum payloadDigest(HeaderBlob main) {
    List<String> digests = main.texts(RpmTag.PAYLOAD_DIGEST);
    if (digests.isEmpty()) {
      return null;
    }
    long[] number = main.numbers(RpmTag.PAYLOAD_DIGEST_ALGO);
    // rpm 6 renamed the tag to PAYLOADSHA256 and dropped the algorithm.
    Algorithm algorithm = number.length == 0 ? Algorithm.SHA256 : FileList.algorithm(number[0]);
    try {
      if (algorithm != null) {
        return new Checksum(algorithm, digests.get(0));
      }
    } catch (IllegalArgumentException e) {
      throw main.wrong(RpmTag.PAYLOAD_DIGEST, "the payload digest: " + e.getMessage());
    }
    throw main.wrong(
        RpmTag.PAYLOAD_DIGEST_ALGO, "the payload digest is of the unknown kind " + number[0]);
  }

  private static List<RpmSignature> signatures(HeaderBlob signature) {
    List<RpmSignature> found = new ArrayList<>();
    for (String base64 : signature.texts(RpmTag.SIG_OPENPGP)) {
      try {
        byte[] packet = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        found.add(new RpmSignature(RpmTag.SIG_OPENPGP, RpmSignature.Coverage.HEADER, packet));
      } catch (IllegalArgumentException e) {
        throw signature.wrong(RpmTag.SIG_OPENPGP, "a signature is not in base64");
      }
    }
    for (RpmTag tag : List.of(RpmTag.SIG_RSA, RpmTag.SIG_DSA, RpmTag.SIG_PGP, RpmTag.SIG_GPG)) {
      if (signature.has(tag)) {
        boolean all = tag == RpmTag.SIG_PGP || tag == RpmTag.SIG_GPG;
        found.add(
            new RpmSignature(
                tag,
                all ? RpmSignature.Coverage.HEADER_AND_PAYLOAD : RpmSignature.Coverage.HEADER,
                signature.binary(tag)));
      }
    }
    return found;
  }

  /** The file on disk. */
  public Path path() {
    return path;
  }

  /** The main header. */
  public RpmHeader header() {
    return header;
  }

  /** The signatures, newest kind first, not verified; none if the package is not signed. */
  public List<RpmSignature> signatures() {
    return signatures;
  }

  /** The main header as it is in the file, magic included: what header signatures cover. A copy. */
  public byte[] headerBlob() {
    return headerBlob.clone();
  }

  /** Byte of the file at which {@link #headerBlob} begins. */
  public long headerOffset() {
    return headerOffset;
  }

  /**
   * Byte of the file at which the compressed payload begins; it ends with the file. A signature
   * over header and payload covers the file from {@link #headerOffset} to its end.
   */
  public long payloadOffset() {
    return payload.offset();
  }

  /** Bytes of the payload, decompressed, as the package states them; 0 if it does not. */
  public long archiveSize() {
    return archiveSize;
  }

  /** What it takes to open the payload; keeps the list of files, not the header. */
  public PayloadSource payload() {
    return payload;
  }

  /** MD5 over header and payload, of packages that have nothing better. */
  record WholeDigest(MessageDigest header, String stated) {

    static WholeDigest of(byte[] header, byte[] stated) {
      MessageDigest digest = Algorithm.MD5.newDigest();
      digest.update(header);
      return new WholeDigest(digest, HexFormat.of().formatHex(stated));
    }

    /** A digest that has seen the header. */
    MessageDigest start() {
      try {
        return (MessageDigest) header.clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("a digest that cannot be cloned", e);
      }
    }
  }
}
