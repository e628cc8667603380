package org.diracgrid.diracos.repodata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.diracgrid.diracos.path.FileNames;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Whatever is written comes back out of an XML parser, save what XML has no way to write. */
class XmlBytesTest {

  private static String text(String text) {
    return new String(new XmlBytes(0).text(text).toArray(), StandardCharsets.UTF_8);
  }

  private static String value(String text) {
    return new String(new XmlBytes(0).value(text).toArray(), StandardCharsets.UTF_8);
  }

  private static String decoded(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return FileNames.decode(all, 0, all.length);
  }

  @Test
  void textKeepsUtf8AndQuotes() {
    assertThat(text("a\"b' <é€\uD834\uDD1E> & \t\n\r~\u007f"))
        .isEqualTo("a\"b' &lt;é€\uD834\uDD1E&gt; &amp; \t\n&#13;~\u007f");
  }

  @Test
  void valuesHaveReferencesForWhatIsNotAscii() {
    assertThat(value("a\"b' <é€\uD834\uDD1E> & \t\n\r"))
        .isEqualTo("a&quot;b' &lt;&#xE9;&#x20AC;&#x1D11E;&gt; &amp; &#9;&#10;&#13;");
    assertThat(value("\u0080\u0FFF\u1000")).isEqualTo("&#x80;&#xFFF;&#x1000;");
  }

  @Test
  void bytesThatAreNotUtf8AreLatin1WithoutControls() {
    assertThat(text(decoded('M', 0xFC, 'n', 0x85, 1, '<', 0xBF))).isEqualTo("Mün&lt;");
    // Once one byte is not UTF-8, none is taken for it.
    assertThat(text(decoded(0xC3, 0xA9, 0xE9))).isEqualTo("Ãé");
  }

  @Test
  void controlsAndNoncharactersAreDropped() {
    assertThat(text("a\u0001\f\u001bb\uFFFEc\uFFFF")).isEqualTo("abc");
    assertThat(value("\u0000é\b")).isEqualTo("&#xE9;");
    assertThat(XmlBytes.losesText("a\fb")).isTrue();
    assertThat(XmlBytes.losesText("a\uFFFEb")).isTrue();
    assertThat(XmlBytes.losesText("a\t\r\n\u007f\u0080b")).isFalse();
  }

  @Test
  void anyBytesComeBackOutOfAParser() throws Exception {
    Random random = new Random(5);
    for (int round = 0; round < 3000; round++) {
      String text = FileNames.decode(bytes(random), 0, 24);
      XmlBytes xml = new XmlBytes(16).raw(XmlBytes.ascii("<a b=\"")).value(text);
      xml.raw(XmlBytes.ascii("\">")).text(text).raw(XmlBytes.ascii("</a>"));

      Element root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(xml.toArray()))
              .getDocumentElement();

      assertThat(root.getTextContent()).as("round %d", round).isEqualTo(expected(text));
      assertThat(root.getAttribute("b")).as("round %d", round).isEqualTo(expected(text));
    }
  }

  /** Bytes of a kind that texts are made of, more or less. */
  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[24];
    if (random.nextInt(3) == 0) {
      random.nextBytes(bytes);
      return bytes;
    }
    StringBuilder text = new StringBuilder();
    String odd = "<>&\"'\t\n\r\f\u0001\u007f\u0085é€\uFFFD\uFFFE\uD834\uDD1E ";
    while (text.toString().getBytes(StandardCharsets.UTF_8).length < 24) {
      int at = random.nextInt(odd.length());
      boolean pair = Character.isSurrogate(odd.charAt(at));
      text.append(pair ? "\uD834\uDD1E" : odd.substring(at, at + 1)).append((char) ('a' + at));
    }
    // Cut where it may be in the middle of a character.
    System.arraycopy(text.toString().getBytes(StandardCharsets.UTF_8), 0, bytes, 0, 24);
    return bytes;
  }

  /** By another way than the code's. */
  private static String expected(String text) {
    boolean broken = !FileNames.isUnicode(text);
    String known = broken ? new String(FileNames.encode(text), StandardCharsets.ISO_8859_1) : text;
    return known
        .codePoints()
        .filter(c -> c >= ' ' || c == '\t' || c == '\n' || c == '\r')
        .filter(c -> !broken || c < 0x80 || c >= 0xC0)
        .filter(c -> c != 0xFFFE && c != 0xFFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
