package org.diracgrid.diracos.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How numbers stand in an ELF file: its class decides their width, its data encoding their order.
 *
 * @param wide true for ELFCLASS64, false for ELFCLASS32
 */
record ElfFormat(boolean wide, ByteOrder order) {

  int headerSize() {
    return wide ? 64 : 52;
  }

  int programHeaderSize() {
    return wide ? 56 : 32;
  }

  int sectionHeaderSize() {
    return wide ? 64 : 40;
  }

  int dynamicSize() {
    return wide ? 16 : 8;
  }

  int symbolSize() {
    return wide ? 24 : 16;
  }

  /** Bytes of an address or offset. */
  int wordSize() {
    return wide ? 8 : 4;
  }

  /** An address or offset; above 2^63 it comes out negative, which every bound refuses. */
  long word(ByteBuffer bytes, int at) {
    return wide ? bytes.getLong(at) : Integer.toUnsignedLong(bytes.getInt(at));
  }

  void putWord(ByteBuffer bytes, int at, long value) {
    if (wide) {
      bytes.putLong(at, value);
    } else {
      bytes.putInt(at, (int) value);
    }
  }

  /** An address or offset as it stands in the file. */
  byte[] encode(long value) {
    byte[] bytes = new byte[wordSize()];
    putWord(over(bytes), 0, value);
    return bytes;
  }

  /** A view of {@code bytes} in the file's byte order. */
  ByteBuffer over(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(order);
  }
}
