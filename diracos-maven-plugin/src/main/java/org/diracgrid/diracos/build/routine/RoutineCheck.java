package org.diracgrid.diracos.build.routine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.problem.Problem;

/** Whether a file can run as a routine. */
final class RoutineCheck {

  /** Nobody means such a file as a program, unless it can be run. */
  private static final Set<String> TEXTS =
      Set.of("md", "rst", "txt", "json", "patch", "diff", "cfg", "pyc", "orig", "rej", "bak");

  /** What v1 called: {@code execute(**kwargs)} of a module. */
  private static final Pattern EXECUTE = Pattern.compile("(?m)^def +execute *\\(");

  private static final Pattern SHEBANG = Pattern.compile("\\A#![ \\t]*([^ \\t\\r\\n\\x00]*)");

  /** The kernel reads no more of the first line; a program is told by its first four bytes. */
  private static final int HEAD = 64 << 10;

  private RoutineCheck() {}

  /** Whether a file is an editor's copy, hidden, or a text that cannot be run. */
  static boolean isOther(Path file) {
    String name = file.getFileName().toString();
    if (name.startsWith(".") || name.startsWith("#") || name.endsWith("~")) {
      return true;
    }
    String extension =
        name.substring(name.lastIndexOf('.') + 1, name.length()).toLowerCase(Locale.ROOT);
    return TEXTS.contains(extension) && !Files.isExecutable(file);
  }

  /** What is wrong with a routine; empty if it can run. */
  static Optional<Problem> of(Path file) {
    String head;
    try {
      head = head(file);
    } catch (IOException e) {
      return Optional.of(
          new Problem(
              "DOS-ROUTINE-06",
              "a routine cannot be read",
              file.toString(),
              e.getClass().getSimpleName() + ": " + e.getMessage(),
              "check its permissions, and where it leads if it is a link"));
    }
    boolean script = head.startsWith("#!");
    if (!script && file.toString().endsWith(".py")) {
      return Optional.of(module(file, EXECUTE.matcher(head).find()));
    }
    if (!script && !head.startsWith("\u007fELF")) {
      return Optional.of(
          unclear(file, head.isEmpty() ? "the file is empty" : "no \"#!\" is there"));
    }
    if (script && firstLine(head).endsWith("\r")) {
      return Optional.of(
          unclear(file, "its lines end as on Windows: the system looks for a program \"…\\r\""));
    }
    if (script && interpreter(head).isEmpty()) {
      return Optional.of(unclear(file, "nothing follows \"#!\""));
    }
    if (!Files.isExecutable(file)) {
      return Optional.of(
          Problem.of(
              "DOS-ROUTINE-03",
              "a routine cannot be executed",
              file.toString(),
              "chmod +x " + file + ", or move it elsewhere if it is no routine"));
    }
    return Optional.empty();
  }

  /** The program that a script names in its first line; empty if it is no script. */
  static Optional<Path> interpreter(Path file) throws IOException {
    String name = interpreter(head(file));
    return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
  }

  private static String interpreter(String head) {
    Matcher shebang = SHEBANG.matcher(head);
    return shebang.find() ? shebang.group(1) : "";
  }

  private static String firstLine(String head) {
    int end = head.indexOf('\n');
    return end < 0 ? head : head.substring(0, end);
  }

  private static String head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD), ISO_8859_1);
    }
  }

  private static Problem module(Path file, boolean execute) {
    return new Problem(
        "DOS-ROUTINE-02",
        execute
            ? "a routine is a module as DIRACOS v1 imported it, not a program"
            : "a routine in Python does not say which Python runs it",
        file.toString(),
        execute
            ? "it has execute(**kwargs), and no first line such as \"#!/usr/bin/env python3\""
            : "it has no first line such as \"#!/usr/bin/env python3\"",
        execute
            ? "if it only patched a source archive, remove it: patches reach into archives now\n"
                + "or put \"#!/usr/bin/env python3\" on top, read kwargs = json.load(sys.stdin), end"
                + " with execute(**kwargs), replace what it takes from diracoslib, and chmod +x it;"
                + " docs/routines.md shows v1's own routines written anew"
            : "put \"#!/usr/bin/env python3\" on top, and chmod +x it");
  }

  private static Problem unclear(Path file, String because) {
    return new Problem(
        "DOS-ROUTINE-04",
        "a routine does not say which program runs it",
        file.toString(),
        because,
        "start it with a line such as \"#!/bin/sh\", with Unix line ends; or move it elsewhere if it"
            + " is no routine");
  }
}
