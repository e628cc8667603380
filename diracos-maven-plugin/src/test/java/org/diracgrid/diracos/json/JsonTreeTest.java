package org.diracgrid.diracos.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same trees as the mapper's. */
class JsonTreeTest {

  private final ObjectMapper mapper = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "\"\\u00e9\\n\"",
        "0",
        "-2147483649",
        "123456789012345678901234567890",
        "1.5e3",
        "[]",
        "{}",
        "[1, [2, {\"a\": null}], {}]",
        "{\"a\": {\"b\": [false]}, \"a\": 2, \"\": 3.25}",
        "{\"a\": 1} trailing"
      })
  void aDocumentIsReadAsTheMapperReadsIt(String text) throws IOException {
    assertThat(JsonTree.read(text)).isEqualTo(mapper.readTree(text));
    assertThat(JsonTree.read(text.getBytes(UTF_8))).isEqualTo(mapper.readTree(text));
  }

  @Test
  void theEncodingIsFound() throws IOException {
    assertThat(JsonTree.read("{\"é\": 1}".getBytes(UTF_16)).path("é").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[1,", "{\"a\"}", "[1 2]", "tru", "\"", "}", "{\"a\": }"})
  void whatIsNoJsonIsRefused(String text) {
    assertThatThrownBy(() -> JsonTree.read(text)).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> JsonTree.read(text.getBytes(UTF_8)))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void depthIsBounded() {
    assertThatThrownBy(() -> JsonTree.read("[".repeat(100_000)))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining("depth");
  }
}
