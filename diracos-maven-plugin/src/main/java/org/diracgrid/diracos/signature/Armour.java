package org.diracgrid.diracos.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Finds the armoured blocks in a file; the library reads one and leaves the rest. */
final class Armour {

  private Armour() {}

  /** Each block that begins with {@code begin}, or all the bytes if they are not armoured. */
  static List<byte[]> blocks(byte[] content, String begin) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    List<byte[]> blocks = new ArrayList<>();
    int from = text.indexOf(begin);
    if (from < 0) {
      return List.of(content);
    }
    while (from >= 0) {
      int next = text.indexOf(begin, from + begin.length());
      String block = next < 0 ? text.substring(from) : text.substring(from, next);
      blocks.add(block.getBytes(StandardCharsets.ISO_8859_1));
      from = next;
    }
    return blocks;
  }

  static String reason(Exception cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
