package org.diracgrid.diracos.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.problem.Problem;

/** Reads JSON text into values that know their places. Strict: no comments, no duplicate keys. */
final class JsonReader {

  /** Nobody nests a configuration this deep; the bound keeps recursion harmless. */
  static final int DEEPEST = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(100)
                  .maxNameLength(10_000)
                  .build())
          .build();

  private final String text;
  private final String source;
  private final List<Problem> problems;

  private JsonReader(String text, String source, List<Problem> problems) {
    this.text = text;
    this.source = source;
    this.problems = problems;
  }

  /**
   * Reads one value.
   *
   * @param source what places are named after
   * @param problems receives one problem for broken syntax, or one per duplicate key
   * @return empty if the syntax is broken
   */
  static Optional<Json> read(String text, String source, List<Problem> problems) {
    return new JsonReader(text, source, problems).read();
  }

  private Optional<Json> read() {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return read(parser);
    } catch (JsonProcessingException e) {
      problems.add(syntax(e));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Json> read(JsonParser parser) throws IOException {
    try {
      if (parser.nextToken() == null) {
        problems.add(
            Problem.of(
                "DOS-CONFIG-02",
                "holds no JSON: it is empty",
                source,
                "write an object, at least {\"version\": \"1.0\", \"packages\": [\"python3\"]}"));
        return Optional.empty();
      }
      Json value = value(parser, "");
      if (parser.nextToken() != null) {
        problems.add(
            Problem.of(
                "DOS-CONFIG-02",
                "something follows the end of the JSON object",
                place(parser.currentTokenLocation(), "").toString(),
                "remove it, or the closing brace too many before it"));
        return Optional.empty();
      }
      return Optional.of(value);
    } catch (StreamConstraintsException e) {
      problems.add(
          Problem.of(
              "DOS-CONFIG-03",
              "is nested too deep, or holds a name or number too long",
              place(parser.currentLocation(), "").toString(),
              "a configuration nests at most " + DEEPEST + " levels"));
      return Optional.empty();
    }
  }

  private Json value(JsonParser parser, String pointer) throws IOException {
    Place place = place(parser.currentTokenLocation(), pointer);
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser, place);
      case START_ARRAY -> {
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser, pointer + "/" + items.size()));
        }
        yield new Json.Arr(items, place);
      }
      case VALUE_STRING -> new Json.Text(parser.getText(), place);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(parser.getText(), place);
      case VALUE_TRUE, VALUE_FALSE -> new Json.Bool(token == JsonToken.VALUE_TRUE, place);
      default -> new Json.Null(place);
    };
  }

  private Json object(JsonParser parser, Place place) throws IOException {
    Map<String, Json.Member> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String pointer = place.pointer() + "/" + Place.escape(name);
      Place key = place(parser.currentTokenLocation(), pointer);
      parser.nextToken();
      Json.Member old = members.put(name, new Json.Member(key, value(parser, pointer)));
      if (old != null) {
        problems.add(
            new Problem(
                "DOS-CONFIG-04",
                "key \"" + name + "\" is given twice",
                key.toString(),
                "first given at " + old.key(),
                "keep one of the two"));
      }
    }
    return new Json.Obj(members, place);
  }

  private Place place(JsonLocation at, String pointer) {
    return new Place(source, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()), pointer);
  }

  /** Says what is wrong in the user's words where the usual slips can be told apart. */
  private Problem syntax(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String message = e.getOriginalMessage().replaceAll("\\s*\\n.*", "");
    int offset = (int) Math.max(0, Math.min(text.length(), at.getCharOffset()));
    // The parser stops on the offending character or just behind it.
    boolean comma = danglingComma(offset) || danglingComma(lastVisible(offset));
    String what = "not JSON: " + message;
    String fix = "correct the text at this position; an editor that knows JSON shows it";
    if (message.contains("end-of-input")) {
      what = "the text ends in the middle of a value";
      fix = "close every \", [ and { that was opened";
    } else if (message.contains("('/'") || message.contains("('#'")) {
      what = "JSON has no comments";
      fix = "remove it, or write it as the value of a \"comment\" key";
    } else if (comma) {
      what = "a comma stands before the closing bracket";
      fix = "remove the comma after the last element";
    } else if (message.contains("(''' ")
        || message.contains("was expecting double-quote to start field name")) {
      what = "a key must stand in double quotes";
      fix = "write \"key\": value";
    } else if (message.contains("was expecting comma")) {
      what = "a comma is missing before this";
      fix = "separate elements with commas";
    }
    return Problem.of("DOS-CONFIG-02", what, place(at, "").toString(), fix);
  }

  /** Whether the character at {@code index} closes something right after a comma. */
  private boolean danglingComma(int index) {
    if (index <= 0 || index >= text.length() || "]}".indexOf(text.charAt(index)) < 0) {
      return false;
    }
    int before = lastVisible(index);
    return before >= 0 && text.charAt(before) == ',';
  }

  /** The index of the last character before {@code end} that is not white space; -1 if none. */
  private int lastVisible(int end) {
    int i = Math.min(end, text.length()) - 1;
    while (i >= 0 && Character.isWhitespace(text.charAt(i))) {
      i--;
    }
    return i;
  }
}
