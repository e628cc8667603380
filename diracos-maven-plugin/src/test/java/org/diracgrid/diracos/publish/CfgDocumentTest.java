package org.diracgrid.diracos.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CfgDocumentTest {

  private static final String SHAPE =
      """
      # The project's releases
      DefaultModules = DIRAC
      RequiredExtraModules += Web
      RequiredExtraModules += REST

      Sources
      {
      \tDIRAC = git://example.org/DIRAC.git?a=b
      }
      Releases {
        # the newest first
        v8r0
        {
          Modules = DIRAC:v8r0, Web:v5r1
          Externals = v6r6   \s
          Nested
          {
          }
        }

        v7r3
        {
          DIRACOS = v1r29
        }
      }
      """;

  private static CfgDocument cfg(String text) {
    return CfgDocument.parse("x.cfg", text);
  }

  @Test
  void whatIsNotChangedStaysByteForByte() {
    for (String text : List.of("", "\n", "#", " \t\r\n", SHAPE, SHAPE.replace("\n", "\r\n"))) {
      assertThat(CfgDocument.read("x.cfg", text.getBytes(UTF_8)).bytes())
          .isEqualTo(text.getBytes(UTF_8));
    }
  }

  @Test
  void valuesAreThoseThatClientsRead() {
    CfgSection root = cfg(SHAPE + "DefaultModules = Other").root();
    assertThat(root.value("DefaultModules")).contains("Other");
    assertThat(root.value("RequiredExtraModules")).contains("Web, REST");
    assertThat(root.value("defaultmodules")).isEmpty();
    assertThat(cfg(SHAPE).section("Sources").orElseThrow().value("DIRAC"))
        .contains("git://example.org/DIRAC.git?a=b");
    assertThat(cfg(SHAPE).section("Releases", "v8r0").orElseThrow().value("Externals"))
        .contains("v6r6");
    assertThat(cfg(SHAPE).section("Releases", "v8r0", "Nested")).isPresent();
    assertThat(cfg(SHAPE).section("Releases", "v9")).isEmpty();
  }

  @Test
  void aNewSectionComesLastInTheStyleOfTheOthers() {
    String text = cfg(SHAPE).set(List.of("Releases", "v9"), "DIRACOS", "LHCb:1.0").toString();
    assertThat(text)
        .isEqualTo(
            SHAPE.substring(0, SHAPE.length() - 2) + "  v9\n  {\n    DIRACOS = LHCb:1.0\n  }\n}\n");
  }

  @Test
  void lineEndingsAreThoseOfTheFile() {
    String dos = SHAPE.replace("\n", "\r\n");
    String text = cfg(dos).set(List.of("Releases", "v9"), "DIRACOS", "1.0").toString();
    assertThat(text.replace("\r\n", "")).doesNotContain("\n");
    assertThat(text).endsWith("  v9\r\n  {\r\n    DIRACOS = 1.0\r\n  }\r\n}\r\n");
    assertThat(text).startsWith(dos.substring(0, dos.length() - 3));
  }

  @Test
  void theLastLineGetsAnEndWhenSomethingChanges() {
    String cut = SHAPE.substring(0, SHAPE.length() - 1);
    assertThat(cfg(cut).set(List.of(), "Key", "value").toString())
        .isEqualTo(SHAPE.replace("+= REST\n", "+= REST\nKey = value\n"));
    assertThat(cfg("a = b").set(List.of("S"), "c", "d").toString())
        .isEqualTo("a = b\nS\n{\n  c = d\n}\n");
    assertThat(cfg("").set(List.of(), "c", "d").toString()).isEqualTo("c = d\n");
  }

  @Test
  void aChangedValueKeepsTheBlanksOfItsLine() {
    assertThat(cfg("\ta  =\t b  \r\n# c\r\n").set(List.of(), "a", "x y").toString())
        .isEqualTo("\ta  =\t x y  \r\n# c\r\n");
    assertThat(cfg("a = 1\nb = 2\na += 3\n").set(List.of(), "a", "4").toString())
        .isEqualTo("a = 4\nb = 2\n");
    assertThat(cfg(" a += 1\n a += 3\n").set(List.of(), "a", "4").toString()).isEqualTo(" a = 4\n");
    CfgDocument same = cfg("a = 1\na += 3");
    assertThat(same.set(List.of(), "a", "1, 3")).isSameAs(same);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "A~{~ b = c~                     | 2:1 | section A has no end",
        "A~{~}~ }~                       | 4:2 | } without a section",
        "A~{~  B~  b = c~}~              | 3:3 | a name without a section",
        "\"  Name\" | 1:3 | a name without a section",
        "Name~other {~}~                 | 1:1 | a name without a section",
        "\" {~}~\" | 1:2 | a section without a name",
        "A { b }~                        | 1:5 | text after {",
        "A~{~}~A~{~}~                    | 4:1 | a second section A",
        "A { b = c }~                    | 1:3 | a brace in the key",
        "a } b~                          | 1:3 | } is not alone",
        "\" = b~\" | 1:2 | a value without a key",
        "a = b+=c~                       | 1:6 | += in a value",
        "a = b~c = d^e~                  | 2:6 | a carriage return within a line",
      })
  void mistakesAreToldWithLineAndColumn(String text, String place, String because) {
    assertThatThrownBy(() -> cfg(text.replace('~', '\n').replace('^', '\r')))
        .hasMessageContaining("DOS-CFG-01 ")
        .hasMessageContaining("x.cfg:" + place + "\n")
        .hasMessageContaining(because);
  }

  @Test
  void bytesThatAreNoTextAreToldWithLineAndColumn() {
    assertThatThrownBy(() -> CfgDocument.read("x.cfg", new byte[] {'a', '\n', 'b', (byte) 0xff}))
        .hasMessageContaining("x.cfg:2:2\n")
        .hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> cfg("\ufeffa = b\n"))
        .hasMessageContaining("x.cfg:1:1\n")
        .hasMessageContaining("byte order mark");
    assertThatThrownBy(() -> cfg("A\n{\n".repeat(100))).hasMessageContaining("more than 64");
  }

  @ParameterizedTest
  @CsvSource({"a=b, c", "#a, c", "'', c", "a{, c", "a, b+=c", "a, ' b'"})
  void whatClientsCouldNotReadIsNotWritten(String key, String value) {
    assertThatThrownBy(() -> cfg("").set(List.of(), key, value))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
