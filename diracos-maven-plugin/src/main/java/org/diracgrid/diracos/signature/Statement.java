package org.diracgrid.diracos.signature;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.RevocationReason;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.jspecify.annotations.Nullable;

/**
 * What a signature says besides being there: only its hashed subpackets (RFC 9580, 5.2.3), since
 * anyone can add others.
 *
 * @param created when it was made
 * @param expires from when on it says nothing any more
 * @param flags what the key may be used for (5.2.3.29)
 * @param lifetime how long the key lives from its creation; zero is for ever (5.2.3.13)
 * @param hard of a revocation: whether the key may have been in other hands, so that nothing it
 *     ever signed is believed (5.2.3.31)
 * @param reason of a revocation: why
 */
record Statement(
    Instant created,
    Optional<Instant> expires,
    OptionalInt flags,
    Optional<Duration> lifetime,
    boolean hard,
    String reason) {

  /** Key flag: this key may sign data. */
  static final int SIGN_DATA = 0x02;

  private static final int SUPERSEDED = 1;
  private static final int COMPROMISED = 2;
  private static final int RETIRED = 3;

  /**
   * Subpackets that may be critical; what a critical one of another kind asks for, nobody knows.
   */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          2, 3, 4, 5, 7, 9, 10, 11, 12, 16, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,
          35, 39);

  /** Reads what a signature says. */
  static Statement of(PGPSignature signature) {
    Instant created = signature.getCreationTime().toInstant();
    PGPSignatureSubpacketVector said = hashed(signature);
    if (said == null) {
      return new Statement(
          created, Optional.empty(), OptionalInt.empty(), Optional.empty(), true, reason(-1));
    }
    long seconds = said.getSignatureExpirationTime();
    int code =
        said.getSubpacket(SignatureSubpacketTags.REVOCATION_REASON) instanceof RevocationReason why
            ? why.getRevocationReason()
            : -1;
    return new Statement(
        created,
        seconds == 0 ? Optional.empty() : Optional.of(created.plusSeconds(seconds)),
        said.hasSubpacket(SignatureSubpacketTags.KEY_FLAGS)
            ? OptionalInt.of(said.getKeyFlags())
            : OptionalInt.empty(),
        said.hasSubpacket(SignatureSubpacketTags.KEY_EXPIRE_TIME)
            ? Optional.of(Duration.ofSeconds(said.getKeyExpirationTime()))
            : Optional.empty(),
        code != SUPERSEDED && code != RETIRED,
        reason(code));
  }

  private static String reason(int code) {
    return switch (code) {
      case SUPERSEDED -> "it was superseded";
      case COMPROMISED -> "it was compromised";
      case RETIRED -> "it was retired";
      default -> "no reason was given";
    };
  }

  /** What the owner signed; null for version 3, which has no subpackets. */
  static @Nullable PGPSignatureSubpacketVector hashed(PGPSignature signature) {
    return signature.getVersion() < 4 ? null : signature.getHashedSubPackets();
  }

  /** A critical subpacket that is not understood, so that the signature says nothing (5.2.3.7). */
  static OptionalInt unknownDemand(PGPSignature signature) {
    PGPSignatureSubpacketVector said = hashed(signature);
    if (said != null) {
      for (SignatureSubpacket subpacket : said.toArray()) {
        if (subpacket.isCritical() && !UNDERSTOOD.contains(subpacket.getType())) {
          return OptionalInt.of(subpacket.getType());
        }
      }
    }
    return OptionalInt.empty();
  }

  /** Whether it is said and not yet taken back at this time. */
  boolean isAlive(Instant at) {
    return !created.isAfter(at) && expires.map(at::isBefore).orElse(true);
  }

  /** The newest that is alive at this time. */
  static Optional<Statement> newest(Collection<Statement> statements, Instant at) {
    return statements.stream()
        .filter(statement -> statement.isAlive(at))
        .max(Comparator.comparing(Statement::created));
  }

  /** Those that no revocation of the same age or newer takes back. */
  static List<Statement> withoutRevoked(List<Statement> statements, List<Statement> revocations) {
    return statements.stream()
        .filter(
            statement -> revocations.stream().allMatch(r -> r.created.isBefore(statement.created)))
        .toList();
  }
}
