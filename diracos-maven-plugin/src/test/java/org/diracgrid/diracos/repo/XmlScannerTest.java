package org.diracgrid.diracos.repo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamException;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.RepoBuilder;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlScannerTest {

  private static final String[] PIECES = {
    "<", ">", "/>", "</", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "&amp;", "&#65;", "&#x41;",
    "&", ";", "\"", "'", "=", " ", "\r\n", "\t", "é", "<a>", "</a>", "<a b='c'/>", "<!DOCTYPE x>",
    "<package>", "</package>", "name", "\u0000", "\u001b", "--", "]", "?"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a/>",
        "<a></a>",
        "\ufeff<a/>",
        "<?xml version='1.0' encoding='utf-8'?>\n<!-- c --><a b=\"1\" c = '2'\n d='&lt;&amp;&#65;"
            + "&#x1F600;'><b>t&gt;&quot;&apos;</b></a> <!-- end -->",
        "<a><b>one<!-- two -->three</b></a>",
        "<a><b>one<![CDATA[<&]]two]]>three</b></a>",
        "<a><b><![CDATA[]]></b></a>",
        "<a><b>l\r\ni\rn\ne</b></a>",
        "<a><x:b xmlns:x='u' x:y='z'/></a>",
        "<a\n><b\t/></a\n>",
        "<a><?pi some?thing?><b/></a>",
        "<é>ü</é>",
      })
  void readsWhatTheJdkReads(String xml) throws Exception {
    byte[] bytes = xml.getBytes(UTF_8);

    StaxPrimary oracle = StaxPrimary.read(bytes);
    assertThat(events(bytes, 1 << 20, oracle.attributes())).isEqualTo(oracle.events());
    assertThat(events(bytes, 1, oracle.attributes())).isEqualTo(oracle.events());
  }

  @Test
  void forgivesHyphensInComments() {
    assertThat(events("<a><!-- - -- ---><b/></a>".getBytes(UTF_8), 1)).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "text",
        "<a>",
        "<a",
        "<a b",
        "<a b=",
        "<a b='",
        "<a b='c'",
        "<a b='c'd='e'/>",
        "<a b=c/>",
        "<a b/>",
        "<a b='<'/>",
        "<a></b>",
        "<a/><b/>",
        "<a/>text",
        "</a>",
        "<a><!-- ",
        "<a><![CDATA[ ",
        "<a><? ",
        "<a><b>&foo;</b></a>",
        "<a><b>&#0;</b></a>",
        "<a><b>&#x110000;</b></a>",
        "<a><b>&amp</b></a>",
        "<a><b>\u001b[31m</b></a>",
        "<1/>",
        "< a/>",
        "<!DOCTYPE a [ ]><a/>",
        "<a/><!DOCTYPE a>",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
        "<?xml version='1.0' encoding='utf-16'?><a/>",
        "<?xml version='1.0' encoding='iso-8859-1'?><a/>",
      })
  void refusesWithAnOffset(String xml) {
    assertThatThrownBy(() -> events(xml.getBytes(UTF_8), 1 << 20))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-REPO-03")
        .hasMessageContaining("byte ");
  }

  @Test
  void refusesElementsWhereTextIsWanted() {
    byte[] bytes = "<a><b>t<c/></b></a>".getBytes(UTF_8);
    XmlScanner xml = new XmlScanner(new ByteArrayInputStream(bytes), "test.xml", new Symbols());
    xml.next();
    xml.next();

    assertThatThrownBy(xml::text).hasMessageContaining("an element inside of <b>");
  }

  @Test
  void refusesUtf16() {
    assertThatThrownBy(() -> events("<a/>".getBytes(StandardCharsets.UTF_16), 1 << 20))
        .hasMessageContaining("not in UTF-8");
  }

  @Test
  void refusesEntityBombsAtOnce() {
    StringBuilder bomb = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 'x'>");
    for (int i = 1; i < 30; i++) {
      bomb.append("<!ENTITY e").append(i).append(" '").append(("&e" + (i - 1) + ";").repeat(10));
      bomb.append("'>");
    }
    String document = bomb + "]><metadata>&e29;</metadata>";

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> events(document.getBytes(UTF_8), 1 << 20))
                .hasMessageContaining("document type"));
  }

  @Test
  void boundsNestingAttributesAndTokens() {
    assertThatThrownBy(() -> events("<a>".repeat(100_000).getBytes(UTF_8), 1 << 20))
        .hasMessageContaining("deep");
    String many = "<a" + " b='c'".repeat(100) + "/>";
    assertThatThrownBy(() -> events(many.getBytes(UTF_8), 1 << 20))
        .hasMessageContaining("too many attributes");
    for (String start : List.of("<a><b>", "<a b='", "<", "<a><b><![CDATA[")) {
      assertThatThrownBy(
              () -> {
                XmlScanner xml = new XmlScanner(endless(start), "endless", new Symbols());
                while (xml.next()) {
                  if (xml.depth() == 2) {
                    xml.text();
                  }
                }
              })
          .as(start)
          .hasMessageContaining("more than " + XmlInput.MAX_TOKEN + " bytes");
    }
  }

  @Test
  void textThatNobodyAsksForMayBeOfAnySize() {
    byte[] bytes = ("<a><b>" + "x".repeat(3 << 20) + "</b><c/></a>").getBytes(UTF_8);
    XmlScanner xml = new XmlScanner(new ByteArrayInputStream(bytes), "big", new Symbols());
    List<String> names = new ArrayList<>();
    while (xml.next()) {
      names.add(xml.name());
    }

    assertThat(names).containsExactly("a", "b", "b", "c", "c", "a");
  }

  @Test
  void agreesWithTheJdkOnMutatedMetadata() {
    byte[] good =
        new RepoBuilder()
            .add("a-1:1.0-1.x86_64", p -> p.requires("b >= 2").requires("(c or d)").file("/bin/a"))
            .add("b-2.0-1.noarch", p -> p.relation("obsoletes", "e < 1").file("/etc/é&"))
            .primary()
            .getBytes(UTF_8);
    Random random = new Random(20_26);
    int accepted = 0;
    for (int round = 0; round < 4000; round++) {
      byte[] bytes = mutate(good, random);
      StaxPrimary expected;
      try {
        expected = StaxPrimary.read(bytes);
      } catch (XMLStreamException | RuntimeException e) {
        expected = null;
      }
      try {
        List<List<String>> names = expected == null ? List.of() : expected.attributes();
        List<String> found = events(bytes, 1 + random.nextInt(5000), names);
        if (expected != null) {
          assertThat(found).as(new String(bytes, UTF_8)).isEqualTo(expected.events());
          accepted++;
        }
      } catch (DiracosException e) {
        assertThat(expected == null || isStricter(e.getMessage()))
            .as("%s%n%s", e.getMessage(), new String(bytes, UTF_8))
            .isTrue();
      }
    }
    assertThat(accepted).isGreaterThan(200);
  }

  /** What we refuse on purpose although it is XML. */
  private static boolean isStricter(String message) {
    return message.contains("holds text only") || message.contains("UTF-8");
  }

  private static byte[] mutate(byte[] good, Random random) {
    String text = new String(good, UTF_8);
    StringBuilder out = new StringBuilder(text);
    for (int n = random.nextInt(3); n >= 0; n--) {
      int at = random.nextInt(out.length());
      switch (random.nextInt(4)) {
        case 0 -> out.delete(at, Math.min(out.length(), at + 1 + random.nextInt(20)));
        case 1 -> out.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> out.setCharAt(at, (char) (32 + random.nextInt(96)));
        default -> out.insert(at, out.substring(at, Math.min(out.length(), at + 30)));
      }
    }
    return out.toString().getBytes(UTF_8);
  }

  private static List<String> events(byte[] document, int chunk) {
    return events(document, chunk, List.of());
  }

  /** The scanner's steps in the form of {@link StaxPrimary}, with the attributes that it saw. */
  private static List<String> events(byte[] document, int chunk, List<List<String>> expected) {
    Set<Integer> leaves = leaves(document);
    InputStream in =
        new ByteArrayInputStream(document) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, chunk));
          }
        };
    XmlScanner xml = new XmlScanner(in, "test.xml", new Symbols());
    List<String> events = new ArrayList<>();
    int ordinal = 0;
    while (xml.next()) {
      if (xml.atStart()) {
        Map<String, String> attributes = new TreeMap<>();
        List<String> names = ordinal < expected.size() ? expected.get(ordinal) : List.of();
        for (String name : names) {
          attributes.put(name, StaxPrimary.flat(String.valueOf(xml.attribute(name))));
        }
        events.add("<" + xml.name() + " " + attributes);
        if (leaves.contains(ordinal++)) {
          String name = xml.name();
          events.add(xml.text() + ">" + name);
        }
      } else {
        events.add(">" + xml.name());
      }
    }
    return events;
  }

  /** The ordinals of the elements without children, as a first pass sees them. */
  private static Set<Integer> leaves(byte[] document) {
    XmlScanner xml = new XmlScanner(new ByteArrayInputStream(document), "test.xml", new Symbols());
    Set<Integer> leaves = new HashSet<>();
    int ordinal = -1;
    boolean last = false;
    while (xml.next()) {
      if (xml.atStart()) {
        ordinal++;
        last = true;
      } else {
        if (last) {
          leaves.add(ordinal);
        }
        last = false;
      }
    }
    return leaves;
  }

  private static InputStream endless(String start) {
    return new InputStream() {
      private long at;

      @Override
      public int read() {
        return at < start.length() ? start.charAt((int) at++) : 'x';
      }
    };
  }
}
