package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The interpreter line of a script.
 *
 * @param interpreter the path after {@code #!}
 * @param options what follows it; the kernel hands it over as one word
 * @param headLines how many lines of the script the interpreter line takes: 1, or 3 for the form
 *     that pip writes for paths that are long or hold spaces
 */
public record Shebang(String interpreter, String options, int headLines) {

  /** What pip (distlib) writes: a shell line that is a string to Python. */
  private static final Pattern DISTLIB =
      Pattern.compile("'''exec' (?:\"([^\"]+)\"|(\\S+)) ?([^\"$]*?) ?\"\\$0\" \"\\$@\"");

  /**
   * Reads the first lines of a file.
   *
   * @return empty if the file does not start with an interpreter line
   */
  static Optional<Shebang> parse(byte[] head) {
    if (head.length < 3 || head[0] != '#' || head[1] != '!') {
      return Optional.empty();
    }
    String[] lines = new String(head, StandardCharsets.UTF_8).split("\n", 4);
    String line = lines[0].substring(2).replace("\r", "").strip();
    if (line.isEmpty() || line.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    if (line.equals("/bin/sh") && lines.length > 2 && lines[2].startsWith("' '''")) {
      Matcher distlib = DISTLIB.matcher(lines[1]);
      if (distlib.matches()) {
        String path = distlib.group(1) != null ? distlib.group(1) : distlib.group(2);
        return Optional.of(new Shebang(path, distlib.group(3).strip(), 3));
      }
    }
    String[] words = line.split("[ \t]+", 2);
    return Optional.of(new Shebang(words[0], words.length > 1 ? words[1].strip() : "", 1));
  }

  /** The interpreter's file name. */
  public String name() {
    return interpreter.substring(interpreter.lastIndexOf('/') + 1);
  }

  /** The options as words. */
  public List<String> words() {
    return options.isEmpty() ? List.of() : Arrays.asList(options.split("[ \t]+"));
  }

  /** The line as it stood. */
  public String text() {
    return "#!" + interpreter + (options.isEmpty() ? "" : " " + options);
  }
}
