package org.diracgrid.diracos.build;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.json.PrettyJson;

/**
 * The form of {@code outcome.json}: UTF-8, two blanks of indent, LF, keys always in this order.
 *
 * <pre>
 * {
 *   "outcomeVersion": 1,
 *   "status": "BUILT" | "WANTS" | "FAILED" | "CANCELLED",
 *   "packages": [], "wanted": [],
 *   "failure": {"step", "command": [], "ending"},
 *   "phases": {"rpmbuild": "PT2.9S"}
 * }
 * </pre>
 */
public final class BuildOutcomeJson {

  private static final Map.Entry<String, Integer> VERSION = Map.entry("outcomeVersion", 1);

  private BuildOutcomeJson() {}

  /** The bytes of the file; the same for the same outcome. */
  public static byte[] write(BuildOutcome outcome) {
    return PrettyJson.write(json -> write(json, outcome));
  }

  private static void write(JsonGenerator json, BuildOutcome outcome) throws IOException {
    json.writeStartObject();
    json.writeNumberField(VERSION.getKey(), VERSION.getValue());
    json.writeStringField("status", outcome.status().toString());
    json.writeArrayFieldStart("packages");
    for (Path each : outcome.packages()) {
      json.writeString(each.toString());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("wanted");
    for (String each : outcome.wanted()) {
      json.writeString(each);
    }
    json.writeEndArray();
    if (outcome.failure().isPresent()) {
      BuildOutcome.Failure failure = outcome.failure().get();
      json.writeObjectFieldStart("failure");
      json.writeStringField("step", failure.step());
      json.writeArrayFieldStart("command");
      for (String word : failure.command()) {
        json.writeString(word);
      }
      json.writeEndArray();
      json.writeStringField("ending", failure.ending());
      json.writeEndObject();
    }
    json.writeObjectFieldStart("phases");
    for (Map.Entry<String, Duration> phase : outcome.phases().entrySet()) {
      json.writeStringField(phase.getKey(), phase.getValue().toString());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /**
   * Reads the file.
   *
   * @param file for messages
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-EXECUTOR-01 if it is no outcome of
   *     this version
   */
  public static BuildOutcome read(byte[] bytes, Path file) {
    return JsonFields.read(bytes, VERSION, file, BuildOutcomeJson::read);
  }

  private static BuildOutcome read(JsonFields fields) {
    Optional<BuildOutcome.Failure> failure =
        fields
            .optionalObject("failure")
            .map(
                object ->
                    new BuildOutcome.Failure(
                        object.text("step"), object.texts("command"), object.text("ending")));
    JsonFields times = fields.object("phases");
    SortedMap<String, Duration> phases = new TreeMap<>();
    times.keys().forEach(name -> phases.put(name, times.duration(name)));
    return new BuildOutcome(
        fields.choice(BuildOutcome.Status.class, "status"),
        fields.paths("packages"),
        fields.texts("wanted"),
        failure,
        phases);
  }
}
