package org.diracgrid.diracos.pipeline;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.path.AtomicFile;

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
        state.parse(Files.readAllBytes(file));
      } catch (JacksonException e) {
        state.stages.clear();
      } catch (IOException e) {
        throw AtomicFile.unreadable(file, e);
      }
    }
    return state;
  }

  /** Whether the stage finished under this key and noted these results. */
  synchronized boolean finished(String stage, Checksum key, Map<String, String> results) {
    Map<String, String> expected = new TreeMap<>(results);
    expected.put("key", key.toString());
    return expected.equals(stages.get(stage));
  }

  /** Whether the stage finished under any key and its results are as they were left. */
  synchronized boolean stands(String stage, Map<String, String> results) {
    Map<String, String> noted = new TreeMap<>(stages.getOrDefault(stage, Map.of()));
    return noted.remove("key") != null && noted.equals(new TreeMap<>(results));
  }

  /** Notes that the stage is under way: it has no result now. */
  synchronized void begin(String stage) {
    if (stages.remove(stage) != null) {
      save();
    }
  }

  /** Notes that the stage has finished. */
  synchronized void finish(String stage, Checksum key, Map<String, String> results) {
    Map<String, String> values = new TreeMap<>(results);
    values.put("key", key.toString());
    stages.put(stage, values);
    save();
  }

  private void parse(byte[] bytes) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(bytes)) {
      String stage = "";
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        int depth = json.getParsingContext().getNestingDepth();
        if (depth == 2 && token == JsonToken.START_OBJECT) {
          stage = String.valueOf(json.getParsingContext().getParent().getCurrentName());
          stages.put(stage, new TreeMap<>());
        } else if (depth == 2 && token == JsonToken.VALUE_STRING) {
          stages
              .computeIfAbsent(stage, name -> new TreeMap<>())
              .put(String.valueOf(json.currentName()), json.getText());
        }
      }
    }
  }

  private void save() {
    AtomicFile.write(
        file,
        PrettyJson.write(
            json -> {
              json.writeStartObject();
              for (Map.Entry<String, Map<String, String>> stage : stages.entrySet()) {
                json.writeObjectFieldStart(stage.getKey());
                for (Map.Entry<String, String> value : stage.getValue().entrySet()) {
                  json.writeStringField(value.getKey(), value.getValue());
                }
                json.writeEndObject();
              }
              json.writeEndObject();
            }));
  }
}
