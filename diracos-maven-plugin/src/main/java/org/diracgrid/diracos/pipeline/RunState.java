package org.diracgrid.diracos.pipeline;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.digest.Checksum;

/**
 * Which stages have finished, and from what: {@code state.json} in the working directory. A stage
 * forgets its entry before it touches its result and notes it after the result is whole, so that a
 * run that was killed is never taken as finished.
 */
final class RunState {

  private final Path file;

  /** Per stage: its key, and digests of results that somebody might change by hand. */
  private final Map<String, Map<String, String>> stages = new TreeMap<>();

  private RunState(Path file) {
    this.file = file;
  }

  /** Reads the state; one that is damaged counts as none, since it only saves work. */
  static RunState read(Path file) {
    RunState state = new RunState(file);
    if (Files.isRegularFile(file)) {
      try {
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        for (Map.Entry<String, JsonNode> stage : root.properties()) {
          Map<String, String> values = new TreeMap<>();
          stage.getValue().properties().forEach(v -> values.put(v.getKey(), v.getValue().asText()));
          state.stages.put(stage.getKey(), values);
        }
      } catch (JacksonException e) {
        state.stages.clear();
      } catch (IOException e) {
        throw AtomicFile.unreadable(file, e);
      }
    }
    return state;
  }

  /** Whether the stage finished under this key and noted these results. */
  boolean finished(String stage, Checksum key, Map<String, String> results) {
    Map<String, String> expected = new TreeMap<>(results);
    expected.put("key", key.toString());
    return expected.equals(stages.get(stage));
  }

  /** Notes that the stage is under way: it has no result now. */
  void begin(String stage) {
    if (stages.remove(stage) != null) {
      save();
    }
  }

  /** Notes that the stage has finished. */
  void finish(String stage, Checksum key, Map<String, String> results) {
    Map<String, String> values = new TreeMap<>(results);
    values.put("key", key.toString());
    stages.put(stage, values);
    save();
  }

  private void save() {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    stages.forEach((stage, values) -> values.forEach(root.withObject("/" + stage)::put));
    try {
      AtomicFile.write(file, mapper.writeValueAsBytes(root));
    } catch (JacksonException e) {
      throw new UncheckedIOException(e);
    }
  }
}
