package org.diracgrid.diracos.build;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * An object of JSON that is read with care: what is missing or of another kind is named with its
 * place.
 */
final class JsonFields {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private final JsonNode node;
  private final String place;

  private JsonFields(JsonNode node, String place) {
    this.node = node;
    this.place = place;
    if (!node.isObject()) {
      throw wrong(place.isEmpty() ? "the whole" : place, "an object");
    }
  }

  /**
   * Reads a document.
   *
   * @param version key of the number that says how the document is laid out, and what it must be
   * @param file for messages
   * @throws DiracosException DOS-EXECUTOR-01 if it is damaged or of another version
   */
  static <T> T read(
      byte[] bytes, Map.Entry<String, Integer> version, Path file, Function<JsonFields, T> body) {
    try {
      JsonFields fields = new JsonFields(MAPPER.readTree(bytes), "");
      if (fields.whole(version.getKey()) != version.getValue()) {
        throw new IllegalArgumentException(
            "its " + version.getKey() + " is not " + version.getValue());
      }
      return body.apply(fields);
    } catch (JacksonException e) {
      throw unreadable(file, e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw unreadable(file, e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw wrong(at(key), "a text");
    }
    return value.asText();
  }

  Optional<String> optionalText(String key) {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  Path path(String key) {
    return Path.of(text(key));
  }

  Optional<Path> optionalPath(String key) {
    return optionalText(key).map(Path::of);
  }

  long whole(String key) {
    JsonNode value = node.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(at(key), "a whole number");
    }
    return value.asLong();
  }

  int small(String key) {
    long value = whole(key);
    if (value != (int) value) {
      throw wrong(at(key), "a number of 32 bits");
    }
    return (int) value;
  }

  Duration duration(String key) {
    try {
      return Duration.parse(text(key));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(at(key) + " is no duration such as PT2.5S", e);
    }
  }

  OptionalLong optionalWhole(String key) {
    return has(key) ? OptionalLong.of(whole(key)) : OptionalLong.empty();
  }

  boolean flag(String key) {
    JsonNode value = node.path(key);
    if (!value.isBoolean()) {
      throw wrong(at(key), "true or false");
    }
    return value.asBoolean();
  }

  <E extends Enum<E>> E choice(Class<E> type, String key) {
    String text = text(key);
    for (E constant : type.getEnumConstants()) {
      if (constant.toString().equals(text)) {
        return constant;
      }
    }
    throw wrong(at(key), "one of " + List.of(type.getEnumConstants()));
  }

  List<String> texts(String key) {
    JsonNode list = list(key);
    List<String> texts = new ArrayList<>();
    for (JsonNode item : list) {
      if (!item.isTextual()) {
        throw wrong(at(key), "a list of texts");
      }
      texts.add(item.asText());
    }
    return texts;
  }

  List<Path> paths(String key) {
    return texts(key).stream().map(Path::of).toList();
  }

  SortedMap<String, String> map(String key) {
    JsonFields object = object(key);
    SortedMap<String, String> map = new TreeMap<>();
    object.keys().forEach(name -> map.put(name, object.text(name)));
    return map;
  }

  List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  JsonFields object(String key) {
    return new JsonFields(node.path(key), at(key));
  }

  Optional<JsonFields> optionalObject(String key) {
    return has(key) ? Optional.of(object(key)) : Optional.empty();
  }

  <T> List<T> objects(String key, Function<JsonFields, T> reader) {
    List<T> read = new ArrayList<>();
    for (JsonNode item : list(key)) {
      read.add(reader.apply(new JsonFields(item, at(key) + "[" + read.size() + "]")));
    }
    return read;
  }

  private JsonNode list(String key) {
    JsonNode list = node.path(key);
    if (!list.isArray()) {
      throw wrong(at(key), "a list");
    }
    return list;
  }

  private boolean has(String key) {
    return node.has(key);
  }

  private String at(String key) {
    return place.isEmpty() ? key : place + "." + key;
  }

  private static IllegalArgumentException wrong(String where, String wanted) {
    return new IllegalArgumentException(where + " is missing or not " + wanted);
  }

  private static DiracosException unreadable(Path file, @Nullable String because, Exception cause) {
    return DiracosException.of(
        new Problem(
            "DOS-EXECUTOR-01",
            "a file of a build job is damaged, or of another version of this plugin",
            file.toString(),
            String.valueOf(because).lines().findFirst().orElse(""),
            "remove the directory " + file.toAbsolutePath().getParent() + " and run again"),
        cause);
  }
}
