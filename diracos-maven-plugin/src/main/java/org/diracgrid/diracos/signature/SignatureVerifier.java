package org.diracgrid.diracos.signature;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Says whether content was signed by a key of the keyring. Immutable; threads may share one.
 *
 * <p>Of several signatures one that holds is enough: packages are signed anew with other keys while
 * a distribution changes its key. If none holds, the most telling problem is reported: that the
 * content was changed before that a key expired, and a key that is not known last.
 *
 * <p>Only signatures over binary content (type 0x00, RFC 9580, 5.2.1.1) are taken. Those over text
 * leave line ends free, which a package is not. Versions 3 (most packages of CentOS 7), 4 and 6 are
 * read.
 */
public final class SignatureVerifier {

  private static final int MAX_BYTES = 1 << 16;
  private static final int MAX_SIGNATURES = 16;

  private final Keyring keyring;
  private final Instant reference;

  /**
   * A verifier.
   *
   * @param keyring whose signatures count
   * @param reference the present: signatures made later and keys that have expired by then are
   *     refused, and a key's own statements count if they were made before
   */
  public SignatureVerifier(Keyring keyring, Instant reference) {
    this.keyring = keyring;
    this.reference = reference;
  }

  /** The exception for content that has no signature at all: {@code DOS-SIGN-01}. */
  public static DiracosException unsigned(String what) {
    return DiracosException.of(new SignatureProblems(what).unsigned());
  }

  /** {@link #verify(byte[], SignedContent, String)} for content in memory. */
  public GoodSignature verify(byte[] signatures, byte[] content, String what) {
    return verify(signatures, SignedContent.of(content), what);
  }

  /**
   * Verifies detached signatures.
   *
   * @param signatures one or more signature packets, binary or armoured
   * @param content what they cover
   * @param what how messages call the content: a file name or a package
   * @return the first signature that holds
   * @throws DiracosException with the code and meaning that the package documentation lists
   */
  public GoodSignature verify(byte[] signatures, SignedContent content, String what) {
    SignatureProblems problems = new SignatureProblems(what);
    if (signatures.length == 0) {
      throw unsigned(what);
    }
    if (keyring.isEmpty()) {
      throw DiracosException.of(problems.noKeys());
    }
    List<Problem> found = new ArrayList<>();
    for (Packet packet : packets(signatures, problems)) {
      Verdict verdict = judge(packet, content, problems);
      if (verdict instanceof Accepted accepted) {
        return accepted.signature();
      }
      if (verdict instanceof Refused refused) {
        found.add(refused.problem());
      }
    }
    throw DiracosException.of(
        found.stream()
            .min(Comparator.comparingInt(SignatureProblems::rank))
            .orElseGet(() -> problems.unreadable("there is no signature in it")));
  }

  private sealed interface Verdict permits Accepted, Refused {}

  private record Accepted(GoodSignature signature) implements Verdict {}

  private record Refused(Problem problem) implements Verdict {}

  private static List<Packet> packets(byte[] bytes, SignatureProblems problems) {
    try {
      if (bytes.length > MAX_BYTES) {
        throw new MalformedPgpException("it has more than " + MAX_BYTES + " bytes");
      }
      List<Packet> packets = new ArrayList<>();
      if (Armor.isArmored(bytes)) {
        for (byte[] block : Armor.decode(bytes, Armor.SIGNATURE)) {
          packets.addAll(Packet.readAll(block, MAX_SIGNATURES));
        }
      } else {
        packets.addAll(Packet.readAll(bytes, MAX_SIGNATURES));
      }
      packets.removeIf(packet -> packet.tag() == Packet.MARKER || packet.tag() == Packet.PADDING);
      for (Packet packet : packets) {
        if (packet.tag() != Packet.SIGNATURE) {
          throw new MalformedPgpException(
              "packet " + packet.tag() + " does not belong to a detached signature");
        }
      }
      if (packets.size() > MAX_SIGNATURES) {
        throw new MalformedPgpException("it has more than " + MAX_SIGNATURES + " signatures");
      }
      return packets;
    } catch (MalformedPgpException e) {
      throw DiracosException.of(problems.unreadable(e.because()));
    }
  }

