package org.diracgrid.diracos.repo;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** Signs repomd.xml with a key of its own. */
final class TestSigner {

  private final PGPKeyPair pair;

  TestSigner() throws Exception {
    Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
    generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
    pair =
        new BcPGPKeyPair(
            PublicKeyPacket.VERSION_4,
            PublicKeyAlgorithmTags.EDDSA_LEGACY,
            generator.generateKeyPair(),
            Date.from(Clock.systemUTC().instant().minusSeconds(60)));
  }

  private PGPSignatureGenerator generator(int type) throws Exception {
    PGPSignatureGenerator generator =
        new PGPSignatureGenerator(
            new BcPGPContentSignerBuilder(
                PublicKeyAlgorithmTags.EDDSA_LEGACY, HashAlgorithmTags.SHA256),
            pair.getPublicKey());
    generator.init(type, pair.getPrivateKey());
    return generator;
  }

  byte[] publicKey() throws Exception {
    PGPSignature self =
        generator(PGPSignature.POSITIVE_CERTIFICATION)
            .generateCertification("a@b", pair.getPublicKey());
    return PGPPublicKey.addCertification(pair.getPublicKey(), "a@b", self).getEncoded();
  }

  byte[] sign(byte[] data) throws Exception {
    PGPSignatureGenerator generator = generator(PGPSignature.BINARY_DOCUMENT);
    generator.update(data);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream armour = ArmoredOutputStream.builder().build(out)) {
      generator.generate().encode(armour);
    }
    return out.toByteArray();
  }
}
