package org.diracgrid.diracos.relocate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes {@code paths.json}: each text that named, by an absolute path, what is in the bundle.
 *
 * <pre>
 * {"texts": [{path, kind, rule, package, "uses": [{line, path}…]}…]}
 * </pre>
 */
public final class PathsJson {

  private PathsJson() {}

  /** The bytes of the file. */
  public static byte[] of(TextPlan plan) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.setPrettyPrinter(printer);
      json.writeStartObject();
      json.writeArrayFieldStart("texts");
      for (TextPlan.Text text : plan.texts()) {
        json.writeStartObject();
        json.writeStringField("path", text.path().toString());
        json.writeStringField("kind", text.kind().toString());
        json.writeStringField("rule", text.rule().toString());
        json.writeStringField("package", text.owner());
        json.writeArrayFieldStart("uses");
        for (TextPlan.Use use : text.uses()) {
          json.writeStartObject();
          json.writeNumberField("line", use.line());
          json.writeStringField("path", use.path());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }
}
