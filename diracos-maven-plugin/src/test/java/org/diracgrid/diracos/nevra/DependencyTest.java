package org.diracgrid.diracos.nevra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DependencyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a or b)",
        "(a and b and c)",
        "(a >= 1.0 or b < 2:3-4)",
        "(libz.so.1()(64bit) with zlib = 1.2)",
        "(a if b)",
        "(a if (b or c) else /usr/bin/d)",
        "(a unless b else c)",
        "(a without b)",
        "((a and b) or (c if d))"
      })
  void printsWhatItRead(String text) {
    assertThat(Dependency.of(Capability.of(text))).hasToString(text);
  }

  @Test
  void tellsFilesFromNames() {
    assertThat(Dependency.of(Capability.of("/bin/sh"))).isInstanceOf(Dependency.FilePath.class);
    assertThat(Dependency.of(Capability.of("libz.so.1()(64bit)")))
        .isInstanceOf(Dependency.Versioned.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "(a or b | no closing parenthesis",
        "(a or b) c | unexpected text after the closing parenthesis",
        "(a or b and c) | 'and' mixed with 'or'",
        "(a xor b) | unknown operator 'xor'",
        "(a >= ) | a version was expected",
        "() | a name was expected",
        "(a <> 1) | unknown comparison",
        "(a if b if c) | 'if' after 'if'"
      })
  void saysWhereItIsMalformed(String text, String message) {
    assertThatThrownBy(() -> Dependency.of(Capability.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("at character");
  }

  @Test
  void boundsNesting() {
    String deep = "(a or ".repeat(100_000) + "b" + ")".repeat(100_000);
    assertThatThrownBy(() -> Dependency.of(Capability.of(deep)))
        .isInstanceOf(IllegalArgumentException.class);
    String bounded = "(a or ".repeat(100) + "b" + ")".repeat(100);
    assertThatThrownBy(() -> Dependency.of(Capability.of(bounded)))
        .hasMessageContaining("64 parentheses");
  }

  @Test
  void conditionsThatDoubleTheRulesAreBounded() {
    String twelve = "(a if ".repeat(12) + "a" + " else a)".repeat(12);
    assertThat(Dependency.of(Capability.of(twelve))).hasToString(twelve);
    assertThatThrownBy(() -> Dependency.of(Capability.of("(a if " + twelve + " else a)")))
        .hasMessageContaining("more than 12 times 'else'");
  }

  @Test
  void garbageEndsInAClearError() {
    Random random = new Random(11);
    String alphabet = "ab()<>=1. /-:oriwthandfelsu";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder("(");
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        String once = Dependency.of(Capability.of(text.toString())).toString();
        assertThat(once).isNotEmpty();
      } catch (IllegalArgumentException expected) {
        assertThat(expected).hasMessageContaining("at character");
      }
    }
  }

  @Test
  void matchesRangesAsRpmDoes() {
    Evr one = Evr.parse("1");
    Evr two = Evr.parse("2");
    Capability newer = new Capability("x", Operator.GT, one);
    Capability exactly = new Capability("x", Operator.EQ, two);
    assertThat(exactly.satisfies(newer)).isTrue();
    assertThat(newer.satisfies(exactly)).isTrue();
    assertThat(new Capability("x", Operator.LT, one).satisfies(newer)).isFalse();
    assertThat(new Capability("x", Operator.LE, one).satisfies(newer)).isFalse();
    assertThat(new Capability("x", Operator.GE, one).satisfies(newer)).isTrue();
    assertThat(Capability.of("x").satisfies(newer)).isTrue();
    assertThat(Capability.of("y").satisfies(newer)).isFalse();
    assertThat(
            new Capability("x", Operator.EQ, Evr.parse("1-3"))
                .satisfies(new Capability("x", Operator.EQ, one)))
        .isTrue();
  }
}
