package org.diracgrid.diracos.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

/** Whatever comes is read, or refused, as the mapper does. */
@Tag("fuzz")
class JsonTreeFuzzTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @FuzzTest(maxDuration = "20s")
  void read(byte[] bytes) throws IOException {
    JsonNode expected;
    try {
      expected = MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      assertThatThrownBy(() -> JsonTree.read(bytes)).isInstanceOf(JacksonException.class);
      return;
    }
    assertThat(JsonTree.read(bytes)).isEqualTo(expected);
  }
}
