package org.diracgrid.diracos.repodata;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.rpm.RpmTexts;

/**
 * XML as it grows, written as libxml2 does, byte for byte: in text UTF-8 stands for itself, in
 * attributes as references.
 *
 * <p>As createrepo_c has it, a text with bytes that are not UTF-8 is taken for ISO 8859-1, of which
 * control codes are dropped. Control characters that XML has no way to write are dropped as well,
 * where createrepo_c gives up the package.
 */
final class XmlBytes {

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LT = ascii("&lt;");
  private static final byte[] GT = ascii("&gt;");
  private static final byte[] AMP = ascii("&amp;");
  private static final byte[] QUOT = ascii("&quot;");
  private static final byte[] TAB = ascii("&#9;");
  private static final byte[] LF = ascii("&#10;");
  private static final byte[] CR = ascii("&#13;");

  /** What stands for itself between tags. */
  private static final int IN_TEXT = 1;

  /** What stands for itself in an attribute. */
  private static final int IN_VALUE = 2;

  /** What stands for itself between tags, and is in the name of a file like any letter. */
  private static final int IN_NAME = 4;

  /** By byte: where it stands for itself. */
  private static final byte[] PLAIN = plain();

  private byte[] bytes;
  private int size;

  XmlBytes(int room) {
    bytes = new byte[room];
  }

  private static byte[] plain() {
    byte[] plain = new byte[256];
    for (int c = ' '; c < 0x80; c++) {
      boolean text = c != '<' && c != '>' && c != '&';
      plain[c] =
          (byte)
              ((text ? IN_TEXT : 0)
                  | (text && c != '"' ? IN_VALUE : 0)
                  | (text && c != '/' ? IN_NAME : 0));
    }
    plain['\t'] = IN_TEXT;
    plain['\n'] = IN_TEXT;
    return plain;
  }

  private static boolean isPlain(byte[] bytes, int from, int to, int where) {
    for (int i = from; i < to; i++) {
      if ((PLAIN[bytes[i] & 0xFF] & where) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the bytes stand for themselves between tags. */
  static boolean isPlainText(byte[] bytes, int from, int to) {
    return isPlain(bytes, from, to, IN_TEXT);
  }

  /** The bytes of a text in ASCII. */
  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  int size() {
    return size;
  }

  /** Begins anew, in the room that there is. */
  XmlBytes clear() {
    size = 0;
    return this;
  }

  /** Takes what another has from there on. */
  XmlBytes raw(XmlBytes other, int from) {
    return raw(other.bytes, from, other.size - from);
  }

  /** What there is, to be used no more here: no copy if it takes all the room that there was. */
  byte[] end() {
    return size == bytes.length ? bytes : toArray();
  }

  /** A copy of what there is. */
  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Takes bytes as they are. */
  XmlBytes raw(byte[] added) {
    return raw(added, 0, added.length);
  }

  XmlBytes raw(byte[] added, int from, int length) {
    room(length);
    System.arraycopy(added, from, bytes, size, length);
    size += length;
    return this;
  }

  XmlBytes number(long value) {
    return raw(ascii(Long.toString(value)));
  }

  /** Bytes in hexadecimal. */
  XmlBytes hex(byte[] sum) {
    room(2 * sum.length);
    for (byte b : sum) {
      bytes[size++] = DIGITS[b >> 4 & 15];
      bytes[size++] = DIGITS[b & 15];
    }
    return this;
  }

  /** Takes one of the texts of a header as it is. */
  XmlBytes raw(RpmTexts texts, int number) {
    int from = texts.from(number);
    return raw(texts.bytes(), from, texts.to(number) - from);
  }

  /**
   * A directory as it is, and a name in it unless it holds what does not stand for itself, or a
   * slash; whether that went well.
   */
  boolean name(RpmTexts directories, int directory, RpmTexts names, int name) {
    byte[] from = names.bytes();
    if (!isPlain(from, names.from(name), names.to(name), IN_NAME)) {
      return false;
    }
    raw(directories, directory);
    raw(names, name);
    return true;
  }

  /** One of the texts of a header between tags. */
  XmlBytes text(RpmTexts texts, int number) {
    int from = texts.from(number);
    int to = texts.to(number);
    return isPlainText(texts.bytes(), from, to)
        ? raw(texts.bytes(), from, to - from)
        : text(texts.text(number));
  }

  /** One of the texts of a header as the value of an attribute, without its quotes. */
  XmlBytes value(RpmTexts texts, int number) {
    int from = texts.from(number);
    int to = texts.to(number);
    return isPlain(texts.bytes(), from, to, IN_VALUE)
        ? raw(texts.bytes(), from, to - from)
        : value(texts.text(number));
  }

  /** A text between tags. */
  XmlBytes text(String text) {
    return escaped(text, false);
  }

  /** The value of an attribute in double quotes, without these. */
  XmlBytes value(String text) {
    return escaped(text, true);
  }

  /** An element that holds text alone; the tags come with their space and ends of line. */
  XmlBytes element(byte[] open, String text, byte[] close) {
    return raw(open).text(text).raw(close);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more + 16, bytes.length * 2));
    }
  }

