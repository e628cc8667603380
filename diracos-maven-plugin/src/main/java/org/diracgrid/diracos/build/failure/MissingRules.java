package org.diracgrid.diracos.build.failure;

import static org.diracgrid.diracos.build.failure.CauseKind.UNDECLARED_DEPENDENCY;

import java.util.List;

/** Lines that name what a build lacks though no {@code BuildRequires} asks for it. */
final class MissingRules {

  static final List<Rule> LINES =
      List.of(
          fatal(
              WantKind.HEADER,
              "o such file or directory",
              "error: (?<what>[^\\s:'\"]+\\.[\\w+]+): No such file or directory"),
          fatal(WantKind.HEADER, "file not found", "fatal error: '(?<what>[^']+)' file not found"),
          fatal(WantKind.LIBRARY, "cannot find -l", "cannot find -l(?<what>:?[^\\s:]+)"),
          fatal(
              WantKind.LIBRARY,
              "unable to find library -l",
              "unable to find library -l(?<what>\\S+)"),
          fatal(
              WantKind.SONAME,
              "cannot open shared object",
              "(?<![^\\s:])(?<what>[^\\s:]+\\.so[\\w.]*): cannot open shared object file"),
          close(
              WantKind.PKGCONFIG,
              "pkg-config search path",
              "Package '?(?<what>[\\w.+-]+)'? was not found in the pkg-config"),
          close(WantKind.PKGCONFIG, "No package '", "No package '(?<what>[^']+)' found"),
          close(
              WantKind.PKGCONFIG,
              "not found",
              "Package '(?<what>[^']+)', required by '[^']+', not found"),
          close(
              WantKind.PKGCONFIG, "but version of ", "Requested '(?<what>[^']+)' but version of "),
          fatal(
              WantKind.PKGCONFIG,
              "ERROR: Dependency ",
              "ERROR: Dependency [\"'](?<what>[^\"']+)[\"'] (?:is required but )?not found"),
          fatal(
              WantKind.PKGCONFIG,
              "ERROR: Dependency lookup",
              "ERROR: Dependency lookup for (?<what>[\\w.+-]+) "),
          fatal(
              WantKind.COMMAND,
              "ERROR: Program ",
              "ERROR: Program [\"'](?<what>[^\"' ]+)[^\"]*[\"'] not found"),
          fatal(WantKind.LIBRARY, "library '", "ERROR: .*library '(?<what>[^']+)' not found"),
          close(
              WantKind.COMMAND,
              "not found",
              ": (?:line )?[0-9]+: (?<what>[^\\s:%.][^\\s:]*): (?:command )?not found"),
          close(
              WantKind.COMMAND,
              "not found",
              "^sh: (?<what>[^\\s:%.][^\\s:]*): (?:command )?not found"),
          close(
              WantKind.COMMAND,
              "make",
              "make(?:\\[[0-9]+\\])?: (?!GNUm|[Mm]akefile)(?<what>[^\\s:.*][^\\s:]*): (?:No such file or directory|Command not found)"),
          close(
              WantKind.COMMAND, "env: ", "env: .?(?<what>[\\w+./-]+).?: No such file or directory"),
          close(WantKind.COMMAND, "Can't exec ", "Can't exec \"(?<what>[^\"]+)\""),
          close(
              WantKind.INTERPRETER,
              "cannot execute: required file not found",
              ": (?<what>\\S+): cannot execute: required file not found"),
          close(WantKind.COMMAND, "bad interpreter", ": (?<what>/\\S+): bad interpreter"),
          close(
              WantKind.PYTHON,
              "No module named",
              "(?:ModuleNotFoundError|ImportError): No module named '?(?<what>[\\w.]+)"),
          close(
              WantKind.PYTHON,
              "that satisfies the requirement",
              "version that satisfies the requirement (?<what>[\\w.-]+)"),
          close(
              WantKind.PYTHON,
              "No matching distribution found for",
              "No matching distribution found for (?<what>[\\w.-]+)"),
          close(
              WantKind.PERL,
              "Can't locate ",
              "you may need to install the (?<what>[\\w:]+) module"));

  /** Below {@code CMake Error}; elsewhere these words tell of packages that are optional. */
  static final List<Rule> CMAKE_ERROR =
      List.of(
          fatal(WantKind.CMAKE, "Could NOT find ", "Could NOT find (?<what>[\\w+-]+)"),
          fatal(WantKind.CMAKE, "provided by \"", "provided by \"(?<what>[^\"]+)\""),
          fatal(WantKind.CMAKE, "\" with any of", "^\\s+\"(?<what>[^\"]+)\" with any of"));

  private MissingRules() {}

  private static Rule fatal(WantKind kind, String anchor, String pattern) {
    return Rule.fatal(UNDECLARED_DEPENDENCY, anchor, pattern).wanting(kind);
  }

  private static Rule close(WantKind kind, String anchor, String pattern) {
    return Rule.close(UNDECLARED_DEPENDENCY, anchor, pattern).wanting(kind);
  }
}
