package org.diracgrid.diracos.rpm;

import java.util.Objects;

/**
 * One OpenPGP signature of a package, not verified.
 *
 * @param tag the tag it came from
 * @param coverage which bytes it signs
 * @param packet the OpenPGP packet, binary
 */
public record RpmSignature(RpmTag tag, Coverage coverage, byte[] packet) {

  /** Which bytes a signature covers. */
  public enum Coverage {
    /** {@link RpmFile#headerBlob}. */
    HEADER,
    /** {@link RpmFile#headerBlob}, then all bytes from {@link RpmFile#payloadOffset} to the end. */
    HEADER_AND_PAYLOAD
  }

  /** Keeps a copy of the packet. */
  public RpmSignature {
    Objects.requireNonNull(tag);
    Objects.requireNonNull(coverage);
    packet = packet.clone();
  }

  /** The OpenPGP packet, a copy. */
  @Override
  public byte[] packet() {
    return packet.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RpmSignature it
        && it.tag == tag
        && java.util.Arrays.equals(it.packet, packet);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(packet);
  }

  @Override
  public String toString() {
    return tag + " over " + coverage + ", " + packet.length + " bytes";
  }
}
