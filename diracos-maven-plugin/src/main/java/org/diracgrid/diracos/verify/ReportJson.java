package org.diracgrid.diracos.verify;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.problem.Problem;

/**
 * The form of {@code verify.json}:
 *
 * <pre>
 * {"subject", "passed": true|false, "floor",
 *  "checks": [{"check", "promise", "remark"?, "skipped"?,
 *    "findings": [{"severity", "code", "what", "where"?, "because"?, "fix"} …]} …]}
 * </pre>
 */
public final class ReportJson {

  private ReportJson() {}

  /** The bytes of the file. */
  public static byte[] write(VerifyReport report) {
    return PrettyJson.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("subject", report.subject());
          json.writeBooleanField("passed", report.passed());
          json.writeStringField("floor", report.floor());
          json.writeArrayFieldStart("checks");
          for (VerifyReport.Result result : report.results()) {
            json.writeStartObject();
            json.writeStringField("check", result.check().word());
            json.writeStringField("promise", result.check().promise());
            optional(json, "remark", result.remark());
            optional(json, "skipped", result.skipped());
            json.writeArrayFieldStart("findings");
            for (Finding finding : result.findings()) {
              Problem problem = finding.problem();
              json.writeStartObject();
              json.writeStringField("severity", finding.severity().word());
              json.writeStringField("code", problem.code());
              json.writeStringField("what", problem.what());
              optional(json, "where", problem.where());
              optional(json, "because", problem.because());
              json.writeStringField("fix", problem.fix());
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void optional(JsonGenerator json, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }
}