  private Verdict judge(Packet packet, SignedContent content, SignatureProblems problems) {
    List<KeyIdentifier> issuers;
    try {
      PGPSignature signature = BouncyCastle.signature(packet);
      issuers = issuers(signature);
      Optional<String> fault = fault(signature, issuers);
      if (fault.isPresent()) {
        return new Refused(problems.unreadable(fault.get()));
      }
      if (!Algorithms.isStrongHash(signature.getHashAlgorithm())) {
        return new Refused(
            problems.weakHash(Algorithms.hashName(signature.getHashAlgorithm()), issuers.get(0)));
      }
    } catch (MalformedPgpException e) {
      return new Refused(problems.unreadable(e.because()));
    } catch (RuntimeException e) {
      return new Refused(problems.unreadable("a signature is damaged"));
    }
    List<Keyring.Candidate> candidates = keyring.find(issuers);
    Verdict worst = new Refused(problems.unknownKey(issuers.get(0), keyring));
    for (Keyring.Candidate candidate : candidates) {
      Verdict verdict = judge(packet, candidate, content, problems);
      if (verdict instanceof Accepted) {
        return verdict;
      }
      worst = verdict;
    }
    return worst;
  }

  /** Issuers that the signature names, fingerprints before key IDs; a hint, not yet believed. */
  private static List<KeyIdentifier> issuers(PGPSignature signature) {
    return signature.getKeyIdentifiers().stream()
        .filter(issuer -> !issuer.isWildcard())
        .sorted(Comparator.comparing((KeyIdentifier issuer) -> issuer.getFingerprint() == null))
        .toList();
  }

  private static Optional<String> fault(PGPSignature signature, List<KeyIdentifier> issuers) {
    if (signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT) {
      return Optional.of(
          "signature type "
              + signature.getSignatureType()
              + " does not cover binary content; gpg --detach-sign makes one that does");
    }
    OptionalInt demand = Statement.unknownDemand(signature);
    if (demand.isPresent()) {
      return Optional.of("it demands feature " + demand.getAsInt() + ", which is not known");
    }
    if (Statement.of(signature).created().equals(Instant.EPOCH)) {
      return Optional.of("it does not say when it was made");
    }
    if (issuers.isEmpty()) {
      return Optional.of("it does not say which key made it");
    }
    return Optional.empty();
  }

  private Verdict judge(
      Packet packet,
      Keyring.Candidate candidate,
      SignedContent content,
      SignatureProblems problems) {
    Optional<String> weakness = Algorithms.weakness(candidate.key().key());
    if (weakness.isPresent()) {
      return new Refused(problems.weakKey(candidate, weakness.get()));
    }
    PGPSignature signature;
    try {
      signature = BouncyCastle.signature(packet);
    } catch (MalformedPgpException e) {
      return new Refused(problems.unreadable(e.because()));
    }
    if (!matches(signature, candidate.key(), content, problems)) {
      return new Refused(problems.tampered(candidate));
    }
    Statement said = Statement.of(signature);
    Optional<Problem> objection =
        new KeyPolicy(reference, problems).objection(candidate, said.created());
    if (objection.isPresent()) {
      return new Refused(objection.get());
    }
    if (said.expires().isPresent() && !reference.isBefore(said.expires().get())) {
      return new Refused(problems.signatureExpired(candidate, said.expires().get()));
    }
    return new Accepted(
        new GoodSignature(
            candidate.key().fingerprint(),
            candidate.certificate().primary().fingerprint(),
            candidate.certificate().owner(),
            candidate.certificate().source(),
            said.created()));
  }

  private static boolean matches(
      PGPSignature signature, ComponentKey key, SignedContent content, SignatureProblems problems) {
    try {
      if (!BouncyCastle.start(signature, key.key())) {
        return false;
      }
    } catch (PGPException | RuntimeException e) {
      return false;
    }
    try (InputStream in = content.open()) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        signature.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw DiracosException.of(problems.contentUnreadable(e), e);
    }
    return BouncyCastle.holds(signature::verify);
  }
}
