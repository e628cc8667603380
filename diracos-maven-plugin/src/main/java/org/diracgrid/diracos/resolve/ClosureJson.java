package org.diracgrid.diracos.resolve;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.diracos.json.PrettyJson;

/**
 * The form of {@code closure.json}: the whole why of a closure, for people and for later goals.
 *
 * <pre>
 * {"packages": [{"package": NEVRA, "requiredBy": [{"by", "root", "requirement"} …]} …],
 *  "cuts": [{"by", "root", "requirement", "boundary"} …]}
 * </pre>
 *
 * A reason that is a weak dependency has {@code "weak"} too, with the reason in words, such as
 * {@code recommended by app-1-1.x86_64: docs}.
 */
public final class ClosureJson {

  private ClosureJson() {}

  /** The bytes of the file. */
  public static byte[] write(Closure closure) {
    return PrettyJson.write(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("packages");
          for (Closure.Chosen chosen : closure.packages()) {
            json.writeStartObject();
            json.writeStringField("package", chosen.nevra().toString());
            json.writeArrayFieldStart("requiredBy");
            for (Closure.Reason reason : chosen.requiredBy()) {
              json.writeStartObject();
              edge(json, reason.by(), reason.root(), reason.requirement());
              if (reason.kind() != Closure.Reason.Kind.REQUIRES) {
                json.writeStringField("weak", reason.toString());
              }
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("cuts");
          for (Closure.Cut cut : closure.cuts()) {
            json.writeStartObject();
            edge(json, cut.by(), cut.root(), cut.requirement());
            json.writeStringField("boundary", cut.boundary());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void edge(JsonGenerator json, String by, boolean root, String requirement)
      throws IOException {
    json.writeStringField("by", by);
    json.writeBooleanField("root", root);
    json.writeStringField("requirement", requirement);
  }
}
