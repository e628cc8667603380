package org.diracgrid.diracos.build.patch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.FileNames;

/**
 * The name in a header line of a patch.
 *
 * @param path as it is written, unquoted; empty for {@code /dev/null}
 * @param absent whether the line says that there is no such file: {@code /dev/null}, or the date of
 *     a file that {@code diff -N} made up
 */
record HeaderName(String path, boolean absent) {

  private static final String NOWHERE = "/dev/null";
  private static final Pattern DATE =
      Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)[ T](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.\\d+)?.*");
  private static final Pattern ZONE = Pattern.compile("([+-])(\\d\\d):?(\\d\\d)$");
  private static final Pattern DATED =
      Pattern.compile("^(.*?)\\s+(\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:.*)$");
  private static final Pattern OLD_DATE = Pattern.compile("\\w{3} Jan +1 00:00:00 1970");

  /**
   * Reads what stands after {@code --- } or {@code +++ }, the end of the line left off. A name ends
   * at a tab; where there is none, at a date, so that a patch whose tabs became spaces is read,
   * too.
   *
   * @throws IllegalArgumentException if it is quoted and the quotes do not end, or is empty
   */
  static HeaderName parse(String text) {
    String name;
    String date;
    int tab = text.indexOf('\t');
    if (text.startsWith("\"")) {
      int end = endOfQuotes(text);
      name = unquoted(text.substring(1, end));
      date = text.substring(end + 1).strip();
    } else if (tab >= 0) {
      name = text.substring(0, tab).stripTrailing();
      date = text.substring(tab).strip();
    } else {
      Matcher dated = DATED.matcher(text);
      boolean has = dated.matches();
      name = (has ? dated.group(1) : text).stripTrailing();
      date = has ? dated.group(2) : "";
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("no name stands there");
    }
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    String path = FileNames.decode(bytes, 0, bytes.length);
    boolean nowhere = path.equals(NOWHERE);
    return new HeaderName(nowhere ? "" : path, nowhere || isEpoch(date));
  }

  /** The names of {@code diff --git}: they are the same but for the first directory. */
  static HeaderName[] parseGit(String text) {
    if (text.startsWith("\"")) {
      int end = endOfQuotes(text);
      return new HeaderName[] {
        parse(text.substring(0, end + 1)), parse(text.substring(end + 1).strip())
      };
    }
    int start = text.endsWith("\"") ? text.indexOf(" \"") : -1;
    if (start > 0) {
      return new HeaderName[] {parse(text.substring(0, start)), parse(text.substring(start + 1))};
    }
    // Names may hold blanks: the line is cut where both halves name the same file.
    for (int at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
      String left = text.substring(0, at);
      String right = text.substring(at + 1);
      if (stripped(left).equals(stripped(right)) && !stripped(left).isEmpty()) {
        return new HeaderName[] {parse(left), parse(right)};
      }
    }
    throw new IllegalArgumentException("it does not name one file twice");
  }

  /** The name without its first directory; empty if it has none. */
  String stripped() {
    return stripped(path);
  }

  private static String stripped(String path) {
    int slash = path.indexOf('/');
    if (slash < 0) {
      return "";
    }
    int at = slash;
    while (at < path.length() && path.charAt(at) == '/') {
      at++;
    }
    return path.substring(at);
  }

  private static boolean isEpoch(String date) {
    if (OLD_DATE.matcher(date).find()) {
      return true;
    }
    Matcher m = DATE.matcher(date);
    if (!m.matches()) {
      return false;
    }
    try {
      LocalDateTime time =
          LocalDateTime.of(
              number(m, 1), number(m, 2), number(m, 3), number(m, 4), number(m, 5), number(m, 6));
      Matcher zone = ZONE.matcher(date);
      int sign = zone.find() && zone.group(1).equals("-") ? -1 : 1;
      boolean zoned = zone.reset().find();
      ZoneOffset offset =
          zoned
              ? ZoneOffset.ofHoursMinutes(sign * number(zone, 2), sign * number(zone, 3))
              : ZoneOffset.UTC;
      return time.toInstant(offset).equals(Instant.EPOCH);
    } catch (DateTimeException e) {
      // A date that no calendar has is none; it means nothing to a patch.
      return false;
    }
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }

  private static int endOfQuotes(String text) {
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i;
      }
    }
    throw new IllegalArgumentException("the quotes around its name do not end");
  }

  /** As C has it: what diff and git write around names with tabs, quotes and bytes above 127. */
  private static String unquoted(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.write(c);
        continue;
      }
      char next = text.charAt(++i);
      if (next >= '0' && next <= '3' && isOctal(text, i)) {
        out.write(Integer.parseInt(text.substring(i, i + 3), 8));
        i += 2;
        continue;
      }
      int at = "abtnvfr".indexOf(next);
      out.write(at < 0 ? next : "\u0007\b\t\n\u000b\f\r".charAt(at));
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static boolean isOctal(String text, int at) {
    return at + 3 <= text.length()
        && text.substring(at, at + 3).chars().allMatch(c -> c >= '0' && c <= '7');
  }
}
