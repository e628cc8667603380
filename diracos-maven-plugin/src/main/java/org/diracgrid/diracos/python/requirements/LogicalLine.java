package org.diracgrid.diracos.python.requirements;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line as pip joins it: a backslash at the end of a line that is no comment joins the next.
 *
 * @param number of its first line in the file, from 1
 * @param raw its text in the file, line endings included
 * @param content joined, without comment and the blanks around it; may be empty
 * @param comment with the blanks before it; empty if there is none
 */
record LogicalLine(int number, String raw, String content, String comment) {

  private static final Pattern PHYSICAL =
      Pattern.compile("(?s)(.*?)(\\r\\n|[\\n\\r\\x0b\\x0c\\x1c\\x1d\\x1e\\x85\\u2028\\u2029]|\\z)");
  private static final Pattern COMMENT = Pattern.compile("(?sU)(?:^|\\s+)#.*$");

  /** What Python strips. */
  private static final Pattern AROUND =
      Pattern.compile("(?U)^[\\s\\x1c-\\x1f]+|[\\s\\x1c-\\x1f]+$");

  /** Splits a file; joined again, the raw texts are the file. */
  static List<LogicalLine> split(String text) {
    List<LogicalLine> result = new ArrayList<>();
    StringBuilder raw = new StringBuilder();
    StringBuilder joined = new StringBuilder();
    int number = 0;
    int first = 0;
    Matcher lines = PHYSICAL.matcher(text);
    for (int at = 0; at < text.length() && lines.find(at); at = lines.end()) {
      number++;
      first = raw.length() == 0 ? number : first;
      raw.append(lines.group());
      String line = lines.group(1);
      boolean comment = COMMENT.matcher(line).lookingAt();
      if (line.endsWith("\\") && !comment) {
        joined.append(line.replaceAll("^\\\\+|\\\\+$", ""));
        continue;
      }
      // The blank lets a comment be one, whatever it is joined to.
      joined.append(comment ? " " : "").append(line);
      result.add(of(first, raw.toString(), joined.toString()));
      raw.setLength(0);
      joined.setLength(0);
    }
    if (raw.length() > 0) {
      result.add(of(first, raw.toString(), joined.toString()));
    }
    return result;
  }

  private static LogicalLine of(int number, String raw, String joined) {
    Matcher comment = COMMENT.matcher(joined);
    boolean commented = comment.find();
    String text = commented ? joined.substring(0, comment.start()) : joined;
    String content = AROUND.matcher(text).replaceAll("");
    return new LogicalLine(number, raw, content, commented ? comment.group() : "");
  }

  /** The line ending of the last line; empty at the end of a file that has none there. */
  static String ending(String raw) {
    Matcher line = PHYSICAL.matcher(raw);
    String ending = "";
    for (int at = 0; at < raw.length() && line.find(at); at = line.end()) {
      ending = line.group(2);
    }
    return ending;
  }
}
