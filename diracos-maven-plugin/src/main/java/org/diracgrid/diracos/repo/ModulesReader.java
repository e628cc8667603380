package org.diracgrid.diracos.repo;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.diracgrid.diracos.problem.DiracosException;
import org.snakeyaml.engine.v2.events.Event;

/**
 * Reads modules.yaml: a stream of YAML documents, of which {@code modulemd} (versions 1 and 2) and
 * {@code modulemd-defaults} are of use; others, such as {@code modulemd-packager}, {@code
 * modulemd-obsoletes} and {@code modulemd-translations}, are passed over.
 */
public final class ModulesReader {

  /** The most builds of streams; Enterprise Linux 8 has some hundreds. */
  static final int MAX_STREAMS = 20_000;

  /** Names, streams, contexts and architectures; what else is there could not be written down. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~^-]{0,127}");

  private static final Set<String> WANTED =
      Set.of(
          "name",
          "module",
          "stream",
          "modified",
          "version",
          "context",
          "arch",
          "dependencies",
          "artifacts");

  private final YamlEvents yaml;
  private final List<ModuleStream> streams = new ArrayList<>();
  private final List<ModuleMetadata.Default> defaults = new ArrayList<>();

  private ModulesReader(YamlEvents yaml) {
    this.yaml = yaml;
  }

  /**
   * Reads the modules of a repository.
   *
   * @throws DiracosException if the document is no such metadata
   */
  public static ModuleMetadata read(Document plain) {
    return plain.read(in -> read(in, plain.name()));
  }

  static ModuleMetadata read(InputStream in, String document) {
    ModulesReader reader = new ModulesReader(new YamlEvents(in, document));
    reader.documents();
    return new ModuleMetadata(reader.streams, reader.defaults);
  }

  private void documents() {
    while (yaml.hasNext()) {
      Event event = yaml.next();
      switch (event.getEventId()) {
        case MappingStart -> document();
        case Scalar -> {
          // What is between two "---" with nothing, or comments, in between.
          if (!yaml.key(event).isEmpty()) {
            throw yaml.malformed("a document that is no mapping");
          }
        }
        case SequenceStart -> throw yaml.malformed("a document that is no mapping");
        default -> {
          // Starts and ends.
        }
      }
    }
  }

  private void document() {
    String kind = "";
    String version = "";
    Map<String, Object> data = Map.of();
    for (Event e = yaml.next(); e.getEventId() != Event.ID.MappingEnd; e = yaml.next()) {
      switch (yaml.key(e)) {
        case "document" -> kind = text(yaml.node(), "document");
        case "version" -> version = text(yaml.node(), "version");
        case "data" -> data = data();
        default -> yaml.skip();
      }
    }
    if (kind.equals("modulemd") && Set.of("1", "2").contains(version)) {
      streams.add(stream(data));
      if (streams.size() > MAX_STREAMS) {
        throw yaml.malformed("it describes more than " + MAX_STREAMS + " builds of modules");
      }
    } else if (kind.equals("modulemd-defaults")) {
      String stream = data.containsKey("stream") ? word(data, "stream") : "";
      defaults.add(
          new ModuleMetadata.Default(word(data, "module"), stream, number(data, "modified")));
    }
  }

  private Map<String, Object> data() {
    Event first = yaml.next();
    if (first.getEventId() != Event.ID.MappingStart) {
      throw yaml.malformed("the data of a module is no mapping");
    }
    Map<String, Object> data = new LinkedHashMap<>();
    for (Event e = yaml.next(); e.getEventId() != Event.ID.MappingEnd; e = yaml.next()) {
      String key = yaml.key(e);
      if (WANTED.contains(key)) {
        data.put(key, yaml.node());
      } else {
        yaml.skip();
      }
    }
    return data;
  }

  private ModuleStream stream(Map<String, Object> data) {
    return new ModuleStream(
        word(data, "name"),
        word(data, "stream"),
        number(data, "version"),
        data.containsKey("context") ? word(data, "context") : "",
        data.containsKey("arch") ? word(data, "arch") : "",
        needs(data.getOrDefault("dependencies", List.of())),
        artifacts(data.getOrDefault("artifacts", Map.of())));
  }

  /** Version 1 has one mapping of modules to a stream, version 2 a list of them, with streams. */
  private List<ModuleStream.Need> needs(Object dependencies) {
    List<ModuleStream.Need> needs = new ArrayList<>();
    List<?> all = dependencies instanceof List<?> list ? list : List.of(dependencies);
    for (Object one : all) {
      Object required = map(one, "dependencies").get("requires");
      map(required == null ? Map.of() : required, "requires")
          .forEach((module, streams) -> needs.add(need(word(module, "requires"), streams)));
    }
    return needs;
  }

  private ModuleStream.Need need(String module, Object given) {
    List<String> streams = new ArrayList<>();
    List<String> without = new ArrayList<>();
    List<?> all =
        given instanceof List<?> list ? list : given.equals("") ? List.of() : List.of(given);
    for (Object one : all) {
      String stream = text(one, "requires");
      if (stream.startsWith("-")) {
        without.add(word(stream.substring(1), "requires"));
      } else {
        streams.add(word(stream, "requires"));
      }
    }
    return new ModuleStream.Need(module, streams, without);
  }

  private List<String> artifacts(Object artifacts) {
    Object rpms = map(artifacts, "artifacts").get("rpms");
    if (rpms == null || rpms.equals("")) {
      return List.of();
    }
    if (!(rpms instanceof List<?> list)) {
      throw yaml.malformed("the artifacts of a module are no list");
    }
    return list.stream().map(rpm -> text(rpm, "rpms")).toList();
  }

  private Map<String, Object> map(Object node, String name) {
    if (node.equals("")) {
      return Map.of();
    }
    if (!(node instanceof Map<?, ?> map)) {
      throw yaml.malformed("\"" + name + "\" is no mapping");
    }
    Map<String, Object> result = new LinkedHashMap<>();
    map.forEach((key, value) -> result.put((String) key, value));
    return result;
  }

  private String text(Object node, String name) {
    if (node instanceof String text) {
      return text;
    }
    throw yaml.malformed("\"" + name + "\" is no text");
  }

  private String word(Map<String, Object> data, String name) {
    Object value = data.get(name);
    if (value == null) {
      throw yaml.malformed("a module without \"" + name + "\"");
    }
    return word(text(value, name), name);
  }

  private String word(String text, String name) {
    if (!WORD.matcher(text).matches()) {
      String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
      throw yaml.malformed("\"" + name + "\" cannot be '" + shown + "'");
    }
    return text;
  }

  private long number(Map<String, Object> data, String name) {
    if (!data.containsKey(name)) {
      return 0;
    }
    String digits = text(data.get(name), name);
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      String shown = digits.length() > 40 ? digits.substring(0, 40) + "…" : digits;
      throw yaml.malformed("\"" + name + "\" cannot be '" + shown + "'");
    }
  }
}
