package org.diracgrid.diracos.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.DSAPrivateKey;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.DSAParameters;
import org.bouncycastle.crypto.params.DSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.DSAPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.PGPV3SignatureGenerator;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/**
 * A key pair that writes its public key packet by packet, so that each can be left out or wrong.
 */
public final class TestKey {

  /** When keys of tests are made. */
  public static final Instant BORN = Instant.parse("2020-01-01T00:00:00Z");

  /** Key flag: may sign keys. */
  public static final int CERTIFY = 0x01;

  /** Key flag: may sign data. */
  public static final int SIGN = 0x02;

  static final int ENCRYPT = 0x0C;

  private static final Map<String, AsymmetricCipherKeyPair> NUMBERS = new ConcurrentHashMap<>();

  private final PGPKeyPair pair;
  private final int version;
  private final List<byte[]> parts = new ArrayList<>();

  private TestKey(PGPKeyPair pair, int version) {
    this.pair = pair;
    this.version = version;
  }

  /** RSA; numbers are made once for each size and name. */
  static TestKey rsa(int bits, String name) {
    return of(4, PublicKeyAlgorithmTags.RSA_GENERAL, numbers("RSA", bits, name), BORN);
  }

  static TestKey dsa(int bits) {
    return of(4, PublicKeyAlgorithmTags.DSA, numbers("DSA", bits, ""), BORN);
  }

  /** Ed25519 in the encoding of before the standard, as gpg writes it. */
  static TestKey ed25519Legacy() {
    return of(4, PublicKeyAlgorithmTags.EDDSA_LEGACY, numbers("Ed25519", 0, "legacy"), BORN);
  }

  static TestKey ed25519(int version) {
    return of(version, PublicKeyAlgorithmTags.Ed25519, numbers("Ed25519", 0, "v" + version), BORN);
  }

  /** Ed25519 as gpg writes it; numbers are made once for each name. */
  public static TestKey ed25519(String name, Instant born) {
    return of(4, PublicKeyAlgorithmTags.EDDSA_LEGACY, numbers("Ed25519", 0, name), born);
  }

  private static TestKey of(
      int version, int algorithm, AsymmetricCipherKeyPair numbers, Instant born) {
    try {
      return new TestKey(new BcPGPKeyPair(version, algorithm, numbers, Date.from(born)), version);
    } catch (PGPException e) {
      throw new AssertionError(e);
    }
  }

  private static AsymmetricCipherKeyPair numbers(String kind, int bits, String name) {
    return NUMBERS.computeIfAbsent(kind + bits + name, n -> make(kind, bits));
  }

