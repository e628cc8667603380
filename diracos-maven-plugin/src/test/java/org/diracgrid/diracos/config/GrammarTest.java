package org.diracgrid.diracos.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What is derived from {@link Keys} is up to date. {@code -Ddiracos.update=true} writes it anew;
 * then look at the difference.
 */
class GrammarTest {

  private static final Path SCHEMA =
      Path.of("src/main/resources/org/diracgrid/diracos/config/diracos.schema.json");
  private static final Path DOCS = Path.of("../docs/configuration.md");
  private static final String BEGIN = "<!-- keys: made from Keys.java by GrammarTest -->\n\n";
  private static final String END = "<!-- end of keys -->\n";

  private static final boolean UPDATE = Boolean.getBoolean("diracos.update");

  @Test
  void schemaIsMadeFromTheKeys() throws IOException {
    String schema = Grammar.schema();
    if (UPDATE) {
      Files.writeString(SCHEMA, schema);
    }
    assertThat(Files.readString(SCHEMA)).isEqualTo(schema);
    assertThat(ConfigReader.class.getResource("diracos.schema.json")).isNotNull();
  }

  @Test
  void documentationDescribesEveryKey() throws IOException {
    String docs = Files.readString(DOCS);
    int begin = docs.indexOf(BEGIN) + BEGIN.length();
    int end = docs.indexOf(END);
    assertThat(docs).contains(BEGIN, END);
    if (UPDATE) {
      docs = docs.substring(0, begin) + Grammar.reference() + docs.substring(end);
      Files.writeString(DOCS, docs);
      end = docs.indexOf(END);
    }
    assertThat(docs.substring(begin, end)).isEqualTo(Grammar.reference());
    List<String> paths = new ArrayList<>();
    Grammar.paths(Keys.ROOT, "", paths);
    assertThat(paths).hasSizeGreaterThan(60).allMatch(path -> Grammar.reference().contains(path));
  }

  @Test
  void documentationListsEveryProperty() throws IOException {
    assertThat(Overrides.properties().keySet())
        .allMatch(name -> Grammar.reference().contains("`-D" + name + "`"))
        .contains("diracos.packages", "diracos.arch", "diracos.version", "diracos.bundle.level");
  }

  @Test
  void documentationListsEveryErrorCode() throws IOException {
    StringBuilder sources = new StringBuilder();
    Path main = Path.of("src/main/java/org/diracgrid/diracos/config");
    try (var files = Files.list(main)) {
      for (Path file : files.sorted().toList()) {
        sources.append(Files.readString(file));
      }
    }
    String docs = Files.readString(DOCS);
    for (int i = 1; i < 30; i++) {
      String code = String.format("DOS-CONFIG-%02d", i);
      assertThat(docs.contains("`" + code + "`"))
          .as("%s is documented exactly if it is used", code)
          .isEqualTo(sources.toString().contains('"' + code + '"'));
    }
  }

  @Test
  void examplesInTheDocumentationAreValid() throws IOException {
    String docs = Files.readString(DOCS);
    int examples = 0;
    for (int at = docs.indexOf("```json\n"); at >= 0; at = docs.indexOf("```json\n", at + 8)) {
      String example = docs.substring(at + 8, docs.indexOf("```", at + 8));
      Configs.read(example);
      examples++;
    }
    assertThat(examples).isPositive();
  }

  @Test
  void everyExampleAndDefaultFitsItsKey() {
    check(Keys.ROOT);
  }

  private static void check(Shape.Group group) {
    for (Key key : group.keys()) {
      assertThat(fits(key, key.example())).as("%s: %s", key.name(), key.example()).isTrue();
      if (!key.fallback().isEmpty() && !key.nullable()) {
        assertThat(fits(key, key.fallback())).as("%s default", key.name()).isTrue();
      }
      if (key.shape() instanceof Shape.Group inner) {
        check(inner);
      } else if (key.shape() instanceof Shape.Groups inner) {
        check(inner.item());
      }
    }
  }

  private static boolean fits(Key key, String json) {
    var problems = new ArrayList<org.diracgrid.diracos.problem.Problem>();
    Json value = JsonReader.read(json, "x", problems).orElseThrow();
    new Checker(problems, new ArrayList<>()).check(value, key.shape(), key.name());
    return problems.isEmpty();
  }

  @Test
  void schemaHasTheSameKeysAsTheDeclaration() throws IOException {
    List<String> fromKeys = new ArrayList<>();
    Grammar.paths(Keys.ROOT, "", fromKeys);
    List<String> fromSchema = new ArrayList<>();
    collect(new ObjectMapper().readTree(Files.readString(SCHEMA)), "", fromSchema);
    assertThat(fromSchema).containsExactlyElementsOf(fromKeys);
  }

  private static void collect(JsonNode node, String path, List<String> into) {
    for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
      into.add(path + property.getKey());
      collect(property.getValue(), path + property.getKey() + ".", into);
      collect(property.getValue().path("items"), path + property.getKey() + "[].", into);
    }
  }
}
