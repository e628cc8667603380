package org.diracgrid.diracos.repo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * The bytes of a document behind {@link XmlScanner}: a window that moves along, and what in a
 * document is passed over.
 */
abstract class XmlInput {

  /** Longest tag or wanted text. */
  static final int MAX_TOKEN = 1 << 20;

  private static final String DOCTYPE = "<!DOCTYPE ";
  private static final int MAX_DOCTYPE = 1000;

  private final InputStream in;
  private final String document;

  /** What is held, and behind it a {@code <}, so that loops need not look for the limit. */
  byte[] buffer = new byte[(1 << 17) + 1];

  /** The end of what the buffer holds. */
  int limit;

  /** The start of the token under way; bytes before it are gone after the next {@link #more}. */
  int position;

  /** Offset in the document of {@code buffer[0]}. */
  private long base;

  XmlInput(InputStream in, String document) {
    this.in = in;
    this.document = document;
    boolean marked =
        more()
            && limit >= 3
            && buffer[0] == (byte) 0xEF
            && buffer[1] == (byte) 0xBB
            && buffer[2] == (byte) 0xBF;
    position = marked ? 3 : 0;
    if (limit >= 2 && (buffer[0] == 0 || buffer[1] == 0 || (buffer[0] & 0xFE) == 0xFE)) {
      throw malformed("it is not in UTF-8");
    }
  }

  /** Passes over an instruction; the declaration of a document must name an encoding we read. */
  void instruction() {
    boolean first = base + position <= 3;
    int length = skipPast("?>", 2, true);
    String text =
        new String(buffer, position - length, length, StandardCharsets.ISO_8859_1)
            .toLowerCase(Locale.ROOT);
    if (text.startsWith("<?xml ") && first && text.contains("encoding")) {
      String rest = text.substring(text.indexOf("encoding"));
      if (!rest.contains("utf-8") && !rest.contains("utf8") && !rest.contains("ascii")) {
        throw malformed("it is not in UTF-8");
      }
    }
  }

  /** Skips a comment or CDATA. Returns false for CDATA, which counts as text. */
  boolean declaration() {
    if (peek(2) == '-' && peek(3) == '-') {
      skipPast("-->", 4, false);
      return true;
    }
    if (peek(2) == '[') {
      section();
      skipPast("]]>", 9, false);
      return false;
    }
    throw malformed("a document type or other declaration, which metadata has no need of");
  }

  /** Passes over a document type that names a DTD at most. */
  void documentType() {
    for (int i = 0; i < DOCTYPE.length(); i++) {
      if (peek(i) != DOCTYPE.charAt(i)) {
        throw malformed("a declaration that metadata has no need of");
      }
    }
    byte quote = 0;
    for (int at = DOCTYPE.length(); at < MAX_DOCTYPE; at++) {
      byte b = peek(at);
      if (quote != 0) {
        quote = b == quote ? 0 : quote;
      } else if (b == '"' || b == '\'') {
        quote = b;
      } else if (b == '>') {
        position += at + 1;
        return;
      } else if (b == '[' || b == '<') {
        break;
      }
    }
    throw malformed("a document type with declarations, which metadata has no need of");
  }

  /** Checks that a section is CDATA, the only kind outside of a document type. */
  void section() {
    for (int i = 0; i < 6; i++) {
      if (peek(3 + i) != "CDATA[".charAt(i)) {
        throw malformed("a section that is not CDATA");
      }
    }
  }

  /**
   * Moves past the next {@code end}, looking from {@code position + skip} on.
   *
   * @param keep whether what is skipped stays in the buffer, just before the position
   * @return how much was skipped, if it is kept
   */
  int skipPast(String end, int skip, boolean keep) {
    for (int i = 0; i < skip; i++) {
      peek(i);
    }
    int at = skip;
    int matched = 0;
    int length = end.length();
    while (true) {
      if (position + at >= limit) {
        if (!keep) {
          position = limit;
          at = 0;
        }
        need("a comment or section");
        continue;
      }
      byte b = buffer[position + at++];
      if (b == end.charAt(matched)) {
        matched++;
      } else if (matched == 2 && b == end.charAt(0) && length == 3) {
        matched = 2;
      } else {
        matched = b == end.charAt(0) ? 1 : 0;
      }
      if (matched == length) {
        position += at;
        return at;
      }
    }
  }

  /** The byte at that distance from the position. */
  byte peek(int offset) {
    while (position + offset >= limit) {
      need("markup");
    }
    return buffer[position + offset];
  }

  /** Reads on within a token, or fails. */
  void need(String token) {
    if (!more()) {
      throw truncated("within " + token);
    }
  }

  /** Drops what is before the position and fills the buffer; false at the end of the input. */
  boolean more() {
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      base += position;
      limit -= position;
      position = 0;
    } else if (limit == buffer.length - 1) {
      if (limit >= MAX_TOKEN) {
        throw malformed("a tag or text of more than " + MAX_TOKEN + " bytes");
      }
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int before = limit;
    try {
      while (limit < buffer.length - 1) {
        int n = in.read(buffer, limit, buffer.length - 1 - limit);
        if (n < 0) {
          break;
        }
        limit += n;
      }
    } catch (IOException e) {
      throw MetadataProblem.damaged(document, base + limit, e);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | IllegalStateException e) {
      // Decompressors meet broken input with these as well.
      throw MetadataProblem.damaged(document, base + limit, new IOException(e));
    }
    buffer[limit] = '<';
    return limit > before;
  }

  /** The failure to say that the document breaks the rules of XML or of its kind. */
  DiracosException malformed(String reason) {
    return MetadataProblem.malformed(document, base + position, reason);
  }

  /** The failure to say that the document ends where it must not. */
  DiracosException truncated(String place) {
    return MetadataProblem.malformed(document, base + limit, "it ends " + place);
  }
}
