package org.diracgrid.diracos.repo;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
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

  private final Symbols symbols;

  private final @Nullable Symbol[] open = new Symbol[MAX_DEPTH + 1];
  private int depth;
  private boolean atStart;
  private boolean atEnd;
  private boolean empty;
  private boolean rootSeen;
  private String name = "";

  private final XmlTag tag = new XmlTag();
  private final Slice slice = new Slice();

  /**
   * A scanner at the start of a document.
   *
   * @param document its name in messages
   */
  XmlScanner(InputStream in, String document, Symbols symbols) {
    super(in, document);
    this.symbols = symbols;
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
        startTag();
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

  private Symbol current() {
    return Objects.requireNonNull(open[depth - 1]);
  }

  /** How deep the current element is; the root is 1, at its start and at its end. */
  int depth() {
    return depth;
  }

  /** The value of an attribute of the start tag; null if it has none of that name. */
  @Nullable String attribute(String wanted) {
    Slice value = slice(wanted);
    return value == null ? null : value.toString();
  }

  /**
   * As {@link #attribute}, without a string.
   *
   * @return the same object each time; null if there is no such attribute
   */
  @Nullable Slice slice(String wanted) {
    int at = tag.find(wanted, buffer);
    return at < 0 ? null : value(at);
  }

  /** How many attributes the start tag has. */
  int attributeCount() {
    return tag.count;
  }

  /** Whether attribute {@code i} is called so. */
  boolean isCalled(int i, byte[] wanted) {
    return Arrays.equals(buffer, tag.nameFrom(i), tag.nameTo(i), wanted, 0, wanted.length);
  }

  /** The value of attribute {@code i}; the same object each time. */
  Slice value(int i) {
    if (tag.isCoded(i)) {
      byte[] value = XmlText.decode(buffer, tag.from(i), tag.to(i), true, this::malformed);
      slice.set(value, 0, value.length);
    } else {
      slice.set(buffer, tag.from(i), tag.to(i));
    }
    return slice;
  }

  /** The text of the element whose start tag was just met; steps to its end tag. */
  String text() {
    return content(STRING);
  }

  /** As {@link #text}, for those who make of the bytes what they need. */
  <T> T content(Taker<T> taker) {
    if (empty) {
      next();
      return taker.take(buffer, 0, 0);
    }
    int plain = position;
    while (XmlText.PLAIN_TEXT[buffer[plain] & 0xFF]) {
      plain++;
    }
    int end = plain + 2 + current().length();
    if (end < limit && isEndTag(plain, end)) {
      T result = taker.take(buffer, position, plain);
      position = end + 1;
      ended(current());
      return result;
    }
    return anyContent(taker);
  }

  /**
   * Whether the current element's end tag, without spaces, goes from there to before {@code end}.
   */
  private boolean isEndTag(int from, int end) {
    return buffer[from] == '<'
        && buffer[from + 1] == '/'
        && buffer[end] == '>'
        && current().is(buffer, from + 2, end);
  }

  /** Content that is to be decoded, or is not whole in the buffer. */
  private <T> T anyContent(Taker<T> taker) {
    boolean decode = false;
    int at = 0;
    while (true) {
      byte[] bytes = buffer;
      int from = position + at;
      int end = limit;
      byte b = 0;
      while (from < end && (b = bytes[from]) != '<') {
        decode |= b == '&' || (b >= 0 && b < ' ');
        from++;
      }
      at = from - position;
      if (from + 1 < end) {
        break;
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
    do {
      byte[] bytes = buffer;
      int at = position;
      if (depth == 0) {
        checkOutside();
      }
      while (bytes[at] != '<') {
        at++;
      }
      position = at;
      if (at < limit) {
        return true;
      }
    } while (more());
    if (depth > 0 || !rootSeen) {
      throw truncated(rootSeen ? "inside of <" + current().text() + ">" : "at once");
    }
    return false;
  }

  /** Outside of the root element there is nothing but space between markup. */
  private void checkOutside() {
    int at = position;
    while (XmlText.isSpace(buffer[at])) {
      at++;
    }
    if (buffer[at] != '<') {
      position = at;
      throw malformed(
          rootSeen ? "text after the root element" : "it does not begin with an element");
    }
  }

  private void startTag() {
    int end = tag.plain(buffer, position + 1);
    if (end < 0 || end > limit) {
      end = anyTag();
    }
    int from = position + 1;
    if (tag.nameEnd == from || (buffer[from] >= 0 && buffer[from] < ':')) {
      throw malformed("a tag without a name");
    }
    Symbol sibling = open[depth];
    enter(
        sibling != null && sibling.is(buffer, from, tag.nameEnd)
            ? sibling
            : symbols.of(buffer, from, tag.nameEnd),
        tag.empty);
    position = end;
  }

  private int anyTag() {
    int end = tag.any(buffer, position + 1, limit, this::malformed);
    while (end < 0) {
      need("a tag");
      end = tag.any(buffer, position + 1, limit, this::malformed);
    }
    return end;
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
    if (depth > 0) {
      int end = position + 2 + current().length();
      if (end < limit && isEndTag(position, end)) {
        position = end + 1;
        ended(current());
        return;
      }
    }
    int nameEnd = past(2, XmlText.NAME);
    int at = past(nameEnd, XmlText.SPACE);
    if (depth == 0) {
      throw malformed("an end tag without a start");
    }
    Symbol element = current();
    boolean matches =
        buffer[position + at] == '>' && element.is(buffer, position + 2, position + nameEnd);
    if (!matches) {
      throw malformed("<" + element.text() + "> is not closed by its own end tag");
    }
    position += at + 1;
    ended(element);
  }

  private void ended(Symbol element) {
    name = element.localName();
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
