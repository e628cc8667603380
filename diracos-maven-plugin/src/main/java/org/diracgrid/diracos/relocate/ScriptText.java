package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a script under a {@link ShebangPlan.Change}. Bytes are taken as Latin-1 and given
 * back the same, so that no encoding is ever guessed.
 */
final class ScriptText {

  /** PEP 263: such a comment names the encoding if it stands in the first two lines. */
  private static final Pattern CODING =
      Pattern.compile("[ \t\f]*#.*?coding[:=][ \t]*[-_.a-zA-Z0-9]+.*");

  private ScriptText() {}

  /** The script's bytes as they shall be. */
  static byte[] rewrite(byte[] script, ShebangPlan.Change change) {
    String text = new String(script, StandardCharsets.ISO_8859_1);
    int lines = Shebang.parse(script).map(Shebang::headLines).orElse(1);
    String body = text;
    for (int i = 0; i < lines; i++) {
      int newline = body.indexOf('\n');
      body = newline < 0 ? "" : body.substring(newline + 1);
    }
    String options = change.options().isEmpty() ? "" : " " + String.join(" ", change.options());
    String result =
        switch (change.form()) {
          case SH -> "#!/bin/sh" + options + "\n" + body;
          case ENV -> env(change, body);
          case PYTHON -> python(change, options, body);
          case PERL ->
              "#!/bin/sh\n" + run(change, options + " -x") + "\n#!perl" + options + "\n" + body;
          case TCL -> "#!/bin/sh\n# \\\n" + run(change, options) + "\n" + body;
        };
    return result.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Shell code that replaces itself by the interpreter, found from where the script lies. */
  private static String run(ShebangPlan.Change change, String options) {
    return "s=$0; [ -h \"$s\" ] && s=$(readlink -f \"$s\"); "
        + "case $s in */*) ;; *) s=./$s;; esac; "
        + "exec \"${s%/*}/"
        + change.interpreter()
        + "\""
        + options
        + " \"$0\" \"$@\"";
  }

  private static String env(ShebangPlan.Change change, String body) {
    String name = change.interpreter().substring(change.interpreter().lastIndexOf('/') + 1);
    String set = change.options().isEmpty() ? "" : "set " + String.join(" ", change.options());
    return "#!/usr/bin/env " + name + "\n" + (set.isEmpty() ? "" : set + "\n") + body;
  }

  private static String python(ShebangPlan.Change change, String options, String body) {
    StringBuilder result = new StringBuilder("#!/bin/sh\n");
    int newline = body.indexOf('\n');
    String second = newline < 0 ? body : body.substring(0, newline);
    Matcher coding = CODING.matcher(second.replace("\r", ""));
    String rest = body;
    if (coding.matches()) {
      result.append(second).append('\n');
      rest = newline < 0 ? "" : body.substring(newline + 1);
    }
    PythonHead head = PythonHead.parse(rest);
    result.append("''':'; ").append(run(change, options)).append("; ':'''");
    return result.append(head.behindString(rest)).toString();
  }
}
