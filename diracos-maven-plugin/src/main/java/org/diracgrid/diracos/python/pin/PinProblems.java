package org.diracgrid.diracos.python.pin;

import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.requirements.Pep440Version;

/** Why a requirement cannot be pinned. */
final class PinProblems {

  private PinProblems() {}

  static Problem none(
      String wanted,
      String where,
      List<Pep440Version> there,
      List<String> constraints,
      Optional<Pep440Version> python) {
    String because =
        there.isEmpty() ? "there is no wheel and no sdist of it" : "there are " + newest(there);
    if (!constraints.isEmpty()) {
      because += "\nrestricted by " + String.join(", ", constraints);
    }
    if (python.isPresent()) {
      because += "\nwhat is not for Python " + python.get() + ", or was taken back, does not count";
    }
    return new Problem(
        "DOS-PYTHON-30",
        "there is no version of " + wanted,
        where,
        because,
        "loosen the requirement, or add the index that has it: \"pip\": {\"extraIndexUrls\"}");
  }

  private static String newest(List<Pep440Version> there) {
    int shown = Math.min(8, there.size());
    String more = there.size() > shown ? " and " + (there.size() - shown) + " older ones" : "";
    return String.join(", ", there.subList(0, shown).stream().map(Pep440Version::toString).toList())
        + more;
  }

  static DiracosException python(String given) {
    return DiracosException.of(
        Problem.of(
            "DOS-PYTHON-31",
            "'" + given + "' is no version of Python",
            "-Ddiracos.pin.python",
            "write it as 3.11 or 3.11.7"));
  }
}
