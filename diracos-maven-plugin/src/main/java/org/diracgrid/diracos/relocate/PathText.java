package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.BundlePath;

/**
 * The text of a file under a rule of {@link TextPlan}. Bytes are taken as Latin-1 and given back
 * the same. What was rewritten holds no absolute path of the tree any more, so that a second run
 * changes nothing.
 */
final class PathText {

  /** Stands for the root of the tree in Python's build data until the module is loaded. */
  private static final String MARK = "@DIRACOS@";

  private static final Pattern VARIABLE = Pattern.compile("\\s*[A-Za-z_][A-Za-z0-9_.]*\\s*=.*");
  private static final Pattern PC_FIELD = Pattern.compile("(?i)(Libs|Cflags)(\\.private)?\\s*:.*");
  private static final Pattern PREFIX = Pattern.compile("prefix\\s*=\\s*(/\\S*?)/*\\s*");
  private static final Pattern LIBTOOL_PATHS =
      Pattern.compile("(?m)^(libdir|dependency_libs)='[^'\n]*'");

  /** Lines of a shell script whose paths are what it tells, not what it compares with. */
  private static final Pattern TELLS =
      Pattern.compile(
          "\\s*((export|local|readonly)\\s+)?([A-Za-z_][A-Za-z0-9_]*=|(echo|printf|exec)\\s).*");

  /** Python's own script looks its place up, with commands that fail where there is a space. */
  private static final Pattern INSTALLED_PREFIX =
      Pattern.compile("(?m)^prefix_real=\\$\\(installed_prefix \"\\$0\"\\)$");

  private PathText() {}

  /** The bytes as they shall be. */
  static byte[] rewrite(byte[] content, TextPlan.Text change) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    String result =
        switch (change.rule()) {
          case NONE, REMOVE -> text;
          case PCFILEDIR -> pkgConfig(text, change);
          case NO_LIBDIR -> LIBTOOL_PATHS.matcher(text).replaceAll("$1=''");
          case SCRIPT_PLACE -> script(text, change);
          case MODULE_PLACE -> module(text, change);
        };
    return result.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Where the text, from {@code start} on, is a path that shall be replaced. */
  private interface Choice {

    /** What the path becomes; itself if it stays. */
    String instead(int start, String path);
  }

  private static String replace(String text, Set<String> paths, Choice choice) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    StringBuilder result = new StringBuilder();
    int[] done = {0};
    HostPathScan.find(
        bytes,
        0,
        bytes.length,
        (start, end) -> {
          String path = text.substring(start, end);
          result.append(text, done[0], start);
          result.append(paths.contains(path) ? choice.instead(start, path) : path);
          done[0] = end;
        });
    return result.append(text.substring(done[0])).toString();
  }

  private static String pkgConfig(String text, TextPlan.Text change) {
    String prefix = "";
    StringBuilder result = new StringBuilder();
    for (String line : text.split("(?<=\n)", -1)) {
      String plain = line.strip();
      Matcher defined = PREFIX.matcher(plain);
      if (prefix.isEmpty() && defined.matches() && change.paths().contains(defined.group(1))) {
        prefix = defined.group(1);
        result.append(replace(line, change.paths(), (start, path) -> below(change, path)));
      } else if (VARIABLE.matcher(plain).matches() || PC_FIELD.matcher(plain).matches()) {
        String known = prefix;
        result.append(
            replace(
                line,
                change.paths(),
                (start, path) ->
                    !known.isEmpty() && (path + "/").startsWith(known + "/")
                        ? "${prefix}" + path.substring(known.length())
                        : below(change, path)));
      } else {
        result.append(line);
      }
    }
    return result.toString();
  }

  private static String below(TextPlan.Text change, String path) {
    return "${pcfiledir}/" + BundlePath.parse(path).relativeTo(change.path().parent());
  }

  private static String script(String text, TextPlan.Text change) {
    TextCode code = TextCode.of(TextKind.CONFIG_SCRIPT, text);
    String told =
        replace(
            text,
            change.paths(),
            (start, path) -> {
              int begin = text.lastIndexOf('\n', start - 1) + 1;
              int end = text.indexOf('\n', start);
              String line = text.substring(begin, end < 0 ? text.length() : end);
              if (code.comment().get(start) || !TELLS.matcher(line).matches()) {
                return path;
              }
              return code.literal().get(start)
                  ? "'\"${diracos_root}\"'" + path
                  : "${diracos_root}" + path;
            });
    if (told.equals(text)) {
      return text;
    }
    told = INSTALLED_PREFIX.matcher(told).replaceAll("prefix_real=\\${diracos_root}/usr");
    int head = told.indexOf('\n') + 1;
    return told.substring(0, head)
        + "# The root of the bundle, found from the place of this script.\n"
        + "diracos_root=$0\n"
        + "if [ -h \"$diracos_root\" ]; then diracos_root=$(readlink -f \"$diracos_root\"); fi\n"
        + "case $diracos_root in */*) ;; *) diracos_root=./$diracos_root ;; esac\n"
        + "diracos_root=$(CDPATH='' cd -P \"${diracos_root%/*}/"
        + change.way()
        + "\" && pwd -P)\n"
        + told.substring(head);
  }

  private static String module(String text, TextPlan.Text change) {
    TextCode code = TextCode.of(TextKind.PYTHON_BUILD, text);
    String marked =
        replace(
            text, change.paths(), (start, path) -> code.comment().get(start) ? path : MARK + path);
    if (marked.equals(text) || marked.contains("_diracos_root")) {
      return marked;
    }
    return (marked.endsWith("\n") ? marked : marked + "\n")
        + "\n# The paths above follow the bundle.\n"
        + "import os as _os\n"
        + "_diracos_there = _os.path.join(_os.path.dirname(_os.path.abspath(__file__)), '"
        + change.way()
        + "')\n"
        + "_diracos_root = _os.path.normpath(_diracos_there)\n"
        + "if _os.path.realpath(_diracos_root) != _os.path.realpath(_diracos_there):\n"
        + "    _diracos_root = _os.path.realpath(_diracos_there)\n"
        + "build_time_vars = {\n"
        + "    key: value.replace('"
        + MARK
        + "', _diracos_root) if isinstance(value, str) else value\n"
        + "    for key, value in build_time_vars.items()\n"
        + "}\n"
        + "del _os\n";
  }
}
