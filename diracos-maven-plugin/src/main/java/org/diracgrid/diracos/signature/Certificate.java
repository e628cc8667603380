package org.diracgrid.diracos.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;

/**
 * A public key of somebody: a primary key and its subkeys, with what the primary key has verifiably
 * said about them (RFC 9580, 5.2.1 and 10.1). Signatures by others are not looked at.
 *
 * <p>Revocations count whatever hash they use, everything else needs {@link
 * Algorithms#isSelfSignatureHash}. A subkey that may sign must have signed its binding in turn
 * (5.2.1.9): else somebody could claim another's subkey and with it the signatures it made.
 */
final class Certificate {

  private static final int MAX_OWNER = 80;

  /** A binding has one consent of its subkey; more only cost time. */
  private static final int MAX_EMBEDDED = 4;

  private final TransferableKey packets;
  private final String source;
  private final ComponentKey primary;
  private final List<ComponentKey> subkeys;
  private final List<Statement> direct;
  private final List<Statement> certifications;
  private final String owner;

  private Certificate(TransferableKey packets, String source) throws MalformedPgpException {
    this.packets = packets;
    this.source = source;
    PGPPublicKey key = BouncyCastle.key(packets.primary());
    // Hostile numbers are slow: a key too weak to be believed is not computed with either.
    boolean usable = Algorithms.weakness(key).isEmpty();
    List<PGPSignature> own = usable ? own(packets.signatures(packets.primary()), key) : List.of();
    this.direct =
        statements(own, type(PGPSignature.DIRECT_KEY), s -> s.verifyCertification(key), key);
    this.primary =
        new ComponentKey(
            key,
            List.of(),
            statements(
                own, type(PGPSignature.KEY_REVOCATION), s -> s.verifyCertification(key), key));
    List<Statement> named = new ArrayList<>();
    List<ComponentKey> others = new ArrayList<>();
    if (usable) {
      for (Packet id : packets.owners(Packet.USER_ID)) {
        named.addAll(certifications(id, key));
      }
      for (Packet packet : packets.owners(Packet.PUBLIC_SUBKEY)) {
        subkey(packet, key).ifPresent(others::add);
      }
    }
    this.certifications = List.copyOf(named);
    this.subkeys = List.copyOf(others);
    this.owner =
        packets.owners(Packet.USER_ID).stream()
            .findFirst()
            .map(id -> printable(id.body()))
            .orElse("");
  }

  /** A signature that is computed over what it should cover. */
  @FunctionalInterface
  private interface Computation {
    boolean verify(PGPSignature signature) throws PGPException;
  }

  /**
   * Verifies what a key says about itself.
   *
   * @param source the name of the file, for messages
   * @throws MalformedPgpException if the primary key is damaged or of an unknown kind; what else is
   *     wrong only says nothing
   */
  static Certificate of(TransferableKey packets, String source) throws MalformedPgpException {
    return new Certificate(packets, source);
  }

  /** The signatures that claim to be by the key and that can be parsed. */
  private static List<PGPSignature> own(List<Packet> packets, PGPPublicKey key) {
    List<PGPSignature> own = new ArrayList<>();
    for (Packet packet : packets) {
      try {
        PGPSignature signature = BouncyCastle.signature(packet);
        var issuers = signature.getKeyIdentifiers();
        boolean readable = !Statement.of(signature).created().equals(Instant.EPOCH);
        if (readable && (issuers.isEmpty() || key.getKeyIdentifier().isPresentIn(issuers))) {
          own.add(signature);
        }
      } catch (MalformedPgpException | RuntimeException e) {
        // It says nothing; the key may still have others that do.
      }
    }
    return own;
  }

  private static Predicate<PGPSignature> type(int type) {
    return signature -> signature.getSignatureType() == type;
  }

  private static List<Statement> statements(
      List<PGPSignature> signatures,
      Predicate<PGPSignature> kind,
      Computation computation,
      PGPPublicKey signer) {
    List<Statement> statements = new ArrayList<>();
    for (PGPSignature signature : signatures) {
      if (kind.test(signature) && isValid(signature, computation, signer)) {
        statements.add(Statement.of(signature));
      }
    }
    return List.copyOf(statements);
  }

  private static boolean isValid(PGPSignature signature, Computation computation, PGPPublicKey by) {
    boolean revocation = PGPSignature.isRevocation(signature.getSignatureType());
    return (revocation
            || (Algorithms.isSelfSignatureHash(signature.getHashAlgorithm())
                && Statement.unknownDemand(signature).isEmpty()))
        && BouncyCastle.holds(
            () -> BouncyCastle.start(signature, by) && computation.verify(signature));
  }

