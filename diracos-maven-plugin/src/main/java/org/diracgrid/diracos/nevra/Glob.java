package org.diracgrid.diracos.nevra;

import java.util.regex.Pattern;

/**
 * A shell pattern over a whole name, as dnf reads one: {@code *}, {@code ?}, {@code [a-z]}, {@code
 * [!a-z]}; a backslash takes the next character as it is. A slash is a character like any other.
 */
public final class Glob {

  /** Matches everything. */
  public static final Glob ANY = new Glob("*", Pattern.compile("(?s).*"));

  private static final String SPECIAL = "*?[\\";

  private final String text;

  private final Pattern pattern;

  /** Most patterns are plain names. */
  private final boolean literal;

  private Glob(String text, Pattern pattern) {
    this.text = text;
    this.pattern = pattern;
    this.literal = text.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0);
  }

  /** Reads a pattern. There is no wrong one: a bracket that is not closed stands for itself. */
  public static Glob of(String text) {
    return text.equals("*") ? ANY : new Glob(text, Pattern.compile(regex(text), Pattern.DOTALL));
  }

  /** Whether the text stands for itself alone. */
  public boolean isLiteral() {
    return literal;
  }

  /** Whether the pattern fits all of {@code candidate}. */
  public boolean matches(String candidate) {
    if (this == ANY) {
      return true;
    }
    return literal ? candidate.equals(text) : pattern.matcher(candidate).matches();
  }

  /** The text it was read from. */
  @Override
  public String toString() {
    return text;
  }

  private static String regex(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int close = c == '[' ? close(text, i) : -1;
      if (c == '*') {
        // Possessive runs would be wrong; joining stars keeps the matcher from going quadratic.
        if (i == 0 || text.charAt(i - 1) != '*') {
          out.append(".*");
        }
      } else if (c == '?') {
        out.append('.');
      } else if (close > 0) {
        boolean not = text.charAt(i + 1) == '!' || text.charAt(i + 1) == '^';
        out.append(not ? "[^" : "[");
        for (int j = i + (not ? 2 : 1); j < close; j++) {
          char member = text.charAt(j);
          boolean range = member == '-' && j > i + (not ? 2 : 1) && j < close - 1;
          out.append(range || Character.isLetterOrDigit(member) ? "" : "\\").append(member);
        }
        out.append(']');
        i = close;
      } else {
        char plain = c == '\\' && i + 1 < text.length() ? text.charAt(++i) : c;
        out.append(Pattern.quote(String.valueOf(plain)));
      }
    }
    return out.toString();
  }

  /** Where the bracket opened at {@code i} closes; -1 if it does not or holds a bad range. */
  private static int close(String text, int i) {
    int from = i + 1;
    if (from < text.length() && (text.charAt(from) == '!' || text.charAt(from) == '^')) {
      from++;
    }
    int close = text.indexOf(']', from + 1);
    for (int j = from + 1; j < close - 1; j++) {
      if (text.charAt(j) == '-' && text.charAt(j - 1) > text.charAt(j + 1)) {
        return -1;
      }
    }
    return close;
  }
}
