package org.diracgrid.diracos.signature;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.BCPGKey;
import org.bouncycastle.bcpg.DSAPublicBCPGKey;
import org.bouncycastle.bcpg.ECPublicBCPGKey;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.RSAPublicBCPGKey;
import org.bouncycastle.openpgp.PGPPublicKey;

/**
 * Which algorithms are strong enough.
 *
 * <ul>
 *   <li>Hashes over data: SHA-2 and SHA-3. MD5, SHA-1 and RIPEMD-160 are refused (RFC 9580, 9.5).
 *   <li>Hashes in a key's signatures over itself: SHA-1 as well, at any date. A key is trusted
 *       since the user named its file; to abuse SHA-1 there, one had to make the key's owner sign a
 *       prepared collision. Keys of long-lived distributions have nothing better, nor do keys that
 *       gpg 2.0 (CentOS 7) makes today.
 *   <li>RSA from 2048 to 16384 bits, DSA from 2048 bits with a q of 224, the NIST and Brainpool
 *       curves from 256 bits, Ed25519 in both encodings, Ed448. DSA of 1024 bits, as in the
 *       nineties, is within reach of those who broke such numbers, and no distribution that gets
 *       updates signs with it.
 * </ul>
 *
 * The upper bounds keep a hostile key from costing minutes.
 */
final class Algorithms {

  private static final Map<Integer, String> HASHES =
      Map.of(
          HashAlgorithmTags.MD5, "MD5",
          HashAlgorithmTags.SHA1, "SHA-1",
          HashAlgorithmTags.RIPEMD160, "RIPEMD-160",
          HashAlgorithmTags.SHA256, "SHA-256",
          HashAlgorithmTags.SHA384, "SHA-384",
          HashAlgorithmTags.SHA512, "SHA-512",
          HashAlgorithmTags.SHA224, "SHA-224",
          HashAlgorithmTags.SHA3_256, "SHA3-256",
          HashAlgorithmTags.SHA3_512, "SHA3-512");

  private static final Set<Integer> STRONG_HASHES =
      Set.of(
          HashAlgorithmTags.SHA256,
          HashAlgorithmTags.SHA384,
          HashAlgorithmTags.SHA512,
          HashAlgorithmTags.SHA224,
          HashAlgorithmTags.SHA3_256,
          HashAlgorithmTags.SHA3_512);

  /** NIST P-256, P-384, P-521 and Brainpool P256r1, P384r1, P512r1. */
  private static final Set<String> CURVES =
      Set.of(
          "1.2.840.10045.3.1.7",
          "1.3.132.0.34",
          "1.3.132.0.35",
          "1.3.36.3.3.2.8.1.1.7",
          "1.3.36.3.3.2.8.1.1.11",
          "1.3.36.3.3.2.8.1.1.13");

  private static final String ED25519 = "1.3.6.1.4.1.11591.15.1";

  /** RSA that only signs: deprecated, but old keys are of this kind (RFC 9580, 9.1). */
  private static final int RSA_SIGN = 3;

  private Algorithms() {}

  /** Whether a signature of the one algorithm can be by a key of the other. */
  static boolean agree(int signature, int key) {
    return signature == key || (isRsa(signature) && isRsa(key));
  }

  private static boolean isRsa(int algorithm) {
    return algorithm == PublicKeyAlgorithmTags.RSA_GENERAL || algorithm == RSA_SIGN;
  }

  /** The name of a hash algorithm. */
  static String hashName(int algorithm) {
    return HASHES.getOrDefault(algorithm, "hash algorithm " + algorithm);
  }

  /** Whether a signature over data may use the hash. */
  static boolean isStrongHash(int algorithm) {
    return STRONG_HASHES.contains(algorithm);
  }

  /** Whether a key's signature over itself may use the hash. */
  static boolean isSelfSignatureHash(int algorithm) {
    return isStrongHash(algorithm) || algorithm == HashAlgorithmTags.SHA1;
  }

  /** Why no signature of the key is believed; empty if it is strong. */
  static Optional<String> weakness(PGPPublicKey key) {
    BCPGKey material = key.getPublicKeyPacket().getKey();
    switch (key.getAlgorithm()) {
      case PublicKeyAlgorithmTags.RSA_GENERAL, RSA_SIGN -> {
        return material instanceof RSAPublicBCPGKey rsa ? weakness(rsa) : unsupported(key);
      }
      case PublicKeyAlgorithmTags.DSA -> {
        return material instanceof DSAPublicBCPGKey dsa ? weakness(dsa) : unsupported(key);
      }
      case PublicKeyAlgorithmTags.ECDSA -> {
        return material instanceof ECPublicBCPGKey curve
                && CURVES.contains(curve.getCurveOID().getId())
            ? Optional.empty()
            : Optional.of("ECDSA on a curve that is not supported");
      }
      case PublicKeyAlgorithmTags.EDDSA_LEGACY -> {
        return material instanceof ECPublicBCPGKey curve
                && curve.getCurveOID().getId().equals(ED25519)
            ? Optional.empty()
            : Optional.of("EdDSA on a curve other than Ed25519");
      }
      case PublicKeyAlgorithmTags.Ed25519, PublicKeyAlgorithmTags.Ed448 -> {
        return Optional.empty();
      }
      default -> {
        return unsupported(key);
      }
    }
  }

  private static Optional<String> unsupported(PGPPublicKey key) {
    return Optional.of("algorithm " + key.getAlgorithm() + ", which signs nothing here");
  }

  private static Optional<String> weakness(RSAPublicBCPGKey rsa) {
    int bits = rsa.getModulus().bitLength();
    BigInteger exponent = rsa.getPublicExponent();
    if (bits < 2048) {
      return Optional.of("RSA of " + bits + " bits, where 2048 are the least");
    }
    if (bits > 16384 || exponent.bitLength() > 64 || exponent.bitLength() < 2) {
      return Optional.of("RSA with unusual numbers");
    }
    return Optional.empty();
  }

  private static Optional<String> weakness(DSAPublicBCPGKey dsa) {
    int bits = dsa.getP().bitLength();
    if (bits < 2048 || dsa.getQ().bitLength() < 224) {
      return Optional.of("DSA of " + bits + " bits, where 2048 are the least");
    }
    if (bits > 4096
        || dsa.getQ().bitLength() > 512
        || dsa.getG().bitLength() > bits
        || dsa.getY().bitLength() > bits) {
      return Optional.of("DSA with unusual numbers");
    }
    return Optional.empty();
  }
}
