package org.diracgrid.diracos.python.pin;

import java.util.Optional;
import org.diracgrid.diracos.python.requirements.Pep440Version;

/**
 * What versions are chosen for.
 *
 * @param python that has to run them; empty to take any
 * @param hashes whether the hashes of the archives are written, too
 * @param prereleases whether pre-releases are as good as releases
 */
public record PinRules(Optional<Pep440Version> python, boolean hashes, boolean prereleases) {

  /**
   * Understands the version of Python that a user names.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-31
   */
  public static Pep440Version python(String given) {
    return Pep440Version.parse(given)
        .filter(version -> version.release().size() > 1)
        .orElseThrow(() -> PinProblems.python(given));
  }
}
