package org.diracgrid.diracos.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.verify.Check;
import org.diracgrid.diracos.verify.Severity;
import org.junit.jupiter.api.Test;

/** The keys of {@code verify} are those of the checks, in words and in the documentation. */
class VerifyKeysTest {

  @Test
  void everyCheckHasItsKey() {
    assertThat(VerifyKeys.SEVERITIES.keys().stream().map(Key::name))
        .containsExactlyElementsOf(Stream.of(Check.values()).map(Check::word).toList());
  }

  @Test
  void theDocumentationTellsTheUsualSeverity() {
    for (Check check : Check.values()) {
      assertThat(Keys.find(VerifyKeys.SEVERITIES, check.word()).orElseThrow().meaning())
          .endsWith("; usually `" + check.usual().word() + "`.");
    }
  }

  @Test
  void everySeverityIsAWord() {
    Key any = VerifyKeys.SEVERITIES.keys().get(0);
    assertThat(((Shape.Choice) any.shape()).words())
        .isEqualTo(Stream.of(Severity.values()).map(Severity::word).toList());
  }

  @Test
  void smokeTestThatDoesTwoThingsIsRefused() {
    assertThatThrownBy(() -> read("{\"command\": \"a\", \"imports\": [\"b\"]}"))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("a smoke test cannot have both \"command\" and \"imports\"");
  }

  @Test
  void smokeTestThatDoesNothingIsRefused() {
    assertThatThrownBy(() -> read("{\"name\": \"a\"}"))
        .hasMessageContaining("DOS-CONFIG-08 a smoke test does nothing");
  }

  @Test
  void outputThatIsNoExpressionIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> read("{\"command\": \"a\", \"output\": \"a(b\"}"))
        .hasMessageContaining("\"output\" is no regular expression")
        .hasMessageContaining("(/smokeTests/0/output)")
        .hasMessageContaining("Unclosed group");
  }

  @Test
  void timeoutIsAMinuteUnlessGiven() {
    assertThat(read("{\"command\": \"a\"}").timeout()).isEqualTo(60);
    assertThat(read("{\"command\": \"a\", \"timeout\": 5}").timeout()).isEqualTo(5);
  }

  private static SmokeTestSpec read(String test) {
    List<SmokeTestSpec> tests =
        Configs.read("{\"version\": \"1\", \"smokeTests\": [" + test + "]}").smokeTests();
    assertThat(tests).hasSize(1);
    return tests.get(0);
  }
}
