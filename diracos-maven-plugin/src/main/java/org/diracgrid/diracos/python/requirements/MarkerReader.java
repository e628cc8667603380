package org.diracgrid.diracos.python.requirements;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the condition of a requirement as PEP 508 writes it.
 *
 * <pre>
 * marker     = and { "or" and }
 * and        = term { "and" term }
 * term       = "(" marker ")" | value operator value
 * value      = variable | string
 * </pre>
 */
final class MarkerReader {

  private static final Set<String> VARIABLES =
      Set.of(
          "python_version",
          "python_full_version",
          "os_name",
          "sys_platform",
          "platform_release",
          "platform_system",
          "platform_version",
          "platform_machine",
          "platform_python_implementation",
          "implementation_name",
          "implementation_version",
          "extra",
          "os.name",
          "sys.platform",
          "platform.version",
          "platform.machine",
          "platform.python_implementation",
          "python_implementation");

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<string>'[^']*'|\"[^\"]*\")|(?<operator>===|==|~=|!=|<=|>=|<|>)"
              + "|(?<word>[A-Za-z_][A-Za-z0-9_.]*)|(?<mark>[()]))\\s*");
  private static final int DEPTH = 100;

  private final String text;
  private int at;

  private MarkerReader(String text) {
    this.text = text;
  }

  /**
   * Reads all of it.
   *
   * @throws IllegalArgumentException if it is no marker
   */
  static void check(String text) {
    MarkerReader reader = new MarkerReader(text);
    reader.any(0);
    if (reader.at < text.length()) {
      throw reader.wrong("\"and\", \"or\" or the end is expected");
    }
  }

  private void any(int depth) {
    if (depth > DEPTH) {
      throw wrong("more than " + DEPTH + " parentheses");
    }
    do {
      do {
        term(depth);
      } while (word("and"));
    } while (word("or"));
  }

  private void term(int depth) {
    if (mark("(")) {
      any(depth + 1);
      if (!mark(")")) {
        throw wrong("the parenthesis is not closed");
      }
      return;
    }
    value();
    Matcher operator = token();
    if (operator.lookingAt() && operator.group("operator") != null) {
      at = operator.end();
    } else if (word("not")) {
      if (!word("in")) {
        throw wrong("\"in\" must follow \"not\"");
      }
    } else if (!word("in")) {
      throw wrong("a comparison such as == or in is expected");
    }
    value();
  }

  private void value() {
    Matcher token = token();
    if (!token.lookingAt() || token.group("operator") != null || token.group("mark") != null) {
      throw wrong("a variable such as python_version, or a text in quotes, is expected");
    }
    if (token.group("word") != null && !VARIABLES.contains(token.group("word"))) {
      throw wrong("markers know no variable '" + token.group("word") + "'");
    }
    at = token.end();
  }

  private boolean word(String wanted) {
    Matcher token = token();
    boolean found = token.lookingAt() && wanted.equals(token.group("word"));
    at = found ? token.end() : at;
    return found;
  }

  private boolean mark(String wanted) {
    Matcher token = token();
    boolean found = token.lookingAt() && wanted.equals(token.group("mark"));
    at = found ? token.end() : at;
    return found;
  }

  private Matcher token() {
    return TOKEN.matcher(text).region(at, text.length());
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "the marker \"" + text + "\" cannot be read: " + what + ", at its character " + (at + 1));
  }
}
