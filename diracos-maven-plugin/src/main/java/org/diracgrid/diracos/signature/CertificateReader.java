package org.diracgrid.diracos.signature;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.RSAPublicBCPGKey;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.bcpg.sig.RevocationReason;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.jspecify.annotations.Nullable;

/**
 * Judges the keys of a certificate by the signatures in it that are really the primary key's own.
 *
 * <p>SHA-1 is accepted here and nowhere else: the keys of distributions that still ship are bound
 * with it, and who could forge such a binding could as well hand us another key file.
 */
final class CertificateReader {

  private static final int WEAKEST_RSA = 1024;

  private final PGPPublicKey primary;
  private final PGPPublicKeyRing ring;

  private CertificateReader(PGPPublicKeyRing ring) {
    this.ring = ring;
    this.primary = ring.getPublicKey();
  }

  /** The keys of a certificate, the primary key first. */
  static List<SigningKey> read(PGPPublicKeyRing ring) {
    return new CertificateReader(ring).keys();
  }

  private List<SigningKey> keys() {
    Optional<PGPSignature> self = newest(selfSignatures());
    Optional<String> revoked = revocation(primary, PGPSignature.KEY_REVOCATION);
    Optional<Instant> expires = self.flatMap(s -> expiry(primary, s));
    List<SigningKey> keys = new ArrayList<>();
    keys.add(
        new SigningKey(
            primary,
            expires,
            revoked,
            self.isEmpty()
                ? Optional.of("it does not vouch for itself by any valid self-signature")
                : unfit(primary, self.get())));
    for (Iterator<PGPPublicKey> all = ring.getPublicKeys(); all.hasNext(); ) {
      PGPPublicKey key = all.next();
      if (!key.isMasterKey()) {
        keys.add(subkey(key, expires, revoked));
      }
    }
    return keys;
  }

  private SigningKey subkey(
      PGPPublicKey key, Optional<Instant> primaryExpires, Optional<String> primaryRevoked) {
    List<PGPSignature> bindings = new ArrayList<>();
    for (PGPSignature binding : ofType(key, PGPSignature.SUBKEY_BINDING)) {
      if (verifies(binding, primary, s -> s.verifyCertification(primary, key))) {
        bindings.add(binding);
      }
    }
    Optional<PGPSignature> binding = newest(bindings);
    Optional<Instant> expires = binding.flatMap(b -> expiry(key, b));
    return new SigningKey(
        key,
        earlier(expires, primaryExpires),
        revocation(key, PGPSignature.SUBKEY_REVOCATION).or(() -> primaryRevoked),
        binding.isEmpty()
            ? Optional.of("it is a subkey that its primary key never adopted")
            : unfitSubkey(key, binding.get()));
  }

  private Optional<String> unfitSubkey(PGPPublicKey key, PGPSignature binding) {
    Optional<String> unfit = unfit(key, binding);
    if (unfit.isPresent() || signsBack(key, binding)) {
      return unfit;
    }
    return Optional.of("it is a subkey that does not confirm its primary key");
  }

  /** A subkey that signs must have signed its primary key, or anyone could adopt it. */
  private boolean signsBack(PGPPublicKey key, PGPSignature binding) {
    for (PGPSignatureSubpacketVector packets : vectors(binding)) {
      try {
        for (PGPSignature embedded : packets.getEmbeddedSignatures()) {
          if (embedded.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING
              && verifies(embedded, key, s -> s.verifyCertification(primary, key))) {
            return true;
          }
        }
      } catch (PGPException e) {
        // One that cannot be read confirms nothing.
      }
    }
    return false;
  }

  private static List<PGPSignatureSubpacketVector> vectors(PGPSignature signature) {
    List<PGPSignatureSubpacketVector> result = new ArrayList<>();
    if (signature.hasSubpackets()) {
      result.add(signature.getHashedSubPackets());
      result.add(signature.getUnhashedSubPackets());
    }
    return result;
  }

