package org.diracgrid.diracos.relocate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;

/**
 * Writes {@code relocation.json}: the plan and what came of it, for a person or a comparison.
 *
 * <pre>
 * {"removed": [path…],
 *  "links":    {"changed": [{path, before, target}…], "added": […], "broken": [{…, known}…]},
 *  "rpaths":   [{path, before, after}…], "missing": [{path, library, owner, known}…],
 *  "scripts":  {"changed": [{path, before, form, interpreter}…], "unsolved": [{path, line}…],
 *               "host": […]},
 *  "outcomes": {strategy: count…}, "findings": [{code, what, where, because, fix}…]}
 * </pre>
 */
public final class RelocationJson {

  private final JsonGenerator json;

  private RelocationJson(JsonGenerator json) {
    this.json = json;
  }

  /** The bytes of the file. */
  public static byte[] of(RelocationResult result) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.setPrettyPrinter(printer);
      new RelocationJson(json).write(result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private void write(RelocationResult result) throws IOException {
    RelocationPlan plan = result.plan();
    json.writeStartObject();
    json.writeArrayFieldStart("removed");
    for (BundlePath path : plan.removal().removed()) {
      json.writeString(path.toString());
    }
    json.writeEndArray();
    links(plan.links());
    rpaths(plan.rpaths());
    scripts(plan.shebangs());
    json.writeObjectFieldStart("outcomes");
    for (var outcome : result.outcomes().entrySet()) {
      json.writeNumberField(outcome.getKey(), outcome.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("findings");
    for (Problem finding : result.findings()) {
      fields(
          "code", finding.code(),
          "what", finding.what(),
          "where", finding.where(),
          "because", finding.because(),
          "fix", finding.fix());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void links(LinkPlan links) throws IOException {
    json.writeObjectFieldStart("links");
    for (var part : List.of("changed", "added")) {
      json.writeArrayFieldStart(part);
      for (LinkPlan.Change link : part.equals("added") ? links.added() : links.changed()) {
        fields("path", link.path().toString(), "before", link.before(), "target", link.target());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeArrayFieldStart("broken");
    for (LinkPlan.Broken link : links.broken()) {
      fields("path", link.path().toString(), "target", link.target(), "owner", link.owner());
      json.writeBooleanField("known", link.known());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void rpaths(RpathPlan rpaths) throws IOException {
    json.writeArrayFieldStart("rpaths");
    for (RpathPlan.Change change : rpaths.changes()) {
      fields("path", change.path().toString(), "before", change.before(), "after", change.after());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("missing");
    for (RpathPlan.Missing missing : rpaths.missing()) {
      fields(
          "path", missing.path().toString(),
          "library", missing.library(),
          "owner", missing.owner());
      json.writeBooleanField("known", missing.known());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void scripts(ShebangPlan shebangs) throws IOException {
    json.writeObjectFieldStart("scripts");
    json.writeArrayFieldStart("changed");
    for (ShebangPlan.Change change : shebangs.changes()) {
      fields(
          "path", change.path().toString(),
          "before", change.before(),
          "form", change.form().toString(),
          "interpreter", change.interpreter());
      json.writeEndObject();
    }
    json.writeEndArray();
    for (var part : List.of("unsolved", "host")) {
      json.writeArrayFieldStart(part);
      for (ShebangPlan.Other other : part.equals("host") ? shebangs.host() : shebangs.unsolved()) {
        fields("path", other.path().toString(), "line", other.line());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** Opens an object with these fields, names and values in turn; the caller closes it. */
  private void fields(String... namesAndValues) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      json.writeStringField(namesAndValues[i], namesAndValues[i + 1]);
    }
  }
}
