package org.diracgrid.diracos.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** Reads configurations from text, on a pretended x86_64 machine. */
final class Configs {

  static final Path FILE = Path.of("/project/config/diracos.json");

  private Configs() {}

  static DiracosSpec read(String json) {
    return read(json, Map.of());
  }

  static DiracosSpec read(String json, Map<String, String> overrides) {
    return ConfigReader.parse(FILE, json, overrides, Set.of("diracos.skip"), "amd64");
  }

  static DiracosSpec read(String json, String property, String value) {
    return read(json, Map.of(property, value));
  }

  /** What is wrong with a configuration; fails if nothing is. */
  static List<Problem> problems(String json, Map<String, String> overrides) {
    try {
      read(json, overrides);
    } catch (DiracosException e) {
      return e.problems();
    }
    throw new AssertionError("no problem found in " + json);
  }

  static List<Problem> problems(String json) {
    return problems(json, Map.of());
  }

  /** The one thing that is wrong. */
  static Problem problem(String json) {
    List<Problem> problems = problems(json);
    if (problems.size() != 1) {
      throw new AssertionError("one problem expected, not " + problems);
    }
    return problems.get(0);
  }

  static Problem problem(String json, String property, String value) {
    List<Problem> problems = problems(json, Map.of(property, value));
    if (problems.size() != 1) {
      throw new AssertionError("one problem expected, not " + problems);
    }
    return problems.get(0);
  }
}
