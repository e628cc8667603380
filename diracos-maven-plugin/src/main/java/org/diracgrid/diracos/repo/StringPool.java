package org.diracgrid.diracos.repo;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;

/** The strings of a {@link StringTable} that is done growing. */
final class StringPool {

  private final IntBuffer starts;
  private final ByteBuffer bytes;
  private final Memo<String> texts;

  StringPool(IntBuffer starts, ByteBuffer bytes) {
    this.starts = starts;
    this.bytes = bytes;
    this.texts = new Memo<>(starts.limit());
  }

  int size() {
    return starts.limit() - 1;
  }

  String text(int number) {
    return texts.get(number, this::decode);
  }

  private String decode(int number) {
    return new String(bytes(number), StandardCharsets.UTF_8);
  }

  byte[] bytes(int number) {
    byte[] copy = new byte[starts.get(number + 1) - starts.get(number)];
    bytes.get(starts.get(number), copy);
    return copy;
  }

  /**
   * The number of a string; -1 if it is not there.
   *
   * @param slots the table of the strings
   */
  int find(byte[] utf8, IntBuffer slots) {
    int mask = slots.limit() - 1;
    int at = StringTable.hash(utf8, 0, utf8.length) & mask;
    for (int slot = slots.get(at); slot != 0; slot = slots.get(at)) {
      if (is(slot - 1, utf8)) {
        return slot - 1;
      }
      at = (at + 1) & mask;
    }
    return -1;
  }

  /** Whether the string of that number has these bytes. */
  boolean is(int number, byte[] utf8) {
    int from = starts.get(number);
    if (starts.get(number + 1) - from != utf8.length) {
      return false;
    }
    for (int i = 0; i < utf8.length; i++) {
      if (bytes.get(from + i) != utf8[i]) {
        return false;
      }
    }
    return true;
  }
}
