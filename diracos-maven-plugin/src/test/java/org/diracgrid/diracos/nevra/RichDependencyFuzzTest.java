package org.diracgrid.diracos.nevra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Whatever comes as a rich dependency is parsed or refused, and stays what it is when written. */
@Tag("fuzz")
class RichDependencyFuzzTest {

  @FuzzTest(maxDuration = "20s")
  void rich(byte[] bytes) {
    String text = "(" + new String(bytes, UTF_8);
    Dependency parsed;
    try {
      parsed = RichDependencyParser.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e).message().isNotBlank();
      return;
    }
    assertThat(parsed).isNotNull();
  }
}
