package org.diracgrid.diracos.schedule;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * The form of a key in a file:
 *
 * <pre>
 * {"key": "sha256:…", "parts": {"buildroot zlib.x86_64": "1.3-1 sha256:…", …}}
 * </pre>
 */
public final class BuildKeyJson {

  private BuildKeyJson() {}

  /** The bytes of the file. */
  public static byte[] write(BuildKey key) {
    return PrettyJson.write(json -> write(key, json));
  }

  /** Writes the object to a document that holds more. */
  public static void write(BuildKey key, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", key.digest().toString());
    json.writeObjectFieldStart("parts");
    for (Map.Entry<String, String> part : key.parts().entrySet()) {
      json.writeStringField(part.getKey(), part.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /**
   * Reads the file.
   *
   * @param name for messages
   * @throws DiracosException DOS-PLAN-05 if it is no key, or its parts are not those of its digest
   */
  public static BuildKey read(byte[] bytes, String name) {
    try (JsonParser json = new JsonFactory().createParser(bytes)) {
      json.nextToken();
      return read(json);
    } catch (JacksonException | IllegalArgumentException e) {
      throw DiracosException.of(
          Problem.of(
              "DOS-PLAN-05",
              "the key of a build cannot be read: "
                  + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
              name,
              "remove the file; the package is built again"),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the object that begins at the parser's current token, to its end.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static BuildKey read(JsonParser json) throws IOException {
    expect(json, JsonToken.START_OBJECT);
    String digest = "";
    TreeMap<String, String> parts = new TreeMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("key")) {
        expect(json, JsonToken.VALUE_STRING);
        digest = json.getText();
      } else if (field.equals("parts")) {
        expect(json, JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String part = json.currentName();
          json.nextToken();
          expect(json, JsonToken.VALUE_STRING);
          parts.put(part, json.getText());
        }
      } else {
        json.skipChildren();
      }
    }
    BuildKey key = new BuildKey(parts);
    if (!digest.equals(key.digest().toString())) {
      throw new IllegalArgumentException("its parts are not those of its digest '" + digest + "'");
    }
    return key;
  }

  private static void expect(JsonParser json, JsonToken token) {
    if (json.currentToken() != token) {
      throw new IllegalArgumentException("no " + token + " where one is expected");
    }
  }
}
