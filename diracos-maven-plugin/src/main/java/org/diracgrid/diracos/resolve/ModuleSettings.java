package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.nevra.Glob;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.problem.Problem;

/**
 * Which stream of each module is wanted, as the configuration and the repositories' defaults say.
 *
 * @param enabled by module, the stream asked for
 * @param defaults by module, the stream that is active because nobody said otherwise
 * @param disabled modules of which no stream is active
 * @param where by module, where it was enabled
 */
record ModuleSettings(
    Map<String, String> enabled,
    Map<String, String> defaults,
    Set<String> disabled,
    Map<String, String> where) {

  /**
   * Compares what is asked for with what there is.
   *
   * @param streams by module, the streams there are
   * @param defaults by module, its default stream
   * @throws DiracosException DOS-MODULE-01 naming every module and stream that does not exist,
   *     DOS-MODULE-02 if one is asked for in two ways
   */
  static ModuleSettings of(
      List<Asked> asked, Map<String, Set<String>> streams, Map<String, String> defaults) {
    Map<String, String> enabled = new TreeMap<>();
    Map<String, String> where = new TreeMap<>();
    Set<String> disabled = new TreeSet<>();
    List<Problem> problems = new ArrayList<>();
    for (Asked one : asked) {
      List<String> named = named(one, streams.keySet());
      if (named.isEmpty()) {
        problems.add(noModule(one, streams));
      }
      for (String module : named) {
        if (one.disables()) {
          disabled.add(module);
        } else {
          Set<String> there = streams.getOrDefault(module, Set.of());
          String stream = one.stream().isEmpty() ? only(there, defaults, module) : one.stream();
          if (!there.contains(stream)) {
            problems.add(noStream(one, there, defaults));
          }
          String before = enabled.putIfAbsent(module, stream);
          where.put(module, one.where());
          if (before != null && !before.equals(stream)) {
            problems.add(twice(one, module + ":" + before));
          }
        }
      }
    }
    for (Asked one : asked) {
      if (!one.disables() && disabled.contains(one.module())) {
        problems.add(twice(one, "!" + one.module()));
      }
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    Map<String, String> left = new TreeMap<>(defaults);
    left.keySet().removeAll(enabled.keySet());
    left.keySet().removeAll(disabled);
    return new ModuleSettings(enabled, left, disabled, where);
  }

  /**
   * One item of {@code modules}.
   *
   * @param text {@code name:stream}, {@code name}, or {@code !name}, which may be a glob
   * @param where the place for messages
   */
  public record Asked(String text, String where) {

    boolean disables() {
      return text.startsWith("!");
    }

    String module() {
      String name = disables() ? text.substring(1) : text;
      return name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
    }

    String stream() {
      return text.contains(":") ? text.substring(text.indexOf(':') + 1) : "";
    }
  }

  private static List<String> named(Asked one, Collection<String> modules) {
    Glob glob = Glob.of(one.module());
    return modules.stream().filter(glob::matches).sorted().toList();
  }

  /** The stream meant where none is named: the default one, or the only one. */
  private static String only(Set<String> streams, Map<String, String> defaults, String module) {
    String fallback = streams.size() == 1 ? streams.iterator().next() : "";
    return defaults.getOrDefault(module, fallback);
  }

  private static Problem noModule(Asked one, Map<String, Set<String>> streams) {
    List<String> near = Nearest.to(one.module(), streams.keySet(), 5);
    return new Problem(
        "DOS-MODULE-01",
        "there is no module '" + one.module() + "'",
        one.where(),
        streams.isEmpty()
            ? "no repository has modules"
            : "no repository describes it in its modules metadata",
        near.isEmpty()
            ? "correct the name, or add the repository that holds it to \"repositories\""
            : "did you mean " + String.join(", ", near) + "?");
  }

  private static Problem noStream(Asked one, Set<String> streams, Map<String, String> defaults) {
    String fallback = defaults.getOrDefault(one.module(), "");
    List<String> near = Nearest.to(one.stream(), streams, 3);
    List<String> shown = near.isEmpty() ? streams.stream().limit(3).toList() : near;
    return new Problem(
        "DOS-MODULE-01",
        one.stream().isEmpty()
            ? "module '" + one.module() + "' has no default stream"
            : "module '" + one.module() + "' has no stream '" + one.stream() + "'",
        one.where(),
        "its streams are "
            + String.join(", ", streams)
            + (fallback.isEmpty() ? "" : "; " + fallback + " is the default"),
        "write "
            + String.join(
                " or ", shown.stream().map(s -> '"' + one.module() + ":" + s + '"').toList()));
  }

  private static Problem twice(Asked one, String other) {
    return Problem.of(
        "DOS-MODULE-02",
        "\"" + one.text() + "\" and \"" + other + "\" exclude each other",
        one.where(),
        "keep one of them: of a module one stream is active, or none");
  }
}
