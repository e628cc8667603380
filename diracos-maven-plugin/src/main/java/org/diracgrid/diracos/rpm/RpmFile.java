package org.diracgrid.diracos.rpm;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
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

  private final Path path;
  private final RpmHead head;
  private final List<RpmSignature> signatures;
  private final PayloadSource payload;

  private RpmFile(Path path, RpmHead head, List<RpmSignature> signatures, PayloadSource payload) {
    this.path = path;
    this.head = head;
    this.signatures = List.copyOf(signatures);
    this.payload = payload;
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
    RpmHead head = RpmHead.read(bytes);
    HeaderBlob main = head.main();
    HeaderBlob signature = head.signature();
    RpmHeader header = head.header();
    Checksum payloadDigest = payloadDigest(main);
    // A package from before payload digests has the MD5 of header and payload.
    byte[] md5 = payloadDigest == null ? signature.binary(RpmTag.SIG_MD5) : new byte[0];
    PayloadSource payload =
        new PayloadSource(
            bytes.file(),
            header.nevra(),
            main.end(),
            bytes.size(),
            header.files(),
            payloadDigest,
            md5.length == 16 ? WholeDigest.of(main.bytes(), md5) : null,
            Compression.costOf(header.text(RpmTag.PAYLOAD_COMPRESSOR)));
    return new RpmFile(bytes.file(), head, signatures(signature), payload);
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
    return head.header();
  }

  /** The signatures, newest kind first, not verified; none if the package is not signed. */
  public List<RpmSignature> signatures() {
    return signatures;
  }

  /** The main header as it is in the file, magic included: what header signatures cover. A copy. */
  public byte[] headerBlob() {
    return head.main().bytes().clone();
  }

  /** Byte of the file at which {@link #headerBlob} begins. */
  public long headerOffset() {
    return head.headerOffset();
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
    return head.archiveSize();
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
