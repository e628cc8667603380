package org.diracgrid.diracos.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads JSON into a tree, as {@code ObjectMapper.readTree} does, without the mapper: its start
 * takes as long as a hundred small files.
 */
public final class JsonTree {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonTree() {}

  /** Opens a parser of something in memory. */
  private interface Source {
    JsonParser open() throws IOException;
  }

  /**
   * The first value of a document in UTF-8, -16 or -32; a missing node if there is none. Of equal
   * keys the last counts.
   *
   * @throws JacksonException if it is no JSON, or is nested more than a thousand deep
   */
  public static JsonNode read(byte[] bytes) throws JacksonException {
    return read(() -> FACTORY.createParser(bytes));
  }

  /** The same of a text. */
  public static JsonNode read(String text) throws JacksonException {
    return read(() -> FACTORY.createParser(text));
  }

  private static JsonNode read(Source source) throws JacksonException {
    try (JsonParser json = source.open()) {
      return json.nextToken() == null ? MissingNode.getInstance() : value(json);
    } catch (JacksonException e) {
      throw e;
    } catch (IOException e) {
      // What is in memory can always be read.
      throw new UncheckedIOException(e);
    }
  }

  /** The value that begins at the current token; afterwards its last token is the current one. */
  private static JsonNode value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String key = json.currentName();
          json.nextToken();
          object.set(key, value(json));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(json));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(json.getText());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NUMBER_INT ->
          switch (json.getNumberType()) {
            case INT -> NODES.numberNode(json.getIntValue());
            case LONG -> NODES.numberNode(json.getLongValue());
            default -> NODES.numberNode(json.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(json.getDoubleValue());
      default -> NODES.nullNode();
    };
  }
}
