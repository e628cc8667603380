package org.diracgrid.diracos.relocate;

/**
 * The start of a Python program as far as a string in front of it would change its meaning: the
 * first string of a program is its {@code __doc__}, and {@code from __future__} must follow it at
 * once.
 *
 * <p>Offsets into the text; -1 where there is none.
 *
 * @param docStart where the program's own documentation string starts
 * @param docEnd behind that string
 * @param futureEnd behind the line of the last {@code from __future__ import}
 */
record PythonHead(int docStart, int docEnd, int futureEnd) {

  private static final String FUTURE = "from __future__";

  /** Reads a program without its interpreter line. */
  static PythonHead parse(String text) {
    int at = skipBlank(text, 0);
    int docStart = -1;
    int docEnd = -1;
    int quote = at;
    while (quote < text.length() && "rRuU".indexOf(text.charAt(quote)) >= 0 && quote - at < 2) {
      quote++;
    }
    if (quote < text.length() && (text.charAt(quote) == '"' || text.charAt(quote) == '\'')) {
      int end = endOfString(text, quote);
      if (end > 0) {
        docStart = at;
        docEnd = end;
        at = skipBlank(text, end);
      }
    }
    int futureEnd = -1;
    while (text.startsWith(FUTURE, at)) {
      futureEnd = endOfStatement(text, at);
      at = skipBlank(text, futureEnd);
    }
    return new PythonHead(docStart, docEnd, futureEnd);
  }

  /**
   * What stands behind a string that becomes the first of the program, from the rest of the
   * string's own line on, so that {@code __doc__} is what it was.
   */
  String behindString(String text) {
    if (futureEnd < 0) {
      return docStart < 0
          ? "; __doc__ = None\n" + text
          : "\n" + text.substring(0, docStart) + "__doc__ = " + text.substring(docStart);
    }
    if (docStart < 0) {
      return "\n" + withLine(text, "__doc__ = None");
    }
    String doc = text.substring(docStart, docEnd);
    String blank = "\n".repeat((int) doc.chars().filter(c -> c == '\n').count());
    String tail = text.substring(docEnd, futureEnd).replaceFirst("^[ \t]*;[ \t]*", "");
    return "\n"
        + text.substring(0, docStart)
        + blank
        + endLine(tail)
        + "__doc__ = "
        + doc
        + "\n"
        + text.substring(futureEnd);
  }

  private String withLine(String text, String line) {
    return endLine(text.substring(0, futureEnd)) + line + "\n" + text.substring(futureEnd);
  }

  private static String endLine(String text) {
    return text.endsWith("\n") ? text : text + "\n";
  }

  /** Skips white space, comments, line continuations and semicolons. */
  private static int skipBlank(String text, int from) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int newline = text.indexOf('\n', at);
        at = newline < 0 ? text.length() : newline;
      } else if (Character.isWhitespace(c) || c == ';') {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  /** Behind the string that starts with the quote at {@code start}; -1 if it does not end. */
  private static int endOfString(String text, int start) {
    char quote = text.charAt(start);
    String triple = String.valueOf(quote).repeat(3);
    String end = text.startsWith(triple, start) ? triple : String.valueOf(quote);
    int at = start + end.length();
    while (at < text.length()) {
      if (text.charAt(at) == '\\') {
        at += 2;
      } else if (text.startsWith(end, at)) {
        return at + end.length();
      } else if (text.charAt(at) == '\n' && end.length() == 1) {
        return -1;
      } else {
        at++;
      }
    }
    return -1;
  }

  /** Behind the newline that ends the statement at {@code start}. */
  private static int endOfStatement(String text, int start) {
    int depth = 0;
    for (int at = start; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == '#') {
        int newline = text.indexOf('\n', at);
        at = (newline < 0 ? text.length() : newline) - 1;
      } else if (c == '\\') {
        at++;
      } else if (c == '\n' && depth <= 0) {
        return at + 1;
      }
    }
    return text.length();
  }
}
