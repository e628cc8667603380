package org.diracgrid.diracos.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One OpenPGP packet (RFC 9580, 4), framed but not looked into.
 *
 * <pre>
 * Packet ::= 11tttttt Length Body                  (new format)
 *          | 10ttttll Length Body                  (old format; ll: 1, 2 or 4 length bytes)
 * Length ::= 0..191 | 192..223 u8 | 255 u32        (new format)
 * </pre>
 *
 * <p>Partial and indeterminate lengths are for messages; keys and signatures may not use them.
 *
 * @param tag what kind of packet it is
 * @param body what it holds
 */
record Packet(int tag, byte[] body) {

  static final int SIGNATURE = 2;
  static final int SECRET_KEY = 5;
  static final int PUBLIC_KEY = 6;
  static final int SECRET_SUBKEY = 7;
  static final int MARKER = 10;
  static final int TRUST = 12;
  static final int USER_ID = 13;
  static final int PUBLIC_SUBKEY = 14;
  static final int USER_ATTRIBUTE = 17;
  static final int PADDING = 21;

  /**
   * Frames all of {@code bytes}.
   *
   * @throws MalformedPgpException at a byte that begins no packet, at a packet that claims more
   *     than there is, and if there are more than {@code limit} packets
   */
  static List<Packet> readAll(byte[] bytes, int limit) throws MalformedPgpException {
    List<Packet> packets = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      if (packets.size() == limit) {
        throw new MalformedPgpException("it has more than " + limit + " packets");
      }
      int head = bytes[at] & 0xFF;
      if ((head & 0x80) == 0) {
        throw new MalformedPgpException("byte " + at + " does not begin an OpenPGP packet");
      }
      boolean newFormat = (head & 0x40) != 0;
      int lengthBytes = newFormat ? newLengthBytes(bytes, at + 1) : oldLengthBytes(head, at);
      int body = at + 1 + lengthBytes;
      if (body > bytes.length) {
        throw cut(at);
      }
      long length = newFormat ? newLength(bytes, at + 1) : number(bytes, at + 1, lengthBytes);
      if (length > bytes.length - body) {
        throw cut(at);
      }
      int end = body + (int) length;
      int tag = newFormat ? head & 0x3F : (head >> 2) & 0x0F;
      packets.add(new Packet(tag, Arrays.copyOfRange(bytes, body, end)));
      at = end;
    }
    return packets;
  }

  private static MalformedPgpException cut(int at) {
    return new MalformedPgpException("the packet at byte " + at + " is cut short");
  }

  private static int oldLengthBytes(int head, int at) throws MalformedPgpException {
    int kind = head & 3;
    if (kind == 3) {
      throw new MalformedPgpException("the packet at byte " + at + " does not say how long it is");
    }
    return 1 << kind;
  }

  private static int newLengthBytes(byte[] bytes, int at) throws MalformedPgpException {
    if (at == bytes.length) {
      throw cut(at - 1);
    }
    int first = bytes[at] & 0xFF;
    if (first >= 224 && first < 255) {
      throw new MalformedPgpException("the packet at byte " + (at - 1) + " comes in parts");
    }
    return first < 192 ? 1 : first < 224 ? 2 : 5;
  }

  private static long newLength(byte[] bytes, int at) {
    int first = bytes[at] & 0xFF;
    if (first < 192) {
      return first;
    }
    if (first < 224) {
      return ((first - 192L) << 8) + (bytes[at + 1] & 0xFF) + 192;
    }
    return number(bytes, at + 1, 4);
  }

  private static long number(byte[] bytes, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (bytes[at + i] & 0xFF);
    }
    return value;
  }

  /** The unsigned 32-bit number at a place of the body. */
  long u32(int at) throws MalformedPgpException {
    if (at + 4 > body.length) {
      throw new MalformedPgpException("a packet is cut short");
    }
    return number(body, at, 4);
  }

  /** The version of a key or signature, the first byte of its body. */
  int version() throws MalformedPgpException {
    if (body.length == 0) {
      throw new MalformedPgpException("a packet is empty");
    }
    return body[0] & 0xFF;
  }

  /** The packet in the new format, with a length of four bytes. */
  byte[] encoded() {
    byte[] encoded = new byte[6 + body.length];
    encoded[0] = (byte) (0xC0 | tag);
    encoded[1] = (byte) 0xFF;
    for (int i = 0; i < 4; i++) {
      encoded[2 + i] = (byte) (body.length >>> (24 - 8 * i));
    }
    System.arraycopy(body, 0, encoded, 6, body.length);
    return encoded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Packet packet && packet.tag == tag && Arrays.equals(packet.body, body);
  }

  @Override
  public int hashCode() {
    return 31 * tag + Arrays.hashCode(body);
  }

  @Override
  public String toString() {
    return "packet " + tag + " of " + body.length + " bytes";
  }
}
