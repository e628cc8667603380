package org.diracgrid.diracos.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What can go wrong with Python packages, in words. */
final class PythonProblems {

  private static final int MOST_LINES = 12;
  private static final Pattern ERROR = Pattern.compile("(?:ERROR|error): (.*)");
  private static final Pattern NONE =
      Pattern.compile("No matching distribution found for (.+?)(?: \\(from .*)?");
  private static final Pattern UNREACHABLE =
      Pattern.compile(
          ".*(?:Max retries exceeded|Connection refused|Connection broken|NewConnectionError"
              + "|Failed to establish a new connection|Name or service not known"
              + "|Temporary failure in name resolution|HTTP error \\d+).*");

  private PythonProblems() {}

  static DiracosException noPip(String where, CommandResult result) {
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-02",
            "the bundle's Python has no pip",
            where,
            last(result),
            "add \"python3-pip\" to \"packages\", or build Python with ensurepip"));
  }

  static DiracosException report(String because) {
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-03",
            "the report of pip cannot be read",
            "pip install --dry-run --report",
            because,
            "ship a pip of version 22.2 or later"));
  }

  /** Why pip did not choose or install, as far as its words tell. */
  static DiracosException failed(String where, CommandResult result, Optional<String> ceiling) {
    List<String> lines = result.said().lines().map(String::strip).toList();
    List<String> errors = new ArrayList<>();
    String missing = "";
    boolean unreachable = false;
    boolean hashes = false;
    boolean conflict = false;
    for (String line : lines) {
      Matcher error = ERROR.matcher(line);
      if (error.matches()) {
        errors.add(error.group(1));
        Matcher none = NONE.matcher(error.group(1));
        missing = none.matches() ? none.group(1) : missing;
      }
      unreachable |= UNREACHABLE.matcher(line).matches();
      hashes |=
          line.contains("DO NOT MATCH THE HASHES")
              || line.contains("Hashes are required in --require-hashes mode")
              || line.contains("must have their versions pinned with ==");
      conflict |=
          line.contains("ResolutionImpossible") || line.contains("conflicting dependencies");
    }
    String because = errors.isEmpty() ? last(result) : String.join("\n", errors);
    if (hashes) {
      return DiracosException.of(
          new Problem(
              "DOS-PYTHON-04",
              "a Python package is not what its hash says",
              where,
              after(lines, "HASHES", because),
              "find out why it changed; if it is meant to, correct the --hash of the requirement"));
    }
    if (conflict) {
      return DiracosException.of(
          new Problem(
              "DOS-PYTHON-05",
              "the Python requirements contradict each other",
              where,
              after(lines, "conflict is caused by", because),
              "loosen one of them"));
    }
    if (unreachable) {
      return DiracosException.of(
          new Problem(
              "DOS-PYTHON-06",
              "the index of Python packages cannot be asked"
                  + (missing.isEmpty() ? "" : " for " + missing),
              where,
              lines.stream()
                  .filter(line -> UNREACHABLE.matcher(line).matches())
                  .findFirst()
                  .orElse(because),
              "check \"pip\": {\"indexUrl\"}, the network and the proxies; or work from the lock"
                  + " with -o"));
    }
    if (!missing.isEmpty()) {
      return DiracosException.of(
          new Problem(
              "DOS-PYTHON-07",
              "there is no Python package for the requirement " + missing,
              where,
              because,
              "correct the name or the version, or add the index that has it: \"pip\":"
                  + " {\"extraIndexUrls\"}"
                  + ceiling
                      .map(
                          glibc ->
                              "\nor, if its wheels are for a later glibc than "
                                  + glibc
                                  + ", require an earlier version, or raise \"platform\":"
                                  + " {\"glibc\"}")
                      .orElse("")));
    }
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-08",
            "pip failed with " + result.ending(),
            where,
            because,
            "correct the requirement that it names"));
  }

  static DiracosException notBuilt(String file, String where, CommandResult result) {
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-09",
            "no wheel can be built of " + file,
            where,
            last(result),
            "require a version that has a wheel; or give a wheel of it by \"pip\":"
                + " {\"findLinks\"}"));
  }

  static DiracosException compiled(String wheel, String where) {
    return DiracosException.of(
        Problem.of(
            "DOS-PYTHON-10",
            "the wheel " + wheel + " would have been compiled on this host, against its libraries",
            where,
            "require a version that has a wheel, or give a wheel of it by \"pip\":"
                + " {\"findLinks\"}"));
  }

  static DiracosException inconsistent(CommandResult result) {
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-12",
            "the Python packages of the bundle do not fit together",
            "pip check",
            result.said().strip(),
            "require versions that fit, or add what is missing"));
  }

  static DiracosException strayFile(String path) {
    return DiracosException.of(
        Problem.of(
            "DOS-PYTHON-13",
            "pip installed a file that no package lists in its RECORD: " + path,
            "pip install",
            "take a wheel of that package that was built by a current tool"));
  }

  private static String after(List<String> lines, String mark, String otherwise) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).toLowerCase(Locale.ROOT).contains(mark.toLowerCase(Locale.ROOT))) {
        List<String> rest =
            lines.subList(i + 1, lines.size()).stream()
                .filter(line -> !line.isEmpty())
                .limit(MOST_LINES)
                .toList();
        return rest.isEmpty() ? otherwise : String.join("\n", rest);
      }
    }
    return otherwise;
  }

  private static String last(CommandResult result) {
    List<String> lines = result.said().lines().filter(line -> !line.isBlank()).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }
}
