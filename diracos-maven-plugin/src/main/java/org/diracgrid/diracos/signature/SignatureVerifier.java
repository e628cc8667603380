package org.diracgrid.diracos.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Decides whether a signature is believed; the rules are those of {@linkplain
 * org.diracgrid.diracos.signature this package}. One good signature is enough: a bad one beside it
 * may be by a key that others know.
 */
public final class SignatureVerifier {

  /** By so much may the clock of the signer have been ahead of ours. */
  private static final Duration SKEW = Duration.ofDays(1);

  private static final String ARMOUR = "-----BEGIN PGP SIGNATURE-----";
  private static final int MAX_SIGNATURES = 1 << 20;

  private static final Map<Integer, String> STRONG =
      Map.of(
          HashAlgorithmTags.SHA256, "SHA-256",
          HashAlgorithmTags.SHA384, "SHA-384",
          HashAlgorithmTags.SHA512, "SHA-512",
          HashAlgorithmTags.SHA224, "SHA-224",
          HashAlgorithmTags.SHA3_256, "SHA3-256",
          HashAlgorithmTags.SHA3_512, "SHA3-512");

  private static final Map<Integer, String> WEAK =
      Map.of(
          HashAlgorithmTags.MD5, "MD5",
          HashAlgorithmTags.SHA1, "SHA-1",
          HashAlgorithmTags.RIPEMD160, "RIPEMD-160",
          HashAlgorithmTags.MD2, "MD2");

  private final Clock clock;

  /** A verifier whose today is {@code clock}'s. */
  public SignatureVerifier(Clock clock) {
    this.clock = clock;
  }

  /** The bytes that were signed, to be had once for each signature. */
  public interface Signed {
    /** Opens them at their beginning. */
    InputStream open() throws IOException;
  }

  /**
   * Verifies signatures over bytes in memory.
   *
   * @param keys whose signatures are believed
   * @param signatures packets, armoured or binary; empty if there are none
   * @param data what was signed
   * @param what its name in messages
   * @return who signed it
   * @throws DiracosException with a code {@code DOS-SIGN-NN} if no signature is believed
   */
  public Signer verify(Keyring keys, byte[] signatures, byte[] data, String what) {
    return verify(keys, List.of(signatures), () -> new ByteArrayInputStream(data), what);
  }

  /** As {@link #verify(Keyring, byte[], byte[], String)}, over a file or part of one. */
  public Signer verify(Keyring keys, List<byte[]> signatures, Signed data, String what) {
    if (keys.isEmpty()) {
      throw DiracosException.of(SignatureProblem.noKeys(what));
    }
    List<PGPSignature> all = new ArrayList<>();
    for (byte[] packets : signatures) {
      all.addAll(read(packets, what));
    }
    if (all.isEmpty()) {
      throw DiracosException.of(SignatureProblem.unsigned(what));
    }
    List<Problem> problems = new ArrayList<>();
    for (PGPSignature signature : all) {
      List<SigningKey> candidates = keys.find(signature.getKeyID());
      if (candidates.isEmpty()) {
        problems.add(SignatureProblem.unknownKey(what, SigningKey.name(signature.getKeyID())));
      }
      for (SigningKey key : candidates) {
        Optional<Problem> problem = judge(signature, key, data, what);
        if (problem.isEmpty()) {
          return new Signer(
              key.fingerprint(),
              signature.getCreationTime().toInstant(),
              STRONG.getOrDefault(signature.getHashAlgorithm(), ""));
        }
        problems.add(problem.get());
      }
    }
    throw DiracosException.of(problems.stream().distinct().toList());
  }

  private static List<PGPSignature> read(byte[] packets, String what) {
    List<PGPSignature> result = new ArrayList<>();
    if (packets.length > MAX_SIGNATURES) {
      throw DiracosException.of(SignatureProblem.garbled(what, "it is bigger than 1 MiB"));
    }
    try {
      for (byte[] block : Armour.blocks(packets, ARMOUR)) {
        try (InputStream in = PGPUtil.getDecoderStream(new ByteArrayInputStream(block))) {
          BcPGPObjectFactory objects = new BcPGPObjectFactory(in);
          for (Object next = objects.nextObject(); next != null; next = objects.nextObject()) {
            if (next instanceof PGPSignatureList list) {
              list.forEach(result::add);
            }
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      // The library answers broken packets with exceptions of many kinds.
      throw DiracosException.of(SignatureProblem.garbled(what, Armour.reason(e)), e);
    }
    if (result.isEmpty() && packets.length > 0) {
      throw DiracosException.of(SignatureProblem.garbled(what, "there is no signature in it"));
    }
    return result;
  }

  /** What speaks against a signature; what is certain to be wrong is said first. */
  private Optional<Problem> judge(
      PGPSignature signature, SigningKey key, Signed data, String what) {
    int type = signature.getSignatureType();
    if (type != PGPSignature.BINARY_DOCUMENT && type != PGPSignature.CANONICAL_TEXT_DOCUMENT) {
      return Optional.of(
          SignatureProblem.garbled(what, "it is not a signature of a document: type " + type));
    }
    String hash = STRONG.get(signature.getHashAlgorithm());
    if (hash == null) {
      String weak =
          WEAK.getOrDefault(
              signature.getHashAlgorithm(), "hash algorithm " + signature.getHashAlgorithm());
      return Optional.of(SignatureProblem.weak(what, key.name(), weak));
    }
    if (!matches(signature, key, data, what)) {
      return Optional.of(SignatureProblem.tampered(what, key.name()));
    }
    Instant now = clock.instant();
    Instant made = signature.getCreationTime().toInstant();
    if (key.revocation().isPresent()) {
      return Optional.of(SignatureProblem.revoked(what, key.name(), key.revocation().get()));
    }
    if (key.expires().filter(end -> !end.isAfter(now)).isPresent()) {
      return Optional.of(
          SignatureProblem.expired(what, key.name(), day(key.expires().orElseThrow())));
    }
    if (key.unfit().isPresent()) {
      return Optional.of(SignatureProblem.unfit(what, key.name(), key.unfit().get()));
    }
    if (made.isAfter(now.plus(SKEW))) {
      return Optional.of(SignatureProblem.future(what, key.name(), day(made)));
    }
    if (made.isBefore(key.key().getCreationTime().toInstant())) {
      return Optional.of(
          SignatureProblem.unfit(what, key.name(), "the key is younger than the signature"));
    }
    return outdated(signature, key, now, what);
  }

  private static Optional<Problem> outdated(
      PGPSignature signature, SigningKey key, Instant now, String what) {
    long seconds =
        signature.hasSubpackets()
            ? signature.getHashedSubPackets().getSignatureExpirationTime()
            : 0;
    Instant end = signature.getCreationTime().toInstant().plusSeconds(seconds);
    return seconds == 0 || end.isAfter(now)
        ? Optional.empty()
        : Optional.of(SignatureProblem.outdated(what, key.name(), day(end)));
  }

  private static boolean matches(PGPSignature signature, SigningKey key, Signed data, String what) {
    try (InputStream in = data.open()) {
      signature.init(new BcPGPContentVerifierBuilderProvider(), key.key());
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        signature.update(buffer, 0, n);
      }
      return signature.verify();
    } catch (IOException e) {
      throw DiracosException.of(SignatureProblem.garbled(what, Armour.reason(e)), e);
    } catch (PGPException | RuntimeException e) {
      // Numbers that make no sense for the algorithm: not a signature that this key made.
      return false;
    }
  }

  /** A date as people write it, in UTC. */
  static String day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }
}
