package org.diracgrid.diracos.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.bcpg.sig.RevocationReasonTags;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.DSAKeyPairGenerator;
import org.bouncycastle.crypto.generators.DSAParametersGenerator;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.DSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.DSAParameterGenerationParameters;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** Keys that tests make and sign with, sound or not. */
final class Keys {

  static final Instant MADE = Instant.parse("2024-01-01T00:00:00Z");
  static final Instant SIGNED = Instant.parse("2024-02-01T00:00:00Z");
  static final Instant TODAY = Instant.parse("2024-03-01T00:00:00Z");

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String USER = "Test <test@example.org>";

  /** Kinds of key. */
  enum Kind {
    RSA,
    DSA,
    EDDSA_LEGACY,
    ED25519
  }

  private Keys() {}

  static PGPKeyPair pair(Kind kind) throws PGPException {
    return pair(kind, 2048);
  }

  static PGPKeyPair pair(Kind kind, int bits) throws PGPException {
    AsymmetricCipherKeyPair keys =
        switch (kind) {
          case RSA -> {
            RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
            generator.init(
                new RSAKeyGenerationParameters(BigInteger.valueOf(65537), RANDOM, bits, 80));
            yield generator.generateKeyPair();
          }
          case DSA -> {
            DSAParametersGenerator parameters = new DSAParametersGenerator(new SHA256Digest());
            parameters.init(new DSAParameterGenerationParameters(1024, 160, 40, RANDOM));
            DSAKeyPairGenerator generator = new DSAKeyPairGenerator();
            generator.init(new DSAKeyGenerationParameters(RANDOM, parameters.generateParameters()));
            yield generator.generateKeyPair();
          }
          case EDDSA_LEGACY, ED25519 -> {
            Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
            generator.init(new Ed25519KeyGenerationParameters(RANDOM));
            yield generator.generateKeyPair();
          }
        };
    int algorithm =
        switch (kind) {
          case RSA -> PublicKeyAlgorithmTags.RSA_GENERAL;
          case DSA -> PublicKeyAlgorithmTags.DSA;
          case EDDSA_LEGACY -> PublicKeyAlgorithmTags.EDDSA_LEGACY;
          case ED25519 -> 27;
        };
    return new BcPGPKeyPair(PublicKeyPacket.VERSION_4, algorithm, keys, Date.from(MADE));
  }

  /** Fills the subpackets of a signature. */
  interface Fill {
    void in(PGPSignatureSubpacketGenerator packets) throws PGPException, IOException;
  }

  private static PGPSignatureGenerator generator(
      PGPKeyPair by, int type, int hash, Instant when, Fill fill) throws PGPException, IOException {
    PGPSignatureGenerator generator =
        new PGPSignatureGenerator(
            new BcPGPContentSignerBuilder(by.getPublicKey().getAlgorithm(), hash),
            by.getPublicKey());
    generator.init(type, by.getPrivateKey());
    PGPSignatureSubpacketGenerator packets = new PGPSignatureSubpacketGenerator();
    packets.setSignatureCreationTime(false, Date.from(when));
    packets.setIssuerKeyID(false, by.getKeyID());
    fill.in(packets);
    generator.setHashedSubpackets(packets.generate());
    return generator;
  }

  /** A public key with a self-signature. */
  static PGPPublicKey certificate(PGPKeyPair pair, int hash, Fill fill)
      throws PGPException, IOException {
    PGPPublicKey key = pair.getPublicKey();
    PGPSignature self =
        generator(pair, PGPSignature.POSITIVE_CERTIFICATION, hash, MADE, fill)
            .generateCertification(USER, key);
    return PGPPublicKey.addCertification(key, USER, self);
  }

  static PGPPublicKey certificate(PGPKeyPair pair) throws PGPException, IOException {
    return certificate(
        pair,
        HashAlgorithmTags.SHA256,
        packets -> packets.setKeyFlags(false, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA));
  }

  static PGPPublicKey revoked(PGPKeyPair pair, PGPKeyPair by) throws PGPException, IOException {
    PGPSignature revocation =
        generator(
                by,
                PGPSignature.KEY_REVOCATION,
                HashAlgorithmTags.SHA256,
                SIGNED,
                packets ->
                    packets.setRevocationReason(
                        false, RevocationReasonTags.KEY_COMPROMISED, "stolen"))
            .generateCertification(pair.getPublicKey());
    return PGPPublicKey.addCertification(certificate(pair), revocation);
  }

  /** A certificate whose primary key only certifies, and a subkey that signs. */
  static byte[] withSubkey(PGPKeyPair primary, PGPKeyPair subkey, boolean signsBack)
      throws PGPException, IOException {
    PGPPublicKey first =
        certificate(
            primary,
            HashAlgorithmTags.SHA256,
            packets -> packets.setKeyFlags(false, KeyFlags.CERTIFY_OTHER));
    PGPSignature back =
        generator(
                subkey,
                PGPSignature.PRIMARYKEY_BINDING,
                HashAlgorithmTags.SHA256,
                MADE,
                packets -> {})
            .generateCertification(primary.getPublicKey(), subkey.getPublicKey());
    PGPSignature binding =
        generator(
                primary,
                PGPSignature.SUBKEY_BINDING,
                HashAlgorithmTags.SHA256,
                MADE,
                packets -> {
                  packets.setKeyFlags(false, KeyFlags.SIGN_DATA);
                  if (signsBack) {
                    packets.addEmbeddedSignature(false, back);
                  }
                })
            .generateCertification(primary.getPublicKey(), subkey.getPublicKey());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    first.encode(out);
    byte[] sub = subkey.getPublicKey().getEncoded();
    // As a subkey the same body has the tag 14 instead of 6.
    boolean old = (sub[0] & 0x40) == 0;
    sub[0] = (byte) (old ? (sub[0] & 0xC3) | 14 << 2 : 0xC0 | 14);
    out.write(sub);
    binding.encode(out);
    return out.toByteArray();
  }

  static byte[] sign(PGPKeyPair by, byte[] data, int hash, Instant when, Fill fill)
      throws PGPException, IOException {
    PGPSignatureGenerator generator = generator(by, PGPSignature.BINARY_DOCUMENT, hash, when, fill);
    generator.update(data);
    return generator.generate().getEncoded();
  }

  static byte[] sign(PGPKeyPair by, byte[] data) throws PGPException, IOException {
    return sign(by, data, HashAlgorithmTags.SHA256, SIGNED, packets -> {});
  }

  static byte[] armoured(byte[]... packets) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] packet : packets) {
      try (OutputStream armour = ArmoredOutputStream.builder().clearHeaders().build(out)) {
        armour.write(packet);
      }
    }
    return out.toByteArray();
  }
}
