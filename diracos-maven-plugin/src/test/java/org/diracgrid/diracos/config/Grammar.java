package org.diracgrid.diracos.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Derives the JSON Schema and the reference in the documentation from {@link Keys}. */
final class Grammar {

  static final String ID =
      "https://raw.githubusercontent.com/DIRACGrid/diracos-maven-plugin/main/diracos-maven-plugin/"
          + "src/main/resources/org/diracgrid/diracos/config/diracos.schema.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Grammar() {}

  // ---- schema

  static String schema() throws JsonProcessingException {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("$id", ID);
    root.put("title", "diracos.json");
    root.put("description", "What diracos-maven-plugin builds; see docs/configuration.md.");
    root.setAll(schema(Keys.ROOT));
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
    return JSON.writer(printer).writeValueAsString(root) + "\n";
  }

  private static ObjectNode schema(Shape shape) throws JsonProcessingException {
    ObjectNode node = JSON.createObjectNode();
    if (shape instanceof Shape.Text text) {
      node.put("type", "string");
      if (text != Shapes.PROSE) {
        node.put("pattern", "^(?:" + text.pattern().pattern() + ")$");
      }
    } else if (shape instanceof Shape.Choice choice) {
      node.put("type", "string");
      choice.words().forEach(node.putArray("enum")::add);
    } else if (shape instanceof Shape.Whole whole) {
      node.put("type", "integer").put("minimum", whole.least()).put("maximum", whole.most());
    } else if (shape instanceof Shape.Flag) {
      node.put("type", "boolean");
    } else if (shape instanceof Shape.Many many) {
      ObjectNode list = list(schema(many.item()), many.least());
      if (!many.orOne()) {
        return list;
      }
      node.putArray("anyOf").add(schema(many.item())).add(list);
    } else if (shape instanceof Shape.Groups groups) {
      return list(schema(groups.item()), groups.least());
    } else if (shape instanceof Shape.Group group) {
      node.put("type", "object");
      ObjectNode properties = node.putObject("properties");
      ArrayNode required = JSON.createArrayNode();
      for (Key key : group.keys()) {
        properties.set(key.name(), schema(key));
        if (key.required()) {
          required.add(key.name());
        }
      }
      if (!required.isEmpty()) {
        node.set("required", required);
      }
      if (!group.open()) {
        node.put("additionalProperties", false);
      }
      if (!group.rules().isEmpty()) {
        node.setAll((ObjectNode) JSON.readTree("{" + group.rules() + "}"));
      }
    }
    return node;
  }

  private static ObjectNode list(ObjectNode item, int least) {
    ObjectNode node = JSON.createObjectNode().put("type", "array");
    node.set("items", item);
    if (least > 0) {
      node.put("minItems", least);
    }
    return node;
  }

  private static ObjectNode schema(Key key) throws JsonProcessingException {
    ObjectNode node = JSON.createObjectNode();
    node.put("description", key.meaning().replace("`", ""));
    ObjectNode shape = schema(key.shape());
    if (key.nullable()) {
      JsonNode type = shape.get("type");
      shape.putArray("type").add(type).add("null");
    }
    node.setAll(shape);
    if (!key.fallback().isEmpty()) {
      node.set("default", JSON.readTree(key.fallback()));
    }
    node.putArray("examples").add(JSON.readTree(key.example()));
    return node;
  }

  // ---- documentation

  static String reference() {
    StringBuilder out = new StringBuilder();
    reference(out, Keys.ROOT, "", "diracos.");
    return out.toString();
  }

  private static void reference(
      StringBuilder out, Shape.Group group, String path, String property) {
    for (Key key : group.keys()) {
      String full = path + key.name();
      out.append("### `").append(full).append("`\n\n").append(key.meaning()).append("\n\n");
      out.append("- takes ").append(words(key.shape())).append(key.required() ? "; required" : "");
      out.append(key.nullable() ? ", or `null`" : "").append('\n');
      if (!key.fallback().isEmpty()) {
        out.append("- default `").append(key.fallback()).append("`\n");
      }
      out.append("- example `\"").append(key.name()).append("\": ").append(key.example());
      out.append("`\n");
      if (!property.isEmpty()) {
        out.append("- property `-D").append(property).append(key.name()).append('`');
        if (!key.property().isEmpty()) {
          out.append(", in short `-D").append(key.property()).append('`');
        }
        out.append('\n');
      }
      out.append('\n');
      if (key.shape() instanceof Shape.Group inner) {
        reference(out, inner, full + ".", property + key.name() + ".");
      } else if (key.shape() instanceof Shape.Groups inner) {
        String item = key.name().equals("repositories") ? "diracos.repositories.<id>." : "";
        reference(out, inner.item(), full + "[].", item);
      }
    }
  }

  private static String words(Shape shape) {
    if (shape instanceof Shape.Text text) {
      return text.says();
    } else if (shape instanceof Shape.Choice choice) {
      return "one of " + Checker.quoted(choice.words(), ", ");
    } else if (shape instanceof Shape.Whole whole) {
      return whole.least() == Integer.MIN_VALUE
          ? "a whole number"
          : "a whole number from " + whole.least() + " to " + whole.most();
    } else if (shape instanceof Shape.Flag) {
      return "`true` or `false`";
    } else if (shape instanceof Shape.Many many) {
      String least = many.least() > 0 ? "at least one" : "any number";
      return (many.orOne() ? "one, or a list" : "a list")
          + " ("
          + least
          + "), each "
          + many.item().says();
    } else if (shape instanceof Shape.Groups groups) {
      return "a list of objects" + (groups.least() > 0 ? ", at least one" : "");
    }
    return "an object";
  }

  /** The names of a group, and of all below, as {@code a.b} and {@code a[].b}. */
  static void paths(Shape.Group group, String path, List<String> into) {
    for (Key key : group.keys()) {
      into.add(path + key.name());
      if (key.shape() instanceof Shape.Group inner) {
        paths(inner, path + key.name() + ".", into);
      } else if (key.shape() instanceof Shape.Groups inner) {
        paths(inner.item(), path + key.name() + "[].", into);
      }
    }
  }
}
