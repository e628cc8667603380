package org.diracgrid.diracos.build.summary;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.diracgrid.diracos.json.PrettyJson;

/** How a report of a bootstrap is written. */
final class BootstrapReportText {

  private BootstrapReportText() {}

  static String text(BootstrapReport report) {
    StringBuilder text = new StringBuilder("Bootstrap: ");
    text.append(report.replaced().size()).append(" replaced by name, ");
    text.append(report.added().size()).append(" only ours, ");
    text.append(report.gone().size()).append(" excluded without replacement\n");
    if (!report.answers().isEmpty()) {
      text.append("\nwho provides what\n");
    }
    for (BootstrapReport.Answer answer : report.answers()) {
      pair(answer.what(), answer.before(), answer.after(), text);
    }
    if (!report.replaced().isEmpty()) {
      text.append("\nreplaced\n");
    }
    for (BootstrapReport.Replacement one : report.replaced()) {
      pair(one.name(), strings(one.before()), strings(one.after()), text);
    }
    if (!report.gone().isEmpty()) {
      text.append("\nexcluded, and nothing of ours has the name\n");
    }
    for (BootstrapReport.Base base : report.gone()) {
      text.append("  ").append(base).append(": ").append(base.rule()).append('\n');
    }
    if (!report.added().isEmpty()) {
      text.append("\nonly ours\n");
    }
    for (BootstrapReport.Own own : report.added()) {
      text.append("  ").append(own).append('\n');
    }
    return text.toString();
  }

  private static void pair(
      String what, List<String> before, List<String> after, StringBuilder text) {
    text.append("  ").append(what).append('\n');
    text.append("    before  ").append(all(before)).append('\n');
    text.append("    after   ").append(all(after)).append('\n');
  }

  private static String all(List<String> packages) {
    return packages.isEmpty() ? "nobody" : String.join("\n            ", packages);
  }

  private static List<String> strings(List<?> packages) {
    return packages.stream().map(Object::toString).toList();
  }

  static byte[] json(BootstrapReport report) {
    return PrettyJson.write(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("answers");
          for (BootstrapReport.Answer answer : report.answers()) {
            json.writeStartObject();
            json.writeStringField("what", answer.what());
            RebuildSummaryJson.texts(json, "before", answer.before());
            RebuildSummaryJson.texts(json, "after", answer.after());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("replaced");
          for (BootstrapReport.Replacement one : report.replaced()) {
            json.writeStartObject();
            json.writeStringField("name", one.name());
            bases(json, "before", one.before());
            owns(json, "after", one.after());
            json.writeEndObject();
          }
          json.writeEndArray();
          bases(json, "gone", report.gone());
          owns(json, "added", report.added());
          json.writeEndObject();
        });
  }

  private static void bases(JsonGenerator json, String field, List<BootstrapReport.Base> packages)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (BootstrapReport.Base base : packages) {
      json.writeStartObject();
      json.writeStringField("package", base.nevra().toString());
      json.writeStringField("repository", base.repository());
      json.writeStringField("rule", base.rule());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void owns(JsonGenerator json, String field, List<BootstrapReport.Own> packages)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (BootstrapReport.Own own : packages) {
      json.writeStartObject();
      json.writeStringField("package", own.nevra().toString());
      json.writeStringField("build", own.build());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
