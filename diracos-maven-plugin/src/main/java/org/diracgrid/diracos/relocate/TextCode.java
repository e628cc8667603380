package org.diracgrid.diracos.relocate;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which characters of a text are comment, and which of a shell script stand in single quotes. It
 * errs towards code: what it does not understand is no comment.
 *
 * @param comment characters that nothing follows
 * @param literal characters of a shell script that no variable is replaced in
 */
record TextCode(BitSet comment, BitSet literal) {

  private static final Pattern HERE = Pattern.compile("<<(-?)[ \\t]*[\\\\'\"]?([A-Za-z_]+)");

  static TextCode of(TextKind kind, String text) {
    BitSet comment = new BitSet();
    BitSet literal = new BitSet();
    switch (kind.comments()) {
      case SHELL -> shell(text, comment, literal);
      case PYTHON -> python(text, comment);
      case PERL -> perl(text, comment);
      case HASH -> lines(text, "#", comment);
      case CONFIGURATION -> configuration(text, comment);
    }
    if (text.startsWith("#!")) {
      comment.set(0, endOfLine(text, 0));
    }
    return new TextCode(comment, literal);
  }

  /** Here-documents count as comments: they are mostly help. */
  private static void shell(String text, BitSet comment, BitSet literal) {
    boolean quoted = false;
    Matcher here = HERE.matcher(text);
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '\'' && !quoted) {
        int end = text.indexOf('\'', at + 1);
        end = end < 0 ? text.length() : end;
        literal.set(at, end);
        at = end;
      } else if (c == '<' && !quoted && here.region(at, text.length()).lookingAt()) {
        int end = endOfHere(text, endOfLine(text, at), here.group(2));
        comment.set(endOfLine(text, at), end);
        at = end - 1;
      } else if (c == '#' && !quoted && (at == 0 || " \t\n;(".indexOf(text.charAt(at - 1)) >= 0)) {
        int end = endOfLine(text, at);
        comment.set(at, end);
        at = end - 1;
      }
    }
  }

  /**
   * Behind the line that ends the document whose first line follows the newline at {@code from}.
   */
  private static int endOfHere(String text, int from, String word) {
    for (int at = from + 1; at < text.length(); at = endOfLine(text, at) + 1) {
      int end = endOfLine(text, at);
      if (text.substring(at, end).strip().equals(word)) {
        return end;
      }
    }
    return text.length();
  }

  /** Comments, and strings in three quotes: most are documentation. */
  private static void python(String text, BitSet comment) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = endOfLine(text, at);
        comment.set(at, end);
        at = end - 1;
      } else if (c == '"' || c == '\'') {
        String three = String.valueOf(c).repeat(3);
        if (text.startsWith(three, at)) {
          int end = text.indexOf(three, at + 3);
          end = end < 0 ? text.length() : end + 3;
          comment.set(at, end);
          at = end - 1;
        } else {
          at = endOfString(text, at);
        }
      }
    }
  }

  /** The quote that ends a string, or the end of its line. */
  private static int endOfString(String text, int start) {
    int at = start + 1;
    while (at < text.length() && text.charAt(at) != text.charAt(start)) {
      if (text.charAt(at) == '\n') {
        return at;
      }
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }

  /**
   * Lines of comment, the line that only a shell runs ({@code eval 'exec perl …'}), Perl's
   * documentation, and what follows the program.
   */
  private static void perl(String text, BitSet comment) {
    boolean documentation = false;
    for (int at = 0; at < text.length(); at = endOfLine(text, at) + 1) {
      int end = endOfLine(text, at);
      boolean cut = text.startsWith("=cut", at);
      documentation |= text.charAt(at) == '=' && at + 1 < text.length() && isLetter(text, at + 1);
      int first = firstOf(text, at, end);
      if (documentation || text.startsWith("#", first) || text.startsWith("eval 'exec", first)) {
        comment.set(at, end);
      }
      documentation &= !cut;
      if (text.startsWith("__END__", at)) {
        comment.set(at, text.length());
        return;
      }
    }
  }

  private static void configuration(String text, BitSet comment) {
    lines(text, "#;!%", comment);
    for (int at = text.indexOf("<!--"); at >= 0; at = text.indexOf("<!--", at + 1)) {
      int end = text.indexOf("-->", at);
      comment.set(at, end < 0 ? text.length() : end);
    }
    for (int at = text.indexOf("/*"); at >= 0; at = text.indexOf("/*", at + 1)) {
      int end = text.indexOf("*/", at);
      // A pattern of file names looks the same; only a comment has an end.
      if (end > 0) {
        comment.set(at, end);
      }
    }
  }

  /** Lines whose first character, blanks aside, is one of {@code marks}. */
  private static void lines(String text, String marks, BitSet comment) {
    for (int at = 0; at < text.length(); at = endOfLine(text, at) + 1) {
      int end = endOfLine(text, at);
      int first = firstOf(text, at, end);
      if (first < end && marks.indexOf(text.charAt(first)) >= 0) {
        comment.set(at, end);
      }
    }
  }

  private static int firstOf(String text, int from, int to) {
    int at = from;
    while (at < to && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int endOfLine(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  private static boolean isLetter(String text, int at) {
    return text.charAt(at) >= 'a' && text.charAt(at) <= 'z';
  }
}
