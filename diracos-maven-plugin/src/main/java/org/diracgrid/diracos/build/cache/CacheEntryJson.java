package org.diracgrid.diracos.build.cache;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.json.JsonTree;
import org.diracgrid.diracos.json.PrettyJson;

/**
 * The form of {@code build.json}, which makes an entry of a cache whole.
 *
 * <pre>
 * {
 *   "entryVersion": 1,
 *   "key": "0123…",
 *   "name": "zlib",
 *   "components": {"srpm": "sha256:…"},
 *   "packages": [{"name": "zlib-1.3-1.x86_64.rpm", "size": 1234, "checksum": "sha256:…"}],
 *   "log": {"name": "build.log", "size": 1234, "checksum": "sha256:…"},
 *   "milliseconds": {"rpmbuild": 1234}
 * }
 * </pre>
 */
final class CacheEntryJson {

  /** The name of the file. */
  static final String FILE = "build.json";

  /** More than any build has: it is read into memory, and may come from elsewhere. */
  static final int LARGEST = 16 << 20;

  private static final int VERSION = 1;

  private CacheEntryJson() {}

  static byte[] write(CacheEntry entry) {
    return PrettyJson.write(
        json -> {
          json.writeStartObject();
          json.writeNumberField("entryVersion", VERSION);
          json.writeStringField("key", entry.key());
          json.writeStringField("name", entry.name());
          json.writeObjectFieldStart("components");
          for (Map.Entry<String, String> component : entry.components().entrySet()) {
            json.writeStringField(component.getKey(), component.getValue());
          }
          json.writeEndObject();
          json.writeArrayFieldStart("packages");
          for (CacheEntry.File file : entry.packages()) {
            write(json, file);
          }
          json.writeEndArray();
          if (entry.log().isPresent()) {
            json.writeFieldName("log");
            write(json, entry.log().get());
          }
          json.writeObjectFieldStart("milliseconds");
          for (Map.Entry<String, Duration> phase : entry.phases().entrySet()) {
            json.writeNumberField(phase.getKey(), phase.getValue().toMillis());
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, CacheEntry.File file) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", file.name());
    json.writeNumberField("size", file.size());
    json.writeStringField("checksum", file.checksum().toString());
    json.writeEndObject();
  }

  /**
   * Reads an entry.
   *
   * @param key that it must have
   * @throws IllegalArgumentException if it is not whole, of another form or of another key
   */
  static CacheEntry read(byte[] bytes, String key) {
    JsonNode root;
    try {
      root = JsonTree.read(bytes);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
    }
    if (root.path("entryVersion").asInt() != VERSION || !text(root, "key").equals(key)) {
      throw new IllegalArgumentException("it is of another version or key");
    }
    TreeMap<String, String> components = new TreeMap<>();
    root.path("components")
        .properties()
        .forEach(component -> components.put(component.getKey(), component.getValue().asText()));
    List<CacheEntry.File> packages = new ArrayList<>();
    root.path("packages").forEach(file -> packages.add(file(file)));
    TreeMap<String, Duration> phases = new TreeMap<>();
    root.path("milliseconds")
        .properties()
        .forEach(phase -> phases.put(phase.getKey(), Duration.ofMillis(phase.getValue().asLong())));
    Optional<CacheEntry.File> log =
        root.has("log") ? Optional.of(file(root.path("log"))) : Optional.empty();
    return new CacheEntry(key, text(root, "name"), components, packages, log, phases);
  }

  private static CacheEntry.File file(JsonNode node) {
    if (!node.path("size").canConvertToLong() || !node.path("size").isIntegralNumber()) {
      throw new IllegalArgumentException("a file without a size");
    }
    return new CacheEntry.File(
        text(node, "name"), Checksum.parse(text(node, "checksum")), node.path("size").asLong());
  }

  private static String text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("\"" + key + "\" is missing");
    }
    return value.asText();
  }
}
