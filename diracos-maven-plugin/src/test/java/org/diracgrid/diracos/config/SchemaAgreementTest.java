package org.diracgrid.diracos.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema and the parser call the same documents valid. */
class SchemaAgreementTest {

  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(ConfigReader.class.getResourceAsStream("diracos.schema.json"));
  }

  static List<String> valid() throws IOException {
    List<String> documents = new ArrayList<>();
    documents.add("{'version': '1'}");
    documents.add("{'version': 'v2r1-pre3', '$schema': 'x', 'comment': ''}");
    documents.add("{'version': '1', 'bundle': {'level': null}, 'platform': {'glibc': null}}");
    documents.add("{'version': '1', 'bundle': {'level': 9.0}}");
    documents.add("{'version': '1', 'bundle': {'compression': 'zst', 'level': 22}}");
    documents.add("{'version': '1', 'bundle': {'compression': 'xz', 'level': 0}}");
    documents.add("{'version': '1', 'boundary': {'packages': []}}");
    documents.add("{'version': '1', 'rpmBuild': {'any': [1, {'x': null}], 'packageGroups': []}}");
    documents.add("{'version': '1', 'repositories': [{'id': 'a', 'metalink': 'http://h/m'}]}");
    documents.add("{'version': '1', 'repositories': [{'id': 'a', 'url': ['x', 'y'], 'cost': -5}]}");
    documents.add("{'version': '1', 'smokeTests': []}");
    documents.add("{'version': '1', 'smokeTests': [{'command': 'a b', 'status': 2}]}");
    documents.add("{'version': '1', 'smokeTests': [{'imports': 'a.b'}, {'help': ['x']}]}");
    documents.add("{'version': '1', 'verify': {'severity': {'glibc': 'info'}}}");
    documents.replaceAll(text -> text.replace('\'', '"'));
    documents.add(Resources.text("v1-lookalike.json"));
    // Every key with its example.
    for (Key key : Keys.ROOT.keys()) {
      String version = key.name().equals("version") ? "" : ", \"version\": \"1\"";
      documents.add("{\"" + key.name() + "\": " + key.example() + version + "}");
    }
    return documents;
  }

  static List<String> invalid() {
    List<String> documents = new ArrayList<>();
    documents.add("[]");
    documents.add("{}");
    documents.add("{'version': 1}");
    documents.add("{'version': ''}");
    documents.add("{'version': 'a b'}");
    documents.add("{'version': null}");
    documents.add("{'version': '1', 'x': 1}");
    documents.add("{'version': '1', 'mockInstallConfig': null}");
    documents.add("{'version': '1', 'packages': []}");
    documents.add("{'version': '1', 'smokeTests': [{}]}");
    documents.add("{'version': '1', 'smokeTests': [{'status': 1}]}");
    documents.add("{'version': '1', 'smokeTests': [{'command': 'a', 'help': ['x']}]}");
    documents.add("{'version': '1', 'smokeTests': [{'command': ' '}]}");
    documents.add("{'version': '1', 'smokeTests': [{'imports': ['a-b']}]}");
    documents.add("{'version': '1', 'smokeTests': [{'command': 'a', 'timeout': 0}]}");
    documents.add("{'version': '1', 'verify': {'severity': {'glibc': 'fatal'}}}");
    documents.add("{'version': '1', 'verify': {'severity': {'libc': 'info'}}}");
    documents.add("{'version': '1', 'packages': ['a', 1]}");
    documents.add("{'version': '1', 'packages': [' a']}");
    documents.add("{'version': '1', 'packages': 'a'}");
    documents.add("{'version': '1', 'repositories': []}");
    documents.add("{'version': '1', 'repositories': [{'id': 'a'}]}");
    documents.add("{'version': '1', 'repositories': [{'url': 'a'}]}");
    documents.add("{'version': '1', 'repositories': [{'id': 'a b', 'url': 'a'}]}");
    documents.add("{'version': '1', 'repositories': [{'id': 'a', 'url': []}]}");
    documents.add("{'version': '1', 'repositories': [{'id': 'a', 'url': null}]}");
    documents.add("{'version': '1', 'repositories': [{'id': 'a', 'url': 'x', 'gpgcheck': true}]}");
    documents.add(
        "{'version': '1', 'repositories': [{'id': 'a', 'url': 'x', 'repo_gpgcheck': true}]}");
    documents.add(
        "{'version': '1', 'repositories': [{'id': 'a', 'url': 'x', 'priority': 3000000000}]}");
    documents.add("{'version': '1', 'repositories': [{'id': 'a', 'url': 'x', 'priority': 1.5}]}");
    documents.add("{'version': '1', 'boundary': {'policy': 'Edge'}}");
    documents.add("{'version': '1', 'platform': {'arch': 'amd64'}}");
    documents.add("{'version': '1', 'platform': {'glibc': 2.17}}");
    documents.add("{'version': '1', 'platform': {'glibc': '2.x'}}");
    documents.add("{'version': '1', 'bundle': {'level': 10}}");
    documents.add("{'version': '1', 'bundle': {'level': 0}}");
    documents.add("{'version': '1', 'bundle': {'compression': 'zst', 'level': 23}}");
    documents.add("{'version': '1', 'bundle': {'compression': 'xz', 'level': 10}}");
    documents.add("{'version': '1', 'bundle': {'compression': 'bz2'}}");
    documents.add("{'version': '1', 'removedFolders': ['usr']}");
    documents.add("{'version': '1', 'removedFolders': ['/']}");
    documents.add("{'version': '1', 'rpmBuild': {'packageGroups': {}}}");
    documents.add(
        "{'version': '1', 'rpmBuild': {'packageGroups': [{'packages': [{'src': 'x'}]}]}}");
    documents.add("{'version': '1', 'rpmBuild': {'buildOnly': 1}}");
    documents.replaceAll(text -> text.replace('\'', '"'));
    return documents;
  }

  @ParameterizedTest
  @MethodSource("valid")
  void bothAcceptWhatIsValid(String json) {
    assertThat(SCHEMA.validate(json, InputFormat.JSON)).isEmpty();
    Configs.read(json);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void bothRefuseWhatIsNot(String json) {
    assertThat(SCHEMA.validate(json, InputFormat.JSON)).isNotEmpty();
    assertThat(Configs.problems(json)).isNotEmpty();
  }

  @Test
  void bothAgreeOnMutatedDocuments() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<String> bases = valid();
    Random random = new Random(20260101);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      JsonNode document = mapper.readTree(bases.get(random.nextInt(bases.size())));
      mutate(document, random);
      String json = document.toString();
      boolean schema = SCHEMA.validate(json, InputFormat.JSON).isEmpty();
      assertThat(parses(json)).as("seed step %d: %s", i, json).isEqualTo(schema);
      refused += schema ? 0 : 1;
    }
    assertThat(refused).isBetween(500, 2900);
  }

  private static boolean parses(String json) {
    try {
      Configs.read(json);
      return true;
    } catch (DiracosException e) {
      return false;
    }
  }

  /** Replaces, removes or adds a value somewhere, with values that only shapes can tell apart. */
  private static void mutate(JsonNode document, Random random) {
    List<JsonNode> containers = new ArrayList<>();
    collect(document, containers);
    JsonNode chosen = containers.get(random.nextInt(containers.size()));
    JsonNodeFactory make = JsonNodeFactory.instance;
    List<JsonNode> values =
        List.of(
            make.nullNode(),
            make.textNode("word"),
            make.textNode(""),
            make.numberNode(5),
            make.numberNode(-7),
            make.booleanNode(true),
            make.arrayNode(),
            make.arrayNode().add("one"),
            make.objectNode());
    JsonNode value = values.get(random.nextInt(values.size())).deepCopy();
    if (chosen instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      names.add("unknown");
      names.add(Keys.ROOT.keys().get(random.nextInt(Keys.ROOT.keys().size())).name());
      names.add(RepositoryKeys.REPOSITORY.keys().get(random.nextInt(14)).name());
      String name = names.get(random.nextInt(names.size()));
      if (random.nextInt(4) == 0) {
        object.remove(name);
      } else {
        object.set(name, value);
      }
    } else if (chosen instanceof ArrayNode array) {
      if (!array.isEmpty() && random.nextBoolean()) {
        array.set(random.nextInt(array.size()), value);
      } else {
        array.add(value);
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> into) {
    if (node.isContainerNode()) {
      into.add(node);
      node.forEach(child -> collect(child, into));
    }
  }
}
