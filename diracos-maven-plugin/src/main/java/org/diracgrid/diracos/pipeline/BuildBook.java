package org.diracgrid.diracos.pipeline;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.schedule.BuildKey;

/**
 * What the own repository holds, and which builds put it there: {@code builds.json} in its
 * directory. An entry is written once the files of its build are in place, and taken out before
 * they go.
 *
 * <pre>
 * {"builds": {"zlib": {"files": ["x86_64/zlib-1.2.13-1.x86_64.rpm"], "told": ["…"],
 *                      "inputs": {"srpm": "sha256:…", …}}}}
 * </pre>
 */
final class BuildBook {

  private static final String NAME = "builds.json";
  private static final String FILES = "files";
  private static final String TOLD = "told";
  private static final String INPUTS = "inputs";

  private final Path repository;
  private final SortedMap<String, Entry> entries = new TreeMap<>();

  private BuildBook(Path repository) {
    this.repository = repository;
  }

  /**
   * What came of a build.
   *
   * @param key all that it depended on
   * @param files relative to the repository's directory, sorted
   * @param told requirements that the build told while it ran
   */
  record Entry(BuildKey key, List<String> files, List<String> told) {

    /** Copies. */
    Entry {
      files = List.copyOf(files);
      told = List.copyOf(told);
    }
  }

  /** The book of a repository; one that is not there is empty. */
  static BuildBook open(Path repository) {
    BuildBook book = new BuildBook(repository);
    Path file = repository.resolve(NAME);
    if (Files.isRegularFile(file)) {
      try {
        book.parse(new ObjectMapper().readTree(Files.readAllBytes(file)));
      } catch (JacksonException e) {
        throw damaged(file, String.valueOf(e.getOriginalMessage()));
      } catch (IOException e) {
        throw AtomicFile.unreadable(file, e);
      }
    }
    return book;
  }

  private static DiracosException damaged(Path file, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-REBUILD-01",
            "the record of builds is damaged",
            file.toString(),
            because,
            "remove it: what the cache of builds holds is not built again"));
  }

  private void parse(JsonNode root) {
    Path file = repository.resolve(NAME);
    JsonNode builds = root.path("builds");
    if (!builds.isObject()) {
      throw damaged(file, "it has no object \"builds\"");
    }
    for (Map.Entry<String, JsonNode> build : builds.properties()) {
      JsonNode value = build.getValue();
      if (!value.path(FILES).isArray() || !value.path(INPUTS).isObject()) {
        throw damaged(file, "the build " + build.getKey() + " lacks its files or inputs");
      }
      SortedMap<String, String> inputs = new TreeMap<>();
      value.path(INPUTS).properties().forEach(e -> inputs.put(e.getKey(), e.getValue().asText()));
      entries.put(
          build.getKey(), new Entry(new BuildKey(inputs), texts(value, FILES), texts(value, TOLD)));
    }
  }

  private static List<String> texts(JsonNode value, String name) {
    List<String> texts = new ArrayList<>();
    value.path(name).forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** What came of a build. */
  Optional<Entry> entry(String build) {
    return Optional.ofNullable(entries.get(build));
  }

  /** Every build that is noted. */
  Set<String> builds() {
    return Collections.unmodifiableSet(new TreeSet<>(entries.keySet()));
  }

  /** The files of a build, where they lie. */
  List<Path> files(String build) {
    return entry(build)
        .map(entry -> entry.files().stream().map(repository::resolve).toList())
        .orElse(List.of());
  }

  /** Notes what came of a build. */
  void put(String build, Entry entry) {
    entries.put(build, entry);
    save();
  }

  /** Forgets a build. */
  void remove(String build) {
    if (entries.remove(build) != null) {
      save();
    }
  }

  private void save() {
    AtomicFile.write(
        repository.resolve(NAME),
        PrettyJson.write(
            json -> {
              json.writeStartObject();
              json.writeObjectFieldStart("builds");
              for (Map.Entry<String, Entry> build : entries.entrySet()) {
                Entry entry = build.getValue();
                json.writeObjectFieldStart(build.getKey());
                json.writeArrayFieldStart(FILES);
                for (String file : entry.files()) {
                  json.writeString(file);
                }
                json.writeEndArray();
                json.writeArrayFieldStart(TOLD);
                for (String requirement : entry.told()) {
                  json.writeString(requirement);
                }
                json.writeEndArray();
                json.writeObjectFieldStart(INPUTS);
                for (Map.Entry<String, String> input : entry.key().parts().entrySet()) {
                  json.writeStringField(input.getKey(), input.getValue());
                }
                json.writeEndObject();
                json.writeEndObject();
              }
              json.writeEndObject();
              json.writeEndObject();
            }));
  }
}
