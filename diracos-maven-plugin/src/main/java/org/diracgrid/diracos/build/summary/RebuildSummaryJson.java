package org.diracgrid.diracos.build.summary;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.diracgrid.diracos.build.failure.Cause;
import org.diracgrid.diracos.build.failure.Diagnosis;
import org.diracgrid.diracos.build.failure.LogLine;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.problem.Problem;

/** A summary for programs. */
final class RebuildSummaryJson {

  private RebuildSummaryJson() {}

  static byte[] of(RebuildSummary summary) {
    return PrettyJson.write(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("complete", summary.complete());
          json.writeNumberField("milliseconds", summary.took().toMillis());
          json.writeObjectFieldStart("counts");
          for (RebuildSummary.State state : RebuildSummary.State.values()) {
            json.writeNumberField(state.toString(), summary.count(state));
          }
          json.writeEndObject();
          json.writeArrayFieldStart("builds");
          for (RebuildSummary.Build build : summary.builds()) {
            build(json, build);
          }
          json.writeEndArray();
          json.writeStringField("resume", summary.resume());
          json.writeEndObject();
        });
  }

  private static void build(JsonGenerator json, RebuildSummary.Build build) throws IOException {
    json.writeStartObject();
    json.writeNumberField("number", build.number());
    json.writeStringField("name", build.name());
    json.writeStringField("state", build.state().toString());
    if (!build.took().isZero()) {
      json.writeNumberField("milliseconds", build.took().toMillis());
    }
    if (build.log().isPresent()) {
      json.writeStringField("log", build.log().get().toString());
    }
    if (!build.because().isEmpty()) {
      json.writeStringField("because", build.because());
    }
    if (build.diagnosis().isPresent()) {
      json.writeFieldName("failure");
      diagnosis(json, build.diagnosis().get());
    }
    json.writeEndObject();
  }

  private static void diagnosis(JsonGenerator json, Diagnosis diagnosis) throws IOException {
    json.writeStartObject();
    json.writeStringField("step", diagnosis.failure().step());
    json.writeStringField("ending", diagnosis.failure().ending());
    json.writeStringField("section", diagnosis.section());
    json.writeStringField("command", diagnosis.command());
    json.writeArrayFieldStart("causes");
    for (Cause cause : diagnosis.causes()) {
      cause(json, cause);
    }
    json.writeEndArray();
    lines(json, "lines", diagnosis.relevant());
    lines(json, "last", diagnosis.last());
    json.writeEndObject();
  }

  private static void cause(JsonGenerator json, Cause cause) throws IOException {
    Problem problem = cause.problem();
    json.writeStartObject();
    json.writeStringField("kind", cause.kind().toString());
    json.writeStringField("code", problem.code());
    json.writeStringField("what", problem.what());
    json.writeStringField("where", problem.where());
    json.writeStringField("because", problem.because());
    json.writeStringField("fix", problem.fix());
    json.writeArrayFieldStart("missing");
    for (Cause.Want want : cause.wants()) {
      json.writeStartObject();
      json.writeStringField("name", want.name());
      texts(json, "providers", want.providers());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void lines(JsonGenerator json, String field, List<LogLine> lines)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (LogLine line : lines) {
      json.writeStartObject();
      json.writeNumberField("line", line.number());
      json.writeStringField("text", line.text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void texts(JsonGenerator json, String field, List<String> texts) throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
