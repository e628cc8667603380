package org.diracgrid.diracos.signature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The packets of one public key, sorted, not believed (RFC 9580, 10.1).
 *
 * <pre>
 * Key     ::= Section+                       the first is that of the primary key
 * Section ::= Owner Signature*
 * Owner   ::= primary key | user ID | subkey | user attribute (skipped with its signatures)
 * </pre>
 */
final class TransferableKey {

  /** More signatures than this are an attack: each costs a computation. */
  private static final int MAX_SIGNATURES = 2000;

  /** RFC 9580 has no limit; gpg's is this one. */
  private static final int MAX_USER_ID = 2048;

  private final Packet primary;
  private final Map<Packet, Set<Packet>> sections = new LinkedHashMap<>();

  private TransferableKey(Packet primary) {
    this.primary = primary;
    sections.put(primary, new LinkedHashSet<>());
  }

  /**
   * Sorts packets into keys.
   *
   * @throws MalformedPgpException if there is a packet that does not belong into a file of keys
   */
  static List<TransferableKey> parse(List<Packet> packets) throws MalformedPgpException {
    List<TransferableKey> keys = new ArrayList<>();
    Set<Packet> section = null;
    for (Packet packet : packets) {
      switch (packet.tag()) {
        case Packet.MARKER, Packet.TRUST, Packet.PADDING -> {}
        case Packet.SECRET_KEY, Packet.SECRET_SUBKEY ->
            throw new MalformedPgpException("it holds a secret key");
        case Packet.PUBLIC_KEY -> {
          TransferableKey key = new TransferableKey(packet);
          keys.add(key);
          section = key.section(packet);
        }
        case Packet.USER_ID, Packet.PUBLIC_SUBKEY, Packet.USER_ATTRIBUTE -> {
          boolean skipped =
              packet.tag() == Packet.USER_ATTRIBUTE
                  || (packet.tag() == Packet.USER_ID && packet.body().length > MAX_USER_ID);
          TransferableKey key = last(keys, packet);
          section = skipped ? new LinkedHashSet<>() : key.section(packet);
        }
        case Packet.SIGNATURE -> {
          last(keys, packet);
          if (section != null) {
            section.add(packet);
          }
        }
        default ->
            throw new MalformedPgpException(
                "packet " + packet.tag() + " does not belong to a public key");
      }
    }
    for (TransferableKey key : keys) {
      key.checkSize();
    }
    return keys;
  }

  private static TransferableKey last(List<TransferableKey> keys, Packet packet)
      throws MalformedPgpException {
    if (keys.isEmpty()) {
      throw new MalformedPgpException(
          "it begins with packet " + packet.tag() + " and not with a public key");
    }
    return keys.get(keys.size() - 1);
  }

  private void checkSize() throws MalformedPgpException {
    if (sections.values().stream().mapToInt(Set::size).sum() > MAX_SIGNATURES) {
      throw new MalformedPgpException(
          "a key has more than " + MAX_SIGNATURES + " signatures; export it minimal");
    }
  }

  private Set<Packet> section(Packet owner) {
    return sections.computeIfAbsent(owner, o -> new LinkedHashSet<>());
  }

  /**
   * This key with what another copy of it knows besides, so that a revocation in any file counts.
   */
  TransferableKey merge(TransferableKey other) {
    TransferableKey merged = new TransferableKey(primary);
    sections.forEach((owner, signatures) -> merged.section(owner).addAll(signatures));
    other.sections.forEach((owner, signatures) -> merged.section(owner).addAll(signatures));
    return merged;
  }

  /** The primary key. */
  Packet primary() {
    return primary;
  }

  /** The user IDs or subkeys. */
  List<Packet> owners(int tag) {
    return sections.keySet().stream().filter(owner -> owner.tag() == tag).toList();
  }

  /** The signatures that stand behind the primary key, a user ID or a subkey. */
  List<Packet> signatures(Packet owner) {
    return List.copyOf(sections.getOrDefault(owner, Set.of()));
  }
}
