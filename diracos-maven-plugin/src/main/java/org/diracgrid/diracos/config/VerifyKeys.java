package org.diracgrid.diracos.config;

import static org.diracgrid.diracos.config.Shapes.FLAG;
import static org.diracgrid.diracos.config.Shapes.PROSE;
import static org.diracgrid.diracos.config.Shapes.closed;
import static org.diracgrid.diracos.config.Shapes.many;
import static org.diracgrid.diracos.config.Shapes.text;

import java.util.List;

/** The keys of {@code verify} and of one entry of {@code smokeTests}. */
final class VerifyKeys {

  private VerifyKeys() {}

  private static final Shape.Choice SEVERITY =
      new Shape.Choice(List.of("error", "warning", "info", "ignore"));

  /** One key for each check, with its usual severity; a test holds both sets equal. */
  static final Shape.Group SEVERITIES =
      closed(
          "",
          severity("needed", "error", "a library that is needed and not found"),
          severity("search-path", "error", "a search path that leads out of the bundle"),
          severity("symbol-version", "error", "a symbol version that a library lacks"),
          severity("soname", "warning", "two libraries with one soname and other content"),
          severity("architecture", "error", "an ELF file of another architecture"),
          severity("glibc", "error", "a file that needs a newer glibc than `platform.glibc`"),
          severity("elf", "warning", "an ELF file that is not sound"),
          severity("absolute-link", "error", "an absolute link"),
          severity("dangling-link", "error", "a link that leads nowhere"),
          severity("escaping-link", "error", "a link or name that leads out of the bundle"),
          severity("hard-link", "error", "a file with two names"),
          severity("setuid", "error", "a setuid or setgid file"),
          severity("device", "error", "a device, pipe or socket"),
          severity("unreadable", "error", "a file that not everyone can read"),
          severity("staging-path", "error", "a file with a path of the build in it"),
          severity("interpreter", "error", "a script whose interpreter is nowhere"),
          severity("conflict", "error", "packages with other content at one path"),
          severity("python", "warning", "a Python file that does not compile"),
          severity("licence", "warning", "a package without a licence or its text"),
          severity("known", "warning", "a known finding that is not there any more"),
          severity("smoke", "error", "a smoke test that fails"));

  static final Shape.Group VERIFY =
      closed(
          "",
          Key.of(
                  "run",
                  FLAG,
                  "`true`: `diracos:verify` runs `smokeTests`, too, from two places and, where"
                      + " bubblewrap is at hand, in a sandbox without the host's `/usr`.")
              .fallback("false")
              .example("true"),
          Key.of("severity", SEVERITIES, "How much the findings of each check weigh.")
              .fallback("{}")
              .example("{\"soname\": \"ignore\"}")
              .alsoCalled("severities"),
          Key.of(
                  "hostInterpreters",
                  many(text("/[^\\x00-\\x20]+", "an absolute path, such as \"/usr/bin/ksh\"")),
                  "Interpreters of scripts that every host has, beside the shell and the like.")
              .fallback("[]")
              .example("[\"/usr/bin/ksh\"]"),
          Key.of(
                  "sandbox",
                  new Shape.Choice(List.of("auto", "required", "never")),
                  "Whether smoke tests run in a sandbox, too: `auto` where bubblewrap works,"
                      + " `required`: it is an error where it does not.")
              .fallback("\"auto\"")
              .example("\"required\""));

  static final Shape.Group SMOKE_TEST =
      closed(
          """
          "oneOf": [
            {"required": ["command"]}, {"required": ["imports"]}, {"required": ["help"]}
          ]
          """,
          Key.of("name", PROSE, "A name for reports. Without it, the command.")
              .example("\"git works\""),
          Key.of("comment", PROSE, "Anything; not used.").fallback("\"\"").example("\"see #12\""),
          Key.of(
                  "command",
                  text("[^\\x00]*[^\\x00\\s][^\\x00]*", "a command of the shell"),
                  "A command of the shell, run after `diracosrc` was sourced, with nothing of the"
                      + " caller's environment.")
              .example("\"git --version\"")
              .alsoCalled("cmd", "run"),
          Key.of(
                  "imports",
                  new Shape.Many(
                      text(
                          "[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)*",
                          "the name of a Python module, such as \"os.path\""),
                      true,
                      1),
                  "Python modules that the bundle's Python must import, each by itself.")
              .example("[\"gfal2\", \"ssl\"]")
              .alsoCalled("modules", "pythonModules", "import"),
          Key.of(
                  "help",
                  new Shape.Many(
                      text("[^\\x00-\\x20]+", "the name of a command, such as \"gfal-ls\""),
                      true,
                      1),
                  "Commands that must answer `--help`, each by itself.")
              .example("[\"gfal-ls\", \"voms-proxy-info\"]")
              .alsoCalled("helps", "commands"),
          Key.of("status", new Shape.Whole(0, 255), "The exit status that `command` must end with.")
              .fallback("0")
              .example("1")
              .alsoCalled("exit", "exitStatus"),
          Key.of(
                  "output",
                  text("[\\s\\S]+", "a regular expression"),
                  "A regular expression that `command` must print something like.")
              .example("\"git version 2\\\\.\"")
              .alsoCalled("expect", "stdout"),
          Key.of(
                  "timeout",
                  new Shape.Whole(1, 86400),
                  "Seconds until a command counts as failed and is ended.")
              .fallback("60")
              .example("300"));

  private static Key severity(String check, String usual, String finding) {
    return Key.of(
            check, SEVERITY, "What it means to find " + finding + "; usually `" + usual + "`.")
        .example("\"ignore\"");
  }
}
