package org.diracgrid.diracos.build.executor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.json.JsonTree;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.problem.Problem;

/**
 * The form of {@code problems.json}: {@code [{"code", "what", "where", "because", "fix"}]}, one or
 * more.
 */
final class ProblemsJson {

  private static final List<String> KEYS = List.of("code", "what", "where", "because", "fix");

  private ProblemsJson() {}

  static byte[] write(List<Problem> problems) {
    return PrettyJson.write(
        json -> {
          json.writeStartArray();
          for (Problem problem : problems) {
            json.writeStartObject();
            json.writeStringField("code", problem.code());
            json.writeStringField("what", problem.what());
            json.writeStringField("where", problem.where());
            json.writeStringField("because", problem.because());
            json.writeStringField("fix", problem.fix());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /** Reads the file; what is damaged is a problem, too. */
  static List<Problem> read(byte[] bytes, Path file) {
    try {
      List<Problem> problems = new ArrayList<>();
      for (JsonNode node : JsonTree.read(bytes)) {
        for (String key : KEYS) {
          if (!node.path(key).isTextual()) {
            return List.of(damaged(file));
          }
        }
        problems.add(
            new Problem(
                node.path("code").asText(),
                node.path("what").asText(),
                node.path("where").asText(),
                node.path("because").asText(),
                node.path("fix").asText()));
      }
      return problems.isEmpty() ? List.of(damaged(file)) : problems;
    } catch (JacksonException | IllegalArgumentException e) {
      return List.of(damaged(file));
    }
  }

  private static Problem damaged(Path file) {
    return Problem.of(
        "DOS-EXECUTOR-02",
        "a build was stopped, and the file that says by what is damaged",
        file.toString(),
        "look at the logs beside it, check free space, run again");
  }
}
