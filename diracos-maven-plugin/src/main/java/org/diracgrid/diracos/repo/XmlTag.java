package org.diracgrid.diracos.repo;

import org.diracgrid.diracos.problem.DiracosException;

/**
 * Takes a start tag apart. Tags as programs write them, {@code <name a="b" c="d"/>} with nothing to
 * be decoded, go through {@link #plain}: a JVM that runs for a second compiles a small loop without
 * exceptions early and once. All others go through {@link #any}.
 */
final class XmlTag {

  private static final int MAX_ATTRIBUTES = 64;

  /** Per attribute: name from, name to, value from, value to, 1 if the value needs decoding. */
  private final int[] places = new int[MAX_ATTRIBUTES * 5];

  /** How many attributes the tag has. */
  int count;

  /** Past the element's name. */
  int nameEnd;

  /** Whether the tag is an end as well. */
  boolean empty;

  /** Thrown for a tag that breaks the rules. */
  interface Malformed {
    DiracosException because(String reason);
  }

  /**
   * Reads a tag in plain form.
   *
   * @param bytes with a {@code <} where the input ends
   * @param from the start of the element's name
   * @return past the tag, or -1 if it is not plain or not whole
   */
  int plain(byte[] bytes, int from) {
    int at = from;
    while (XmlText.NAME[bytes[at] & 0xFF]) {
      at++;
    }
    nameEnd = at;
    int slot = 0;
    while (bytes[at] == ' ' && slot < places.length) {
      int attribute = ++at;
      while (XmlText.NAME[bytes[at] & 0xFF]) {
        at++;
      }
      int attributeEnd = at;
      if (at == attribute || bytes[at] != '=' || bytes[++at] != '"') {
        return -1;
      }
      int value = ++at;
      while (XmlText.PLAIN_VALUE[bytes[at] & 0xFF]) {
        at++;
      }
      if (bytes[at] != '"') {
        return -1;
      }
      places[slot] = attribute;
      places[slot + 1] = attributeEnd;
      places[slot + 2] = value;
      places[slot + 3] = at++;
      places[slot + 4] = 0;
      slot += 5;
    }
    count = slot / 5;
    empty = bytes[at] == '/';
    if (empty) {
      at++;
    }
    return bytes[at] == '>' ? at + 1 : -1;
  }

  /**
   * Reads a tag in any form.
   *
   * @return past the tag, or -1 if it is not whole
   */
  int any(byte[] bytes, int from, int end, Malformed malformed) {
    int at = name(bytes, from, end);
    nameEnd = at;
    count = 0;
    empty = false;
    while (true) {
      int before = at;
      at = space(bytes, at, end);
      if (at + 1 >= end && !(at < end && bytes[at] == '>')) {
        return -1;
      }
      if (bytes[at] == '>') {
        return at + 1;
      }
      if (bytes[at] == '/' && bytes[at + 1] == '>') {
        empty = true;
        return at + 2;
      }
      if (at == before && at > from) {
        throw malformed.because("a tag is garbled");
      }
      at = attribute(bytes, at, end, malformed);
      if (at < 0) {
        return -1;
      }
    }
  }

  private int attribute(byte[] bytes, int from, int end, Malformed malformed) {
    int nameTo = name(bytes, from, end);
    if (nameTo < end && (nameTo == from || count == MAX_ATTRIBUTES)) {
      throw malformed.because(
          count == MAX_ATTRIBUTES ? "a tag has too many attributes" : "a tag is garbled");
    }
    int at = space(bytes, nameTo, end);
    if (at < end && bytes[at] != '=') {
      throw malformed.because("an attribute has no value");
    }
    at = space(bytes, at + 1, end);
    if (at >= end) {
      return -1;
    }
    byte quote = bytes[at++];
    if (quote != '"' && quote != '\'') {
      throw malformed.because("an attribute's value is not quoted");
    }
    int value = at;
    boolean decode = false;
    byte b = 0;
    while (at < end && (b = bytes[at]) != quote) {
      decode |= b == '&' || (b >= 0 && b < ' ');
      if (b == '<') {
        throw malformed.because("'<' in the value of an attribute");
      }
      at++;
    }
    if (at >= end) {
      return -1;
    }
    int slot = count++ * 5;
    places[slot] = from;
    places[slot + 1] = nameTo;
    places[slot + 2] = value;
    places[slot + 3] = at;
    places[slot + 4] = decode ? 1 : 0;
    return at + 1;
  }

  private static int name(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && XmlText.NAME[bytes[at] & 0xFF]) {
      at++;
    }
    return at;
  }

  private static int space(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && XmlText.isSpace(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Which attribute has that name; -1 if none does. */
  int find(String wanted, byte[] bytes) {
    int length = wanted.length();
    for (int i = 0; i < count; i++) {
      int from = places[i * 5];
      if (places[i * 5 + 1] - from == length) {
        int same = 0;
        while (same < length && bytes[from + same] == wanted.charAt(same)) {
          same++;
        }
        if (same == length) {
          return i;
        }
      }
    }
    return -1;
  }

  /** Where the name of attribute {@code i} starts. */
  int nameFrom(int i) {
    return places[i * 5];
  }

  /** Past the name. */
  int nameTo(int i) {
    return places[i * 5 + 1];
  }

  /** Where the value starts. */
  int from(int i) {
    return places[i * 5 + 2];
  }

  /** Past the value. */
  int to(int i) {
    return places[i * 5 + 3];
  }

  /** Whether the value holds references or control characters. */
  boolean isCoded(int i) {
    return places[i * 5 + 4] != 0;
  }
}
