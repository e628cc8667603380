package org.diracgrid.diracos.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * The seam to Bouncy Castle: packets become its objects, and whatever it throws at bad ones becomes
 * {@link MalformedPgpException}.
 *
 * <p>Only its own implementations of the algorithms are used. No security provider is registered,
 * since the JVM belongs to Maven and to every other plugin.
 */
final class BouncyCastle {

  /** A computation of Bouncy Castle's over bytes that nobody has vouched for. */
  @FunctionalInterface
  interface Check {
    boolean run() throws PGPException, IOException;
  }

  private BouncyCastle() {}

  /** The key in a packet of a public key or subkey, version 4 or 6. */
  static PGPPublicKey key(Packet packet) throws MalformedPgpException {
    int version = packet.version();
    if (version != 4 && version != 6) {
      throw new MalformedPgpException("keys of version " + version + " are not supported");
    }
    if (version == 6 && packet.u32(6) != packet.body().length - 10L) {
      throw new MalformedPgpException("a key lies about its length");
    }
    try (BCPGInputStream in = new BCPGInputStream(new ByteArrayInputStream(packet.encoded()))) {
      if (in.readPacket() instanceof PublicKeyPacket key) {
        return new PGPPublicKey(key, new BcKeyFingerprintCalculator());
      }
      throw new MalformedPgpException("a key packet holds no key");
    } catch (IOException | PGPException | RuntimeException e) {
      throw new MalformedPgpException("a key is damaged or of a kind that is not supported", e);
    }
  }

  /** The signature in a packet, version 3, 4 or 6. */
  static PGPSignature signature(Packet packet) throws MalformedPgpException {
    int version = packet.version();
    if (version != 3 && version != 4 && version != 6) {
      throw new MalformedPgpException("signatures of version " + version + " are not supported");
    }
    if (version == 6) {
      long hashed = packet.u32(4);
      if (hashed > packet.body().length - 12L
          || packet.u32(8 + (int) hashed) > packet.body().length - 12L - hashed) {
        throw new MalformedPgpException("a signature lies about its length");
      }
    }
    try (BCPGInputStream in = new BCPGInputStream(new ByteArrayInputStream(packet.encoded()))) {
      return new PGPSignature(in);
    } catch (IOException | PGPException | RuntimeException e) {
      throw new MalformedPgpException(
          "a signature is damaged or of a kind that is not supported", e);
    }
  }

  /** Makes a signature ready to be checked with a key; false if they cannot belong together. */
  static boolean start(PGPSignature signature, PGPPublicKey key) throws PGPException {
    if (!Algorithms.agree(signature.getKeyAlgorithm(), key.getAlgorithm())
        || (key.getVersion() == 6) != (signature.getVersion() == 6)) {
      return false;
    }
    signature.init(new BcPGPContentVerifierBuilderProvider(), key);
    return true;
  }

  /** What the check says; false where Bouncy Castle gives up, whatever it throws. */
  static boolean holds(Check check) {
    try {
      return check.run();
    } catch (IOException | PGPException | RuntimeException e) {
      return false;
    }
  }
}
