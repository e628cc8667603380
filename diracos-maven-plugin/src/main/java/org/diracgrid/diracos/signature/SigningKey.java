package org.diracgrid.diracos.signature;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPPublicKey;

/**
 * A key that may have made a signature, with what its certificate says of it.
 *
 * @param key the primary key or a subkey
 * @param expires when it ends, or its primary key, whichever is first
 * @param revocation why it, or its primary key, was withdrawn; empty if it was not
 * @param unfit why it must not sign although it is neither expired nor revoked
 */
record SigningKey(
    PGPPublicKey key,
    Optional<Instant> expires,
    Optional<String> revocation,
    Optional<String> unfit) {

  /** The key's number as rpm and gpg print it in full. */
  static String name(long id) {
    return String.format(Locale.ROOT, "%016X", id);
  }

  String name() {
    return name(key.getKeyID());
  }

  String fingerprint() {
    return HexFormat.of().withUpperCase().formatHex(key.getFingerprint());
  }
}
