package org.diracgrid.diracos.pipeline;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
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
import org.diracgrid.diracos.json.JsonTree;
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
 * {"builds": {"zlib": {"files": {"x86_64/zlib-1.2.13-1.x86_64.rpm": "sha256:…"}, "told": ["…"],
 *                      "inputs": {"source": "zlib-1.2.13-1 sha256:…", …}}},
 *  "seeds": {"epel-rpm-macros-6-1.noarch.rpm": "sha256:…"}}
 * </pre>
 */
final class BuildBook {

  private static final String NAME = "builds.json";
  private static final String BUILDS = "builds";
  private static final String SEEDS = "seeds";
  private static final String FILES = "files";
  private static final String TOLD = "told";
  private static final String INPUTS = "inputs";

  private final Path repository;
  private final SortedMap<String, Entry> entries = new TreeMap<>();
  private final SortedMap<String, String> seeds = new TreeMap<>();

  private BuildBook(Path repository) {
    this.repository = repository;
  }

  /**
   * What came of a build.
   *
   * @param key all that it depended on
   * @param files checksums by location, relative to the repository's directory
   * @param told requirements that the build told while it ran
   */
  record Entry(BuildKey key, SortedMap<String, String> files, List<String> told) {

    /** Copies. */
    Entry {
      files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
      told = List.copyOf(told);
    }
  }

  /** The book of a repository; one that is not there is empty. */
  static BuildBook open(Path repository) {
    BuildBook book = new BuildBook(repository);
    Path file = repository.resolve(NAME);
    if (Files.isRegularFile(file)) {
      try {
        book.parse(JsonTree.read(Files.readAllBytes(file)));
      } catch (JacksonException e) {
        throw book.damaged(String.valueOf(e.getOriginalMessage()));
      } catch (IOException e) {
        throw AtomicFile.unreadable(file, e);
      }
    }
    return book;
  }

  private DiracosException damaged(String because) {
    return DiracosException.of(
        new Problem(
            "DOS-REBUILD-01",
            "the record of builds is damaged",
            repository.resolve(NAME).toString(),
            because,
            "remove it: what the cache of builds holds is not built again"));
  }

  private void parse(JsonNode root) {
    JsonNode builds = root.path(BUILDS);
    if (!builds.isObject()) {
      throw damaged("it has no object \"" + BUILDS + "\"");
    }
    for (Map.Entry<String, JsonNode> build : builds.properties()) {
      JsonNode value = build.getValue();
      if (!value.path(FILES).isObject() || !value.path(INPUTS).isObject()) {
        throw damaged("the build " + build.getKey() + " lacks its files or inputs");
      }
      List<String> told = new ArrayList<>();
      value.path(TOLD).forEach(item -> told.add(item.asText()));
      entries.put(
          build.getKey(),
          new Entry(new BuildKey(texts(value.path(INPUTS))), texts(value.path(FILES)), told));
    }
    seeds.putAll(texts(root.path(SEEDS)));
  }

  private static SortedMap<String, String> texts(JsonNode object) {
    SortedMap<String, String> texts = new TreeMap<>();
    object.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
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

  /** Whether a seed was put in, with these bytes. */
  boolean hasSeed(String name, String checksum) {
    return checksum.equals(seeds.get(name));
  }

  /** Notes that a seed was put in. */
  void seed(String name, String checksum) {
    seeds.put(name, checksum);
    save();
  }

  private void save() {
    AtomicFile.write(
        repository.resolve(NAME),
        PrettyJson.write(
            json -> {
              json.writeStartObject();
              json.writeObjectFieldStart(BUILDS);
              for (Map.Entry<String, Entry> build : entries.entrySet()) {
                Entry entry = build.getValue();
                json.writeObjectFieldStart(build.getKey());
                write(json, FILES, entry.files());
                json.writeArrayFieldStart(TOLD);
                for (String requirement : entry.told()) {
                  json.writeString(requirement);
                }
                json.writeEndArray();
                write(json, INPUTS, entry.key().parts());
                json.writeEndObject();
              }
              json.writeEndObject();
              write(json, SEEDS, seeds);
              json.writeEndObject();
            }));
  }

  private static void write(JsonGenerator json, String name, SortedMap<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }
}
