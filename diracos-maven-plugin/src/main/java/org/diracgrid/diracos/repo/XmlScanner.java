package org.diracgrid.diracos.repo;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.diracgrid.diracos.repo.Symbols.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * A pull scanner over bytes for the XML that repositories are described in. It reads what such
 * documents hold and no more, and costs a quarter of a general parser:
 *
 * <pre>
 * document  = [BOM] [declaration, UTF-8 or ASCII] misc [document type] misc element misc
 * element   = '&lt;' name attributes '/&gt;' | '&lt;' name attributes '&gt;' content '&lt;/' name '&gt;'
 * content   = (element | text | comment | CDATA | instruction)*
 * reference = '&amp;' (lt | gt | amp | quot | apos | '#' digits | '#x' hex) ';'
 * </pre>
 *
 * <p>A document type, as comps.xml has one, may name a DTD, which is not looked at; it may declare
 * nothing, so there are no entities of a document's own. A tag, or a text that is asked for, may
 * have up to {@link XmlInput#MAX_TOKEN} bytes, elements nest up to {@link #MAX_DEPTH} deep; text
 * nobody asks for streams by and is not looked at. Prefixes are cut from element names: whether a
 * document binds its namespaces does not matter.
 *
 * <p>Usage: {@link #next} steps from tag to tag; at a start tag {@link #attribute} and, for an
 * element without children, {@link #text}.
 */
final class XmlScanner extends XmlInput {

  /** Deepest nesting; primary.xml needs 5. */
  static final int MAX_DEPTH = 64;

  /** Makes something of a range of bytes in UTF-8. */
  interface Taker<T> {
    T take(byte[] bytes, int from, int to);
  }

  private static final Taker<String> STRING =
      (bytes, from, to) -> new String(bytes, from, to - from, StandardCharsets.UTF_8);

  private static final int MAX_ATTRIBUTES = 64;
  private final Symbols symbols;
  private final Taker<Symbol> symbol;

  private final Symbol[] open = new Symbol[MAX_DEPTH];
  private int depth;
  private boolean atStart;
  private boolean atEnd;
  private boolean empty;
  private boolean rootSeen;
  private String name = "";

  /** Per attribute: name from, name to, value from, value to, 1 if the value needs decoding. */
  private final int[] attributes = new int[MAX_ATTRIBUTES * 5];

  private int attributeCount;

  /**
   * A scanner at the start of a document.
   *
   * @param document its name in messages
   */
  XmlScanner(InputStream in, String document, Symbols symbols) {
    super(in, document);
    this.symbols = symbols;
    this.symbol = symbols::of;
  }

  /**
   * Steps to the next start or end tag; an empty element has both.
   *
   * @return false at the end of the document
   */
  boolean next() {
    if (atEnd) {
      depth--;
      atEnd = false;
    }
    if (empty) {
      empty = false;
      atStart = false;
      atEnd = true;
      return true;
    }
    while (skipText()) {
      byte kind = peek(1);
      if (kind == '/') {
        endTag();
        return true;
      } else if (kind == '?') {
        instruction();
      } else if (kind == '!') {
        if (!rootSeen && peek(2) == 'D') {
          documentType();
        } else if (!declaration() && depth == 0) {
          throw malformed("text outside of the root element");
        }
      } else {
        while (!startTag()) {
          need("a tag");
        }
        return true;
      }
    }
    return false;
  }

  /** True at a start tag, false at an end tag. */
  boolean atStart() {
    return atStart;
  }

  /** The element's name without its prefix; one string per name. */
  String name() {
    return name;
  }

  /** How deep the current element is; the root is 1, at its start and at its end. */
  int depth() {
    return depth;
  }

  /** The value of an attribute of the start tag; null if it has none of that name. */
  @Nullable String attribute(String wanted) {
    return attribute(wanted, STRING);
  }

  /** As {@link #attribute}, for values that recur. */
  @Nullable Symbol symbol(String wanted) {
    return attribute(wanted, symbol);
  }

  private <T> @Nullable T attribute(String wanted, Taker<T> taker) {
    int at = find(wanted);
    return at < 0
        ? null
        : value(taker, attributes[at + 2], attributes[at + 3], attributes[at + 4] != 0);
  }

  private int find(String wanted) {
    int length = wanted.length();
    for (int at = 0; at < attributeCount * 5; at += 5) {
      int from = attributes[at];
      if (attributes[at + 1] - from == length) {
        int i = 0;
        while (i < length && buffer[from + i] == wanted.charAt(i)) {
          i++;
        }
        if (i == length) {
          return at;
        }
      }
    }
    return -1;
  }

  /** The text of the element whose start tag was just met; steps to its end tag. */
  String text() {
    return content(STRING);
  }

  /** As {@link #text}, for texts that recur. */
  Symbol symbolText() {
    return content(symbol);
  }

  /** As {@link #text}, for those who make of the bytes what they need. */
  <T> T content(Taker<T> taker) {
    if (empty) {
      next();
      return taker.take(buffer, 0, 0);
    }
    boolean decode = false;
    int at = 0;
    while (true) {
      byte b = 0;
      while (position + at < limit && (b = buffer[position + at]) != '<') {
        decode |= b == '&' || (b >= 0 && b < ' ');
        at++;
      }
      if (position + at < limit && b == '<') {
        if (position + at + 1 < limit) {
          break;
        }
      }
      need("text");
    }
    if (buffer[position + at + 1] != '/') {
      return mixedContent(taker);
    }
    T result = value(taker, position, position + at, decode);
    position += at;
    endTag();
    return result;
  }

  /** Content that holds comments, CDATA or instructions. */
  private <T> T mixedContent(Taker<T> taker) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (true) {
      int at = past(0, XmlText.TEXT);
      text.writeBytes(XmlText.decode(buffer, position, position + at, true, this::malformed));
      position += at;
      byte kind = peek(1);
      if (kind == '/') {
        byte[] all = text.toByteArray();
        endTag();
        return taker.take(all, 0, all.length);
      } else if (kind == '?') {
        instruction();
      } else if (kind == '!') {
        if (peek(2) == '[') {
          section();
          int length = skipPast("]]>", 9, true);
          text.writeBytes(
              XmlText.decode(buffer, position - length + 9, position - 3, false, this::malformed));
        } else {
          declaration();
        }
      } else {
        throw malformed("an element inside of <" + name + ">, which holds text only");
      }
      if (text.size() > MAX_TOKEN) {
        throw malformed("the text of <" + name + "> has more than " + MAX_TOKEN + " bytes");
      }
    }
  }

  private <T> T value(Taker<T> taker, int from, int to, boolean decode) {
    if (decode) {
      byte[] value = XmlText.decode(buffer, from, to, true, this::malformed);
      return taker.take(value, 0, value.length);
    }
    return taker.take(buffer, from, to);
  }

  /** Moves to the next '&lt;'; false at the end of the document. */
  private boolean skipText() {
    while (true) {
      byte[] bytes = buffer;
      int at = position;
      int end = limit;
      if (depth == 0) {
        while (at < end && XmlText.isSpace(bytes[at])) {
          at++;
        }
        if (at < end && bytes[at] != '<') {
          position = at;
          throw malformed(
              rootSeen ? "text after the root element" : "it does not begin with an element");
        }
      } else {
        while (at < end && bytes[at] != '<') {
          at++;
        }
      }
      position = at;
      if (at < end) {
        return true;
      }
      if (!more()) {
        if (depth > 0 || !rootSeen) {
          throw truncated(rootSeen ? "inside of <" + open[depth - 1].text() + ">" : "at once");
        }
        return false;
      }
    }
  }

  /** False if the buffer ends before the tag does. */
  private boolean startTag() {
    byte[] bytes = buffer;
    int end = limit;
    int from = position + 1;
    int at = from;
    while (at < end && XmlText.NAME[bytes[at] & 0xFF]) {
      at++;
    }
    int nameEnd = at;
    int count = 0;
    boolean closed = false;
    while (true) {
      int before = at;
      while (at < end && XmlText.isSpace(bytes[at])) {
        at++;
      }
      if (at + 1 >= end && !(at < end && bytes[at] == '>')) {
        return false;
      }
      if (bytes[at] == '>') {
        at++;
        break;
      }
      if (bytes[at] == '/' && bytes[at + 1] == '>') {
        closed = true;
        at += 2;
        break;
      }
      int attribute = at;
      while (at < end && XmlText.NAME[bytes[at] & 0xFF]) {
        at++;
      }
      if (at < end && (attribute == before || at == attribute || count == MAX_ATTRIBUTES)) {
        throw malformed(
            count == MAX_ATTRIBUTES ? "a tag has too many attributes" : "a tag is garbled");
      }
      int attributeEnd = at;
      while (at < end && XmlText.isSpace(bytes[at])) {
        at++;
      }
      if (at < end && bytes[at] != '=') {
        throw malformed("an attribute has no value");
      }
      at++;
      while (at < end && XmlText.isSpace(bytes[at])) {
        at++;
      }
      if (at >= end) {
        return false;
      }
      byte quote = bytes[at++];
      if (quote != '"' && quote != '\'') {
        throw malformed("an attribute's value is not quoted");
      }
      int value = at;
      boolean decode = false;
      byte b = 0;
      while (at < end && (b = bytes[at]) != quote) {
        decode |= b == '&' || (b >= 0 && b < ' ');
        if (b == '<') {
          throw malformed("'<' in the value of an attribute");
        }
        at++;
      }
      if (at >= end) {
        return false;
      }
      int slot = count++ * 5;
      attributes[slot] = attribute;
      attributes[slot + 1] = attributeEnd;
      attributes[slot + 2] = value;
      attributes[slot + 3] = at++;
      attributes[slot + 4] = decode ? 1 : 0;
    }
    if (nameEnd == from || (bytes[from] >= 0 && bytes[from] < ':')) {
      throw malformed("a tag without a name");
    }
    enter(symbols.of(bytes, from, nameEnd), closed);
    attributeCount = count;
    position = at;
    return true;
  }

  private void enter(Symbol element, boolean closed) {
    if (depth == 0 && rootSeen) {
      throw malformed("a second root element");
    }
    if (depth == MAX_DEPTH) {
      throw malformed("elements nest more than " + MAX_DEPTH + " deep");
    }
    rootSeen = true;
    open[depth++] = element;
    name = element.localName();
    atStart = true;
    empty = closed;
  }

  private void endTag() {
    int nameEnd = past(2, XmlText.NAME);
    int at = past(nameEnd, XmlText.SPACE);
    if (depth == 0) {
      throw malformed("an end tag without a start");
    }
    Symbol element = open[depth - 1];
    boolean matches =
        buffer[position + at] == '>' && element.is(buffer, position + 2, position + nameEnd);
    if (!matches) {
      throw malformed("<" + element.text() + "> is not closed by its own end tag");
    }
    name = element.localName();
    position += at + 1;
    atStart = false;
    atEnd = true;
  }

  /** The distance from the position, at {@code from} or behind, of the first byte not of a kind. */
  private int past(int from, boolean[] kind) {
    int at = from;
    while (position + at >= limit || kind[buffer[position + at] & 0xFF]) {
      if (position + at >= limit) {
        need("a tag");
      } else {
        at++;
      }
    }
    return at;
  }
}
