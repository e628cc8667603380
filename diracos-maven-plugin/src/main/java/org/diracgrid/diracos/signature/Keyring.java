package org.diracgrid.diracos.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.diracgrid.diracos.problem.DiracosException;

/** The public keys whose signatures are believed. */
public final class Keyring {

  /** No keys at all. */
  public static final Keyring EMPTY = new Keyring(List.of());

  private static final String ARMOUR = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
  private static final int MAX_BYTES = 8 << 20;

  private final List<SigningKey> keys;

  private Keyring(List<SigningKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads a key file: armoured blocks, one after the other, or binary packets; several certificates
   * may follow each other.
   *
   * @param where its name in messages
   * @throws DiracosException DOS-SIGN-09 if there is no public key in it
   */
  public static Keyring read(byte[] content, String where) {
    if (content.length > MAX_BYTES) {
      throw DiracosException.of(SignatureProblem.badKeys(where, "it is bigger than 8 MiB"));
    }
    List<SigningKey> keys = new ArrayList<>();
    try {
      for (byte[] block : Armour.blocks(content, ARMOUR)) {
        read(block, keys);
      }
    } catch (IOException | PGPException | RuntimeException e) {
      // The library answers broken packets with exceptions of many kinds.
      throw DiracosException.of(SignatureProblem.badKeys(where, Armour.reason(e)), e);
    }
    if (keys.isEmpty()) {
      throw DiracosException.of(SignatureProblem.badKeys(where, ""));
    }
    return new Keyring(keys);
  }

  private static void read(byte[] block, List<SigningKey> keys) throws IOException, PGPException {
    try (InputStream in = PGPUtil.getDecoderStream(new ByteArrayInputStream(block))) {
      BcPGPObjectFactory objects = new BcPGPObjectFactory(in);
      for (Object next = objects.nextObject(); next != null; next = objects.nextObject()) {
        if (next instanceof PGPPublicKeyRing ring) {
          keys.addAll(CertificateReader.read(ring));
        }
      }
    }
  }

  /** All keys of several rings. */
  public static Keyring of(List<Keyring> rings) {
    return new Keyring(rings.stream().flatMap(ring -> ring.keys.stream()).toList());
  }

  /** True if there is no key. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** The fingerprints, in hexadecimal, of all keys. */
  public Set<String> fingerprints() {
    Set<String> result = new TreeSet<>();
    keys.forEach(key -> result.add(key.fingerprint()));
    return result;
  }

  /** The keys of that number; more than one only if somebody went to great length for it. */
  List<SigningKey> find(long id) {
    return keys.stream().filter(key -> key.key().getKeyID() == id).toList();
  }
}
