package org.diracgrid.diracos.python.requirements;

import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What can be wrong with a requirements file. */
final class RequirementsProblems {

  private RequirementsProblems() {}

  static Problem editable(String where, String target) {
    return Problem.of(
        "DOS-PYTHON-20",
        "an editable requirement cannot be shipped: -e " + target,
        where,
        "take the -e away, so that it is installed into the bundle"
            + (target.matches("[a-z]+\\+.*") ? " from that repository" : ""));
  }

  static Problem unreadable(String where, String line, String why) {
    return new Problem(
        "DOS-PYTHON-21",
        "pip would not understand this line: " + cut(line),
        where,
        why,
        "write it as name==1.2, name[extra]>=1.2; marker, name @ https://…, git+https://…@commit,"
            + " -r file or -c file");
  }

  static Problem hash(String where, String value) {
    return Problem.of(
        "DOS-PYTHON-22",
        "this is no hash that pip takes: " + cut(value),
        where,
        "write it as --hash=sha256: (or sha384:, sha512:) and all hexadecimal digits of the sum");
  }

  static DiracosException encoding(String where) {
    return DiracosException.of(
        Problem.of("DOS-PYTHON-23", "the file is not UTF-8 text", where, "save it as UTF-8"));
  }

  static DiracosException cycle(String where, List<String> files) {
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-24",
            "requirements files take in each other without end",
            where,
            String.join("\n-> ", files),
            "take one of these -r or -c lines out"));
  }

  static DiracosException place(String where, String target, String why) {
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-25",
            "no file can be meant by '" + cut(target) + "'",
            where,
            why,
            "name a file, relative to the one that has this line, or a file:, http: or https:"
                + " address"));
  }

  private static String cut(String line) {
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }
}
