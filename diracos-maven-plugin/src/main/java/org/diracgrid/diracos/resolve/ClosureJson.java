package org.diracgrid.diracos.resolve;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diracgrid.diracos.json.JsonTree;
import org.diracgrid.diracos.json.PrettyJson;

/**
 * The form of {@code closure.json}: the whole why of a closure, for people and for later goals.
 *
 * <pre>
 * {"packages": [{"package": NEVRA, "name", "repository", "size", "installedSize",
 *                "requiredBy": [{"by", "root", "requirement"} …]} …],
 *  "cuts": [{"by", "root", "requirement", "boundary"} …]}
 * </pre>
 *
 * A reason that is a weak dependency says so: {@code "weak": "recommends"} or {@code
 * "supplements"}.
 */
public final class ClosureJson {

  private ClosureJson() {}

  /** The bytes of the file. */
  public static byte[] write(ReasonGraph graph) {
    return PrettyJson.write(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("packages");
          for (ReasonGraph.Node node : graph.packages()) {
            write(json, node);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("cuts");
          for (Closure.Cut cut : graph.cuts()) {
            json.writeStartObject();
            edge(json, cut.by(), cut.root(), cut.requirement());
            json.writeStringField("boundary", cut.boundary());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, ReasonGraph.Node node) throws IOException {
    json.writeStartObject();
    json.writeStringField("package", node.nevra());
    json.writeStringField("name", node.name());
    json.writeStringField("repository", node.repository());
    json.writeNumberField("size", node.size());
    json.writeNumberField("installedSize", node.installedSize());
    json.writeArrayFieldStart("requiredBy");
    for (Closure.Reason reason : node.requiredBy()) {
      json.writeStartObject();
      edge(json, reason.by(), reason.root(), reason.requirement());
      if (reason.kind() != Closure.Reason.Kind.REQUIRES) {
        json.writeStringField("weak", reason.kind().name().toLowerCase(Locale.ROOT));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void edge(JsonGenerator json, String by, boolean root, String requirement)
      throws IOException {
    json.writeStringField("by", by);
    json.writeBooleanField("root", root);
    json.writeStringField("requirement", requirement);
  }

  private static Closure.Reason.Kind kind(JsonNode weak) {
    return weak.isMissingNode()
        ? Closure.Reason.Kind.REQUIRES
        : Closure.Reason.Kind.valueOf(weak.asText().toUpperCase(Locale.ROOT));
  }

  /**
   * Reads the file, which is one that {@link #write} made: whoever keeps it knows its digest.
   *
   * @throws IOException if it is not JSON
   */
  public static ReasonGraph read(byte[] bytes) throws IOException {
    JsonNode root = JsonTree.read(bytes);
    List<ReasonGraph.Node> packages = new ArrayList<>();
    for (JsonNode node : root.path("packages")) {
      List<Closure.Reason> requiredBy = new ArrayList<>();
      for (JsonNode reason : node.path("requiredBy")) {
        requiredBy.add(
            new Closure.Reason(
                reason.path("by").asText(),
                reason.path("root").asBoolean(),
                reason.path("requirement").asText(),
                kind(reason.path("weak"))));
      }
      packages.add(
          new ReasonGraph.Node(
              node.path("package").asText(),
              node.path("name").asText(),
              node.path("repository").asText(),
              node.path("size").asLong(),
              node.path("installedSize").asLong(),
              requiredBy));
    }
    List<Closure.Cut> cuts = new ArrayList<>();
    for (JsonNode cut : root.path("cuts")) {
      cuts.add(
          new Closure.Cut(
              cut.path("by").asText(),
              cut.path("root").asBoolean(),
              cut.path("requirement").asText(),
              cut.path("boundary").asText()));
    }
    return new ReasonGraph(packages, cuts);
  }
}
