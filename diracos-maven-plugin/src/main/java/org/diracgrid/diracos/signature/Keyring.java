package org.diracgrid.diracos.signature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * The public keys whose signatures count: those of the files that the user named. Immutable.
 *
 * <p>Reading verifies what each key says about itself; whether a key may be used is judged for each
 * signature, by {@link SignatureVerifier}. Keys of unknown versions and algorithms are skipped
 * where others remain, as gpg does.
 */
public final class Keyring {

  /** A file of keys larger than this is refused: 4 MiB, a thousand times an ordinary key. */
  public static final int MAX_BYTES = 4 << 20;

  private static final int MAX_PACKETS = 20_000;
  private static final int MAX_KEYS = 1000;

  private final List<Certificate> certificates;

  private Keyring(List<Certificate> certificates) {
    this.certificates = List.copyOf(certificates);
  }

  /** A key and the certificate that it belongs to. */
  record Candidate(Certificate certificate, ComponentKey key) {

    /** Whether it is not a subkey. */
    boolean isPrimary() {
      return key.fingerprint().equals(certificate.primary().fingerprint());
    }
  }

  /**
   * Reads a file of public keys: binary packets, or text with armoured blocks and anything around
   * them; one key or many.
   *
   * @param name the name of the file or its address, for messages
   * @throws DiracosException {@code DOS-SIGN-09} if there is no public key that can be used
   */
  public static Keyring read(byte[] bytes, String name) {
    if (bytes.length > MAX_BYTES) {
      throw SignatureProblems.unreadableKeys(
          name, "it has " + bytes.length + " bytes, where " + MAX_BYTES + " are the most");
    }
    try {
      return of(certificates(bytes, name));
    } catch (MalformedPgpException e) {
      throw SignatureProblems.unreadableKeys(name, e.because());
    }
  }

  private static Map<Packet, Certificate> certificates(byte[] bytes, String name)
      throws MalformedPgpException {
    List<Packet> packets = new ArrayList<>();
    if (Armor.isArmored(bytes)) {
      for (byte[] block : Armor.decode(bytes, Armor.KEYS)) {
        packets.addAll(Packet.readAll(block, MAX_PACKETS));
      }
      if (packets.isEmpty()) {
        throw new MalformedPgpException(
            Armor.holds(bytes, Armor.SECRET_KEYS)
                ? "it holds a secret key"
                : "it has no block that begins with -----BEGIN PGP PUBLIC KEY BLOCK-----");
      }
    } else {
      packets.addAll(Packet.readAll(bytes, MAX_PACKETS));
    }
    Map<Packet, Certificate> found = new LinkedHashMap<>();
    String skipped = "it is empty";
    List<TransferableKey> keys = TransferableKey.parse(packets);
    if (keys.size() > MAX_KEYS) {
      throw new MalformedPgpException("it holds more than " + MAX_KEYS + " keys");
    }
    for (TransferableKey key : keys) {
      try {
        add(found, key, name);
      } catch (MalformedPgpException e) {
        skipped = e.because();
      }
    }
    if (found.isEmpty()) {
      throw new MalformedPgpException(skipped);
    }
    return found;
  }

  private static void add(Map<Packet, Certificate> found, TransferableKey key, String source)
      throws MalformedPgpException {
    Certificate known = found.get(key.primary());
    found.put(
        key.primary(),
        known == null
            ? Certificate.of(key, source)
            : Certificate.of(known.packets().merge(key), known.source()));
  }

  private static Keyring of(Map<Packet, Certificate> found) {
    return new Keyring(List.copyOf(found.values()));
  }

  /**
   * All keys of several files. A key that is in more than one is one key, and a revocation in any
   * of them counts.
   */
  public static Keyring of(List<Keyring> keyrings) {
    Map<Packet, Certificate> found = new LinkedHashMap<>();
    for (Keyring keyring : keyrings) {
      for (Certificate certificate : keyring.certificates) {
        Certificate known = found.putIfAbsent(certificate.packets().primary(), certificate);
        if (known != null) {
          try {
            add(found, certificate.packets(), certificate.source());
          } catch (MalformedPgpException e) {
            throw new IllegalStateException("a key that could be read before", e);
          }
        }
      }
    }
    return of(found);
  }

  /** Whether there is no key at all. */
  public boolean isEmpty() {
    return certificates.isEmpty();
  }

  /** The fingerprints of the primary keys, upper-case hexadecimal, in the order of the files. */
  public List<String> fingerprints() {
    return certificates.stream().map(certificate -> certificate.primary().fingerprint()).toList();
  }

  /** The keys that one of the issuers of a signature may mean. */
  List<Candidate> find(List<KeyIdentifier> issuers) {
    return certificates.stream()
        .flatMap(
            certificate ->
                certificate.keys().stream()
                    .filter(key -> key.key().getKeyIdentifier().isPresentIn(issuers))
                    .map(key -> new Candidate(certificate, key)))
        .toList();
  }

  /** The keys and their files, for messages. */
  String describe() {
    int shown = 10;
    String list =
        certificates.stream()
            .limit(shown)
            .map(certificate -> certificate.label() + " of " + certificate.source())
            .collect(Collectors.joining("\n"));
    int more = certificates.size() - shown;
    return more > 0 ? list + "\nand " + more + " more" : list;
  }

  @Override
  public String toString() {
    return "keys " + fingerprints();
  }
}
