package org.diracgrid.diracos.rpm;

/** One OpenPGP signature of a package, not verified. */
public final class RpmSignature {

  /** Which bytes a signature covers. */
  public enum Coverage {
    /** {@link RpmFile#headerBlob}. */
    HEADER,
    /** The file from {@link RpmFile#headerOffset} to its end. */
    HEADER_AND_PAYLOAD
  }

  private final RpmTag tag;
  private final Coverage coverage;
  private final byte[] packet;

  RpmSignature(RpmTag tag, Coverage coverage, byte[] packet) {
    this.tag = tag;
    this.coverage = coverage;
    this.packet = packet.clone();
  }

  /** The tag of the signature header that it came from. */
  public RpmTag tag() {
    return tag;
  }

  /** Which bytes it signs. */
  public Coverage coverage() {
    return coverage;
  }

  /** The OpenPGP packet, binary; a copy. */
  public byte[] packet() {
    return packet.clone();
  }

  @Override
  public String toString() {
    return tag + " over " + coverage + ", " + packet.length + " bytes";
  }
}