  private List<Statement> certifications(Packet id, PGPPublicKey key) {
    List<PGPSignature> own = own(packets.signatures(id), key);
    Computation overId = signature -> signature.verifyCertification(id.body(), key);
    List<Statement> made = statements(own, PGPSignature::isCertification, overId, key);
    return Statement.withoutRevoked(
        made, statements(own, type(PGPSignature.CERTIFICATION_REVOCATION), overId, key));
  }

  private Optional<ComponentKey> subkey(Packet packet, PGPPublicKey key) {
    PGPPublicKey subkey;
    try {
      subkey = BouncyCastle.key(packet);
    } catch (MalformedPgpException e) {
      // A subkey of a kind that is not known takes nothing from the others.
      return Optional.empty();
    }
    List<PGPSignature> own = own(packets.signatures(packet), key);
    Computation overBoth = signature -> signature.verifyCertification(key, subkey);
    Predicate<PGPSignature> bindings =
        type(PGPSignature.SUBKEY_BINDING).and(binding -> isCrossCertified(binding, key, subkey));
    return Optional.of(
        new ComponentKey(
            subkey,
            statements(own, bindings, overBoth, key),
            statements(own, type(PGPSignature.SUBKEY_REVOCATION), overBoth, key)));
  }

  /** Whether the subkey agrees to its binding; only those that sign need to. */
  private static boolean isCrossCertified(
      PGPSignature binding, PGPPublicKey key, PGPPublicKey subkey) {
    PGPSignatureSubpacketVector hashed = Statement.hashed(binding);
    if (hashed == null) {
      return false;
    }
    OptionalInt flags = Statement.of(binding).flags();
    if (flags.isPresent() && (flags.getAsInt() & Statement.SIGN_DATA) == 0) {
      return true;
    }
    return Algorithms.weakness(subkey).isEmpty()
        && Stream.of(hashed, binding.getUnhashedSubPackets())
            .flatMap(area -> embedded(area).stream())
            .limit(MAX_EMBEDDED)
            .anyMatch(
                signature ->
                    signature.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING
                        && isValid(signature, s -> s.verifyCertification(key, subkey), subkey));
  }

  private static List<PGPSignature> embedded(PGPSignatureSubpacketVector area) {
    List<PGPSignature> found = new ArrayList<>();
    BouncyCastle.holds(
        () -> {
          PGPSignatureList list = area.getEmbeddedSignatures();
          for (PGPSignature signature : list) {
            found.add(signature);
          }
          return true;
        });
    return found;
  }

  private static String printable(byte[] text) {
    String clean = new String(text, UTF_8).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    return clean.length() <= MAX_OWNER ? clean : clean.substring(0, MAX_OWNER) + "...";
  }

  /** The packets this was made from. */
  TransferableKey packets() {
    return packets;
  }

  /** The file it came from. */
  String source() {
    return source;
  }

  /** The primary key. */
  ComponentKey primary() {
    return primary;
  }

  /** Primary key and subkeys. */
  List<ComponentKey> keys() {
    return Stream.concat(Stream.of(primary), subkeys.stream()).toList();
  }

  /** The first user ID, made fit to print and not verified; possibly empty. */
  String owner() {
    return owner;
  }

  /** Fingerprint and owner, for messages. */
  String label() {
    return primary.fingerprint() + (owner.isEmpty() ? "" : " (" + owner + ")");
  }

  /** Whether anything that the key says about itself is in force. */
  boolean vouchesForItself(Instant now) {
    return Stream.concat(direct.stream(), certifications.stream()).anyMatch(s -> s.isAlive(now));
  }

  /** What the primary key may be used for; empty where it does not say. */
  OptionalInt flags(Instant now) {
    return newest(statement -> statement.flags().isPresent(), now)
        .map(Statement::flags)
        .orElse(OptionalInt.empty());
  }

  /** When the primary key expires. */
  Optional<Instant> expires(Instant now) {
    return newest(statement -> statement.lifetime().isPresent(), now)
        .flatMap(statement -> end(primary.key(), statement));
  }

  /** When a key ends that has this said about it. */
  static Optional<Instant> end(PGPPublicKey key, Statement statement) {
    return statement
        .lifetime()
        .filter(lifetime -> !lifetime.equals(Duration.ZERO))
        .map(lifetime -> key.getCreationTime().toInstant().plus(lifetime));
  }

  /** A direct signature goes before user IDs if it has what is asked for (RFC 9580, 5.2.3.10). */
  private Optional<Statement> newest(Predicate<Statement> wanted, Instant now) {
    Function<List<Statement>, Optional<Statement>> latest =
        statements -> Statement.newest(statements, now).filter(wanted);
    return latest.apply(direct).or(() -> latest.apply(certifications));
  }
}
