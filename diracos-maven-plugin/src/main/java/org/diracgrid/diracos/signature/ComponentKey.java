package org.diracgrid.diracos.signature;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.openpgp.PGPPublicKey;

/**
 * A primary key or subkey, with what was said about it by signatures that were verified.
 *
 * @param key the numbers
 * @param bindings of a subkey: the bindings to its primary key; empty for a primary key
 * @param revocations what takes this key back
 */
record ComponentKey(PGPPublicKey key, List<Statement> bindings, List<Statement> revocations) {

  ComponentKey {
    bindings = List.copyOf(bindings);
    revocations = List.copyOf(revocations);
  }

  /** Upper-case hexadecimal digits, as gpg and rpm print them. */
  String fingerprint() {
    return fingerprint(key);
  }

  static String fingerprint(PGPPublicKey key) {
    return HexFormat.of().formatHex(key.getFingerprint()).toUpperCase(Locale.ROOT);
  }
}
