package org.diracgrid.diracos.resolve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The form of {@code closure.json}: the whole why of a closure, for people and for later goals.
 *
 * <pre>
 * {"packages": [{"package": NEVRA, "requiredBy": [{"by", "root", "requirement"} …]} …],
 *  "cuts": [{"by", "root", "requirement", "boundary"} …]}
 * </pre>
 */
public final class ClosureJson {

  private ClosureJson() {}

  /** The bytes of the file. */
  public static byte[] write(Closure closure) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.setPrettyPrinter(printer);
      json.writeStartObject();
      json.writeArrayFieldStart("packages");
      for (Closure.Chosen chosen : closure.packages()) {
        json.writeStartObject();
        json.writeStringField("package", chosen.nevra().toString());
        json.writeArrayFieldStart("requiredBy");
        for (Closure.Reason reason : chosen.requiredBy()) {
          json.writeStartObject();
          edge(json, reason.by(), reason.root(), reason.requirement());
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
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void edge(JsonGenerator json, String by, boolean root, String requirement)
      throws IOException {
    json.writeStringField("by", by);
    json.writeBooleanField("root", root);
    json.writeStringField("requirement", requirement);
  }
}