  private static AsymmetricCipherKeyPair make(String kind, int bits) {
    if (kind.equals("Ed25519")) {
      Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
      generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
      return generator.generateKeyPair();
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      generator.initialize(bits);
      java.security.KeyPair made = generator.generateKeyPair();
      if (made.getPrivate() instanceof RSAPrivateCrtKey key) {
        BigInteger exponent = ((RSAPublicKey) made.getPublic()).getPublicExponent();
        return new AsymmetricCipherKeyPair(
            new RSAKeyParameters(false, key.getModulus(), exponent),
            new RSAPrivateCrtKeyParameters(
                key.getModulus(),
                exponent,
                key.getPrivateExponent(),
                key.getPrimeP(),
                key.getPrimeQ(),
                key.getPrimeExponentP(),
                key.getPrimeExponentQ(),
                key.getCrtCoefficient()));
      }
      DSAPrivateKey key = (DSAPrivateKey) made.getPrivate();
      DSAParameters group =
          new DSAParameters(key.getParams().getP(), key.getParams().getQ(), key.getParams().getG());
      return new AsymmetricCipherKeyPair(
          new DSAPublicKeyParameters(((DSAPublicKey) made.getPublic()).getY(), group),
          new DSAPrivateKeyParameters(key.getX(), group));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Upper-case hexadecimal digits. */
  public String fingerprint() {
    return HexFormat.of().formatHex(pair.getPublicKey().getFingerprint()).toUpperCase(Locale.ROOT);
  }

  PGPKeyPair pair() {
    return pair;
  }

  /** What a signature says. */
  public record Said(int hash, Consumer<PGPSignatureSubpacketGenerator> hashed, Instant created) {
    /** Says nothing, with SHA-512. */
    public static Said at(Instant created) {
      return new Said(HashAlgorithmTags.SHA512, g -> {}, created);
    }

    /** With another hash. */
    public Said hash(int other) {
      return new Said(other, hashed, created);
    }

    Said with(Consumer<PGPSignatureSubpacketGenerator> more) {
      return new Said(hash, hashed.andThen(more), created);
    }

    /** What the key may be used for. */
    public Said flags(int flags) {
      return with(g -> g.setKeyFlags(true, flags));
    }

    /** How many seconds the key lives. */
    public Said lifetime(long seconds) {
      return with(g -> g.setKeyExpirationTime(true, seconds));
    }

    /** Why the key is revoked. */
    public Said reason(int code) {
      return with(g -> g.setRevocationReason(false, (byte) code, ""));
    }
  }

  /** Adds the primary key alone. */
  public TestKey bare() {
    try {
      parts.add(pair.getPublicKey().getPublicKeyPacket().getEncoded());
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The whole of an ordinary signing key. */
  public TestKey plain(String name) {
    return bare().userId(name, Said.at(BORN).flags(CERTIFY | SIGN));
  }

  /** Adds a user ID and what is said with it. */
  public TestKey userId(String name, Said said) {
    byte[] id = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    parts.add(new Packet(Packet.USER_ID, id).encoded());
    return add(
        PGPSignature.POSITIVE_CERTIFICATION, said, g -> g.generateCertification(name, key()));
  }

  TestKey userIdRevocation(String name, Said said) {
    return add(
        PGPSignature.CERTIFICATION_REVOCATION, said, g -> g.generateCertification(name, key()));
  }

  TestKey direct(Said said) {
    return add(PGPSignature.DIRECT_KEY, said, g -> g.generateCertification(key()));
  }

  /** Adds a revocation of the primary key. */
  public TestKey revoke(Said said) {
    return add(PGPSignature.KEY_REVOCATION, said, g -> g.generateCertification(key()));
  }

  /** Adds a subkey, whose consent comes from {@code consenting}. */
  TestKey subkey(TestKey subkey, Said said, TestKey consenting) {
    try {
      parts.add(subkey.subkeyPacket());
      PGPSignature consent =
          consenting.sign(
              PGPSignature.PRIMARYKEY_BINDING,
              Said.at(said.created()).hash(said.hash()),
              g -> g.generateCertification(key(), subkey.key()));
      return add(
          PGPSignature.SUBKEY_BINDING,
          said.with(
              g -> {
                try {
                  g.addEmbeddedSignature(false, consent);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }),
          g -> g.generateCertification(key(), subkey.key()));
    } catch (IOException | PGPException e) {
      throw new AssertionError(e);
    }
  }

  TestKey subkeyWithoutConsent(TestKey subkey, Said said) {
    try {
      parts.add(subkey.subkeyPacket());
      return add(
          PGPSignature.SUBKEY_BINDING, said, g -> g.generateCertification(key(), subkey.key()));
    } catch (IOException | PGPException e) {
      throw new AssertionError(e);
    }
  }

  TestKey subkeyRevocation(TestKey subkey, Said said) {
    return add(
        PGPSignature.SUBKEY_REVOCATION, said, g -> g.generateCertification(key(), subkey.key()));
  }

  private byte[] subkeyPacket() throws IOException, PGPException {
    return pair.asSubkey(new BcKeyFingerprintCalculator())
        .getPublicKey()
        .getPublicKeyPacket()
        .getEncoded();
  }

  private org.bouncycastle.openpgp.PGPPublicKey key() {
    return pair.getPublicKey();
  }

  @FunctionalInterface
  private interface Generation {
    PGPSignature run(PGPSignatureGenerator generator) throws PGPException;
  }

  private TestKey add(int type, Said said, Generation generation) {
    try {
      parts.add(sign(type, said, generation).getEncoded());
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private PGPSignature sign(int type, Said said, Generation generation) {
    try {
      PGPSignatureGenerator generator =
          new PGPSignatureGenerator(
              new BcPGPContentSignerBuilder(key().getAlgorithm(), said.hash()), key());
      generator.init(type, pair.getPrivateKey());
      PGPSignatureSubpacketGenerator hashed = new PGPSignatureSubpacketGenerator();
      hashed.setSignatureCreationTime(true, Date.from(said.created()));
      hashed.setIssuerFingerprint(false, key());
      said.hashed().accept(hashed);
      generator.setHashedSubpackets(hashed.generate());
      if (version == 4) {
        PGPSignatureSubpacketGenerator unhashed = new PGPSignatureSubpacketGenerator();
        unhashed.setIssuerKeyID(false, key().getKeyID());
        generator.setUnhashedSubpackets(unhashed.generate());
      }
      return generation.run(generator);
    } catch (PGPException e) {
      throw new AssertionError(e);
    }
  }

  /** A detached signature, binary. */
  public byte[] sign(byte[] content, Said said) {
    return sign(PGPSignature.BINARY_DOCUMENT, content, said);
  }

  byte[] sign(int type, byte[] content, Said said) {
    try {
      return sign(
              type,
              said,
              g -> {
                g.update(content);
                return g.generate();
              })
          .getEncoded();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A detached signature of version 3, whose time is now. */
  byte[] signVersion3(byte[] content, int hash) {
    try {
      PGPV3SignatureGenerator generator =
          new PGPV3SignatureGenerator(new BcPGPContentSignerBuilder(key().getAlgorithm(), hash));
      generator.init(PGPSignature.BINARY_DOCUMENT, pair.getPrivateKey());
      generator.update(content);
      return generator.generate().getEncoded();
    } catch (IOException | PGPException e) {
      throw new AssertionError(e);
    }
  }

  /** The public key, binary. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  Keyring keyring() {
    return Keyring.read(bytes(), "KEY");
  }

  /** Packets as text. */
  public static byte[] armor(byte[] packets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream armored = ArmoredOutputStream.builder().build(out)) {
      armored.write(packets);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** A critical subpacket of a kind that nobody knows. */
  static SignatureSubpacket demand() {
    return new SignatureSubpacket(101, true, false, new byte[] {1}) {};
  }
}