  private XmlBytes escaped(String text, boolean attribute) {
    if (!plain(text, attribute ? IN_VALUE : IN_TEXT)) {
      rest(text, attribute);
    }
    return this;
  }

  /** Appends the value of an attribute if all of it stands for itself; whether that is so. */
  boolean plainValue(String text) {
    return plain(text, IN_VALUE);
  }

  private boolean plain(String text, int where) {
    int length = text.length();
    room(length);
    byte[] to = bytes;
    int at = size;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || (PLAIN[c] & where) == 0) {
        return false;
      }
      to[at + i] = (byte) c;
    }
    size = at + length;
    return true;
  }

  private void rest(String text, boolean attribute) {
    if (isBroken(text)) {
      String latin = new String(FileNames.encode(text), StandardCharsets.ISO_8859_1);
      rest(withoutControls(latin), attribute);
      return;
    }
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int c = text.codePointAt(at);
      room(12);
      if (c == '<') {
        raw(LT);
      } else if (c == '>') {
        raw(GT);
      } else if (c == '&') {
        raw(AMP);
      } else if (c == '\r') {
        raw(CR);
      } else if (c < 0x80) {
        ascii(c, attribute);
      } else if (c != 0xFFFE && c != 0xFFFF) {
        if (attribute) {
          reference(c);
        } else {
          utf8(c);
        }
      }
    }
  }

  private void ascii(int c, boolean attribute) {
    if (attribute && c == '"') {
      raw(QUOT);
    } else if (attribute && c == '\t') {
      raw(TAB);
    } else if (attribute && c == '\n') {
      raw(LF);
    } else if (c >= ' ' || c == '\t' || c == '\n') {
      bytes[size++] = (byte) c;
    }
  }

  private void reference(int c) {
    bytes[size++] = '&';
    bytes[size++] = '#';
    bytes[size++] = 'x';
    int digits = (35 - Integer.numberOfLeadingZeros(c)) / 4;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      bytes[size++] = HEX[(c >> shift) & 15];
    }
    bytes[size++] = ';';
  }

  private void utf8(int c) {
    if (c < 0x800) {
      bytes[size++] = (byte) (0xC0 | (c >> 6));
    } else if (c < 0x10000) {
      bytes[size++] = (byte) (0xE0 | (c >> 12));
      bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
    } else {
      bytes[size++] = (byte) (0xF0 | (c >> 18));
      bytes[size++] = (byte) (0x80 | ((c >> 12) & 0x3F));
      bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
    }
    bytes[size++] = (byte) (0x80 | (c & 0x3F));
  }

  /** Whether the text came from bytes that are not UTF-8. */
  private static boolean isBroken(String text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (Character.isHighSurrogate(c)
          && at + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(at + 1))) {
        at++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }

  private static String withoutControls(String latin) {
    StringBuilder kept = new StringBuilder(latin.length());
    for (int at = 0; at < latin.length(); at++) {
      char c = latin.charAt(at);
      if (c < 0x80 || c >= 0xC0) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  /** Whether the text has a character that cannot be written in XML, and so would be dropped. */
  static boolean losesText(String text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c >= 0xFFFE) {
        return true;
      }
    }
    return false;
  }
}
