package org.diracgrid.diracos.repo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.diracgrid.diracos.problem.DiracosException;

/** What bytes mean in XML, and how references and line ends in text and values are resolved. */
final class XmlText {

  /** Bytes of names, of space between tags, and of text: what is no {@code <}. */
  static final boolean[] NAME = new boolean[256];

  static final boolean[] SPACE = new boolean[256];
  static final boolean[] TEXT = new boolean[256];

  /** Bytes of a value in double quotes, or of text, that stand for themselves. */
  static final boolean[] PLAIN_VALUE = new boolean[256];

  static final boolean[] PLAIN_TEXT = new boolean[256];

  static {
    for (int b = 0; b < 256; b++) {
      SPACE[b] = isSpace((byte) b);
      TEXT[b] = b != '<';
      PLAIN_TEXT[b] = b >= ' ' && b != '<' && b != '&';
      PLAIN_VALUE[b] = PLAIN_TEXT[b] && b != '"';
      NAME[b] = b >= 0x80 || Character.isLetterOrDigit(b) || "_-.:".indexOf(b) >= 0;
    }
  }

  private static final int MAX_REFERENCE = 12;

  private XmlText() {}

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\t' || b == '\r';
  }

  static byte[] decode(
      byte[] buffer,
      int from,
      int to,
      boolean references,
      Function<String, DiracosException> malformed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
    for (int at = from; at < to; at++) {
      byte b = buffer[at];
      if (b == '&' && references) {
        int end = at + 1;
        while (end < to && end - at < MAX_REFERENCE && buffer[end] != ';') {
          end++;
        }
        String reference = new String(buffer, at + 1, end - at - 1, StandardCharsets.ISO_8859_1);
        if (end == to || buffer[end] != ';') {
          throw malformed.apply("'&' that begins no reference");
        }
        out.writeBytes(resolve(reference, malformed).getBytes(StandardCharsets.UTF_8));
        at = end;
      } else if (b == '\r') {
        if (at + 1 >= to || buffer[at + 1] != '\n') {
          out.write('\n');
        }
      } else if (b >= 0 && b < ' ' && b != '\n' && b != '\t') {
        throw malformed.apply("the control character " + b);
      } else {
        out.write(b);
      }
    }
    return out.toByteArray();
  }

  private static String resolve(String reference, Function<String, DiracosException> malformed) {
    return switch (reference) {
      case "lt" -> "<";
      case "gt" -> ">";
      case "amp" -> "&";
      case "quot" -> "\"";
      case "apos" -> "'";
      default -> {
        int point = -1;
        try {
          if (reference.startsWith("#x")) {
            point = Integer.parseInt(reference, 2, reference.length(), 16);
          } else if (reference.startsWith("#")) {
            point = Integer.parseInt(reference, 1, reference.length(), 10);
          }
        } catch (NumberFormatException e) {
          point = -1;
        }
        boolean allowed =
            point == '\n'
                || point == '\t'
                || point == '\r'
                || (point >= ' ' && point < 0xD800)
                || (point >= 0xE000 && point <= 0x10FFFF && (point & 0xFFFE) != 0xFFFE);
        if (!allowed) {
          throw malformed.apply("the unknown reference &" + reference + ";");
        }
        yield Character.toString(point);
      }
    };
  }
}
