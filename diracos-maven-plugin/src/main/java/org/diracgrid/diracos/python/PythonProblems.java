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
  private static final String NOT_BUILT = "DOS-PYTHON-09";
  private static final String COMPILED = "DOS-PYTHON-10";

  /** What setuptools, meson, CMake and cffi say where there is no compiler, or it fails. */
  private static final Pattern COMPILER =
      Pattern.compile(
          "(?i)command '?\\S*(?:gcc|g\\+\\+|cc|c\\+\\+|clang)'? failed|unknown compiler"
              + "|no acceptable c compiler|compiler [^ ]* ?not found|CMAKE_C(?:XX)?_COMPILER"
              + "|unable to execute '?\\S*cc|CompileError|rust compiler");

  private static final Pattern ERROR = Pattern.compile("(?:ERROR|error): (.*)");
  private static final Pattern NONE =
      Pattern.compile("No matching distribution found for (.+?)(?: \\(from .*)?");
  private static final Pattern UNREACHABLE =
      Pattern.compile(
          ".*(?:Max retries exceeded|Connection refused|Connection broken|NewConnectionError"
              + "|Failed to establish a new connection|Name or service not known"
              + "|Temporary failure in name resolution|HTTP error \\d+).*");

  /** Said where the tools of a build are not to be had; pip does not say of what. */
  private static final Pattern TOOLS =
      Pattern.compile(".*pip subprocess to install (?:build|backend) dependencies did not run.*");

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
    boolean conflict = false;
    for (String line : lines) {
      Matcher error = ERROR.matcher(line);
      if (error.matches()) {
        errors.add(error.group(1));
        Matcher none = NONE.matcher(error.group(1));
        missing = none.matches() ? none.group(1) : missing;
      }
      unreachable |= UNREACHABLE.matcher(line).matches();
      conflict |=
          line.contains("ResolutionImpossible") || line.contains("conflicting dependencies");
    }
    String because = errors.isEmpty() ? last(result) : String.join("\n", errors);
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
      return unreachable(
          missing.isEmpty() ? "" : " for " + missing,
          where,
          lines.stream()
              .filter(line -> UNREACHABLE.matcher(line).matches())
              .findFirst()
              .orElse(because));
    }
    if (!missing.isEmpty() && lines.stream().anyMatch(line -> TOOLS.matcher(line).matches())) {
      return notBuilt(
          "a source archive among the requirements",
          where,
          "its build requires " + missing + ", and no index has that");
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

  static DiracosException unreachable(String what, String where, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-06",
            "the index of Python packages cannot be asked" + what,
            where,
            because,
            "check \"pip\": {\"indexUrl\"}, the network and the proxies; or work from the lock"
                + " with -o"));
  }

  /** The last requirement that pip found nothing for. */
  static Optional<String> missing(CommandResult result) {
    return result
        .said()
        .lines()
        .map(line -> ERROR.matcher(line.strip()))
        .filter(Matcher::matches)
        .map(error -> NONE.matcher(error.group(1)))
        .filter(Matcher::matches)
        .map(none -> none.group(1))
        .reduce((first, second) -> second);
  }

  static DiracosException directory(String name, String url) {
    return DiracosException.of(
        Problem.of(
            "DOS-PYTHON-41",
            "a directory cannot be locked: " + name + " of " + url,
            "the requirements",
            "make an archive of it, by `python -m build`, and require that; or name its"
                + " repository, as git+file:///…@commit"));
  }

  static DiracosException notBuilt(String file, String where, String because) {
    return DiracosException.of(
        new Problem(
            NOT_BUILT,
            "no wheel can be built of " + file,
            where,
            because,
            "require a version that has a wheel; or give a wheel of it by \"pip\":"
                + " {\"findLinks\"}"));
  }

  static DiracosException builtOtherwise(String file, String where, String expected, String found) {
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-43",
            "the wheel built of " + file + " is not the one that the lock has",
            where,
            "expected " + expected + "\ngot      " + found,
            "if its build does not give the same each time, require a wheel of it; else choose anew"
                + " with -Ddiracos.lock=update"));
  }

  static DiracosException repositoryOffline(String url, String where) {
    return DiracosException.of(
        Problem.of(
            "DOS-PYTHON-42",
            "a wheel is to be built of a repository that cannot be asked offline: " + url,
            where,
            "run once without -o: what was built is kept"));
  }

  static DiracosException compiled(String wheel, String where) {
    return DiracosException.of(
        Problem.of(
            COMPILED,
            "the wheel " + wheel + " would have been compiled on this host, against its libraries",
            where,
            "require a version that has a wheel, or give a wheel of it by \"pip\":"
                + " {\"findLinks\"}"));
  }

  /** Whether something could not be built, or was refused, for want of a compiler. */
  static boolean wantsCompiler(DiracosException failure) {
    Problem problem = failure.problems().get(0);
    return problem.code().equals(COMPILED)
        || (problem.code().equals(NOT_BUILT) && COMPILER.matcher(problem.because()).find());
  }

  static DiracosException notHere(String name, String where, String because, String fix) {
    return DiracosException.of(
        new Problem(
            COMPILED, name + " has compiled code, and cannot be built here", where, because, fix));
  }

  static DiracosException notCompiled(String name, String where, String because, String fix) {
    return DiracosException.of(
        new Problem("DOS-PYTHON-16", name + " cannot be compiled", where, because, fix));
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

  /** How its words end. */
  static String last(CommandResult result) {
    List<String> lines = result.said().lines().filter(line -> !line.isBlank()).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }
}
