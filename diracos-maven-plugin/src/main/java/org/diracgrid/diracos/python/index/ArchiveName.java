package org.diracgrid.diracos.python.index;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.python.requirements.Pep440Version;
import org.diracgrid.diracos.python.requirements.Requirement;

/** The version that the file name of a wheel or an sdist tells. */
final class ArchiveName {

  private static final Pattern WHEEL =
      Pattern.compile("([^-]+)-([^-]+)(?:-\\d[^-]*)?-[^-]+-[^-]+-[^-]+\\.whl");
  private static final Pattern SDIST =
      Pattern.compile("(.+)\\.(?:zip|tar|tgz|tbz|txz|tlz|tar\\.(?:gz|bz2|xz|lz|lzma))");

  private ArchiveName() {}

  /**
   * The version of a package's archive; empty for what is no archive of that package.
   *
   * @param project canonical name
   */
  static Optional<Pep440Version> version(String file, String project) {
    Matcher wheel = WHEEL.matcher(file);
    if (wheel.matches()) {
      return Requirement.canonical(wheel.group(1)).equals(project)
          ? Pep440Version.parse(wheel.group(2).replace('_', '-'))
          : Optional.empty();
    }
    Matcher sdist = SDIST.matcher(file);
    if (!sdist.matches()) {
      return Optional.empty();
    }
    String stem = sdist.group(1);
    for (int at = stem.indexOf('-'); at >= 0; at = stem.indexOf('-', at + 1)) {
      if (Requirement.canonical(stem.substring(0, at)).equals(project)) {
        return Pep440Version.parse(stem.substring(at + 1));
      }
    }
    return Optional.empty();
  }
}
