package org.diracgrid.diracos.python;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.json.JsonTree;

/**
 * What a source archive says of itself.
 *
 * @param requires {@code requires} of {@code [build-system]} in its {@code pyproject.toml}; what
 *     pip takes in its place where there is none
 * @param compiled the first of its files that a compiler takes; empty if there is none. Those of
 *     tests and documentation do not count
 */
record SourceLook(List<String> requires, String compiled) {

  /** Copies. */
  SourceLook {
    requires = List.copyOf(requires);
  }

  /**
   * Looks at an archive.
   *
   * @param name of it, for messages
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-09 if it cannot be read
   */
  static SourceLook of(Path archive, String name, Pip pip) {
    CommandResult done = pip.python().look(program("look.py"), archive.toString());
    if (!done.succeeded()) {
      throw PythonProblems.notBuilt(name, pip.where(), PythonProblems.last(done));
    }
    try {
      return parse(done.output());
    } catch (JacksonException e) {
      throw PythonProblems.notBuilt(name, pip.where(), PythonProblems.last(done));
    }
  }

  static SourceLook parse(String json) throws JacksonException {
    JsonNode node = JsonTree.read(json);
    List<String> requires = new ArrayList<>();
    node.path("requires").forEach(need -> requires.add(need.asText()));
    return new SourceLook(requires, node.path("compiled").asText());
  }

  /** A program that lies beside the classes. */
  static String program(String name) {
    try (InputStream in = SourceLook.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the plugin");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
