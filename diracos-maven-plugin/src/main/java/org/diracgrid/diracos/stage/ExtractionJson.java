package org.diracgrid.diracos.stage;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.diracos.json.PrettyJson;

/**
 * The form of {@code extraction.json}: what extraction had to decide.
 *
 * <pre>
 * {"conflicts": [{"path", "winner", "claims": [{"owner", "content"} …]} …],
 *  "skipped": [{"owner", "path", "reason"} …]}
 * </pre>
 */
public final class ExtractionJson {

  private ExtractionJson() {}

  /** The bytes of the file. */
  public static byte[] write(ExtractionResult result) {
    return PrettyJson.write(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("conflicts");
          for (PathConflict conflict : result.conflicts()) {
            write(json, conflict);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("skipped");
          for (SkippedFile skipped : result.skipped()) {
            json.writeStartObject();
            json.writeStringField("owner", skipped.owner());
            json.writeStringField("path", skipped.path());
            json.writeStringField("reason", skipped.reason().name());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, PathConflict conflict) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", conflict.path().toString());
    json.writeStringField("winner", conflict.winner().owner());
    json.writeArrayFieldStart("claims");
    for (PathConflict.Claim claim : conflict.claims()) {
      json.writeStartObject();
      json.writeStringField("owner", claim.owner());
      json.writeStringField("content", claim.content());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