  private List<PGPSignature> selfSignatures() {
    List<PGPSignature> result = new ArrayList<>();
    for (PGPSignature direct : ofType(primary, PGPSignature.DIRECT_KEY)) {
      if (verifies(direct, primary, s -> s.verifyCertification(primary))) {
        result.add(direct);
      }
    }
    for (Iterator<byte[]> ids = primary.getRawUserIDs(); ids.hasNext(); ) {
      byte[] id = ids.next();
      Iterator<PGPSignature> all = primary.getSignaturesForID(id);
      while (all != null && all.hasNext()) {
        PGPSignature signature = all.next();
        boolean own = signature.getKeyID() == primary.getKeyID() && signature.isCertification();
        if (own && verifies(signature, primary, s -> s.verifyCertification(id, primary))) {
          result.add(signature);
        }
      }
    }
    return result;
  }

  private static List<PGPSignature> ofType(PGPPublicKey key, int type) {
    List<PGPSignature> result = new ArrayList<>();
    key.getSignaturesOfType(type).forEachRemaining(result::add);
    return result;
  }

  private interface Check {
    boolean passes(PGPSignature signature) throws PGPException;
  }

  private static boolean verifies(PGPSignature signature, PGPPublicKey by, Check check) {
    if (signature.getHashAlgorithm() == HashAlgorithmTags.MD5) {
      return false;
    }
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), by);
      return check.passes(signature);
    } catch (PGPException | RuntimeException e) {
      // Keys of strange make come from the network: what cannot be verified is not valid.
      return false;
    }
  }

  private Optional<String> revocation(PGPPublicKey key, int type) {
    for (PGPSignature revocation : ofType(key, type)) {
      boolean valid =
          verifies(
              revocation,
              primary,
              s ->
                  key.isMasterKey()
                      ? s.verifyCertification(key)
                      : s.verifyCertification(primary, key));
      if (valid) {
        return Optional.of(reason(revocation));
      }
    }
    return Optional.empty();
  }

  private static String reason(PGPSignature revocation) {
    String when = "on " + SignatureVerifier.day(revocation.getCreationTime().toInstant());
    RevocationReason reason =
        revocation.hasSubpackets() ? revocation.getHashedSubPackets().getRevocationReason() : null;
    String text = reason == null ? "" : reason.getRevocationDescription().strip();
    return text.isEmpty() ? when : when + ": " + text.replaceAll("\\p{Cntrl}", " ");
  }

  private static Optional<PGPSignature> newest(List<PGPSignature> signatures) {
    return signatures.stream().max(Comparator.comparing(PGPSignature::getCreationTime));
  }

  private static Optional<Instant> expiry(PGPPublicKey key, PGPSignature self) {
    long seconds = self.hasSubpackets() ? self.getHashedSubPackets().getKeyExpirationTime() : 0;
    Date created = key.getCreationTime();
    return seconds == 0 ? Optional.empty() : Optional.of(created.toInstant().plusSeconds(seconds));
  }

  private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
    return a.isEmpty() || (b.isPresent() && b.get().isBefore(a.get())) ? b : a;
  }

  private static Optional<String> unfit(PGPPublicKey key, PGPSignature statement) {
    PGPSignatureSubpacketVector said =
        statement.hasSubpackets() ? statement.getHashedSubPackets() : null;
    if (said != null && !mayBeFlagged(said)) {
      return Optional.of("its owner did not mean it for signing");
    }
    boolean rsa = key.getPublicKeyPacket().getKey() instanceof RSAPublicBCPGKey;
    int bits = key.getBitStrength();
    return rsa && bits < WEAKEST_RSA
        ? Optional.of("it has only " + bits + " bits")
        : Optional.empty();
  }

  private static boolean mayBeFlagged(@Nullable PGPSignatureSubpacketVector said) {
    int flags = said == null ? 0 : said.getKeyFlags();
    return flags == 0 || (flags & KeyFlags.SIGN_DATA) != 0;
  }
}
