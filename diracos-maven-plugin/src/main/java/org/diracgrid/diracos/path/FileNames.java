package org.diracgrid.diracos.path;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns the bytes of a file name into text and back without loss, and into a name that any locale
 * can write.
 *
 * <p>A Unix file name is bytes. What is not UTF-8 becomes one lone surrogate {@code U+DC80} to
 * {@code U+DCFF} per byte, as Python's {@code surrogateescape} has it. Java writes a file name in
 * the character set of the locale, and in {@code LC_ALL=C} refuses everything that is not ASCII; so
 * on the host a byte outside printable ASCII, and the percent sign, becomes {@code %XX}.
 */
public final class FileNames {

  /** What a decoder of ASCII puts in the place of any other byte. */
  private static final char REPLACEMENT = '\uFFFD';

  private static final String HEX = "0123456789ABCDEF";

  private FileNames() {}

  /** The text of {@code length} bytes. */
  public static String decode(byte[] bytes, int offset, int length) {
    // The library's own loops are compiled by the time ours are not.
    String plain = new String(bytes, offset, length, StandardCharsets.US_ASCII);
    if (plain.indexOf(REPLACEMENT) < 0) {
      return plain;
    }
    CharsetDecoder utf8 =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
    CharBuffer out = CharBuffer.allocate(length);
    while (true) {
      CoderResult result = utf8.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (0xDC00 | (in.get() & 0xFF)));
      }
      utf8.reset();
    }
  }

  /** The bytes of a text that {@link #decode} gave; any other text as UTF-8. */
  public static byte[] encode(String text) {
    boolean escaped = false;
    for (int i = 0; i < text.length() && !escaped; i++) {
      escaped = text.charAt(i) >= 0xDC80 && text.charAt(i) <= 0xDCFF;
    }
    if (!escaped) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 8);
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      if (point >= 0xDC80 && point <= 0xDCFF) {
        out.write(point & 0xFF);
      } else {
        out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
      }
      at += Character.charCount(point);
    }
    return out.toByteArray();
  }

  /** Whether the text came from bytes that are UTF-8. */
  public static boolean isUnicode(String text) {
    try {
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /**
   * The path as it stands on the host: slashes stay, as does printable ASCII but for the percent
   * sign; no two paths become one.
   */
  public static String onHost(String path) {
    boolean plain = true;
    for (int i = 0; i < path.length() && plain; i++) {
      char c = path.charAt(i);
      plain = c >= ' ' && c < 0x7F && c != '%';
    }
    if (plain) {
      return path;
    }
    StringBuilder out = new StringBuilder(path.length() + 16);
    for (byte b : encode(path)) {
      if (b >= ' ' && b < 0x7F && b != '%') {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
      }
    }
    return out.toString();
  }
}
