package org.diracgrid.diracos.resolve;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.diracos.json.PrettyJson;

/**
 * The form of {@code why.json}:
 *
 * <pre>
 * {"asked": …, "ships": true | false,
 *  "packages": [{"package": NEVRA, "repository", "size", "installedSize",
 *                "chains": [{"origin", "root", "steps": [{"package", "requirement"} …]} …],
 *                "only": {"size", "installedSize", "packages": [NEVRA …]}} …],
 *  "notes": [what came near, if nothing ships …]}
 * </pre>
 */
public final class ExplanationJson {

  private ExplanationJson() {}

  /** The bytes of the file. */
  public static byte[] write(Explanation explanation) {
    return PrettyJson.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("asked", explanation.asked());
          json.writeBooleanField("ships", explanation.ships());
          json.writeArrayFieldStart("packages");
          for (Why why : explanation.packages()) {
            write(json, why);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("notes");
          for (String note : explanation.notes()) {
            json.writeString(note);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Why why) throws IOException {
    json.writeStartObject();
    json.writeStringField("package", why.node().nevra());
    json.writeStringField("repository", why.node().repository());
    json.writeNumberField("size", why.node().size());
    json.writeNumberField("installedSize", why.node().installedSize());
    json.writeArrayFieldStart("chains");
    for (Why.Chain chain : why.chains()) {
      json.writeStartObject();
      json.writeStringField("origin", chain.root().origin());
      json.writeStringField("root", chain.root().spec());
      json.writeArrayFieldStart("steps");
      for (Why.Step step : chain.steps()) {
        json.writeStartObject();
        json.writeStringField("package", step.nevra());
        json.writeStringField("requirement", step.requirement());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("only");
    json.writeNumberField("size", why.size());
    json.writeNumberField("installedSize", why.installedSize());
    json.writeArrayFieldStart("packages");
    for (ReasonGraph.Node gone : why.only()) {
      json.writeString(gone.nevra());
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }
}
