package org.diracgrid.diracos.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Cuts Python text into the tokens that assignments are made of. A line break inside brackets, or
 * behind a backslash, is none.
 */
final class PythonLexer {

  /** What a token is. */
  enum Kind {
    NAME,
    STRING,
    /** A string whose value depends on running code: an f-string, or bytes. */
    OTHER_STRING,
    NUMBER,
    OPERATOR,
    /** End of a statement. */
    NEWLINE
  }

  /**
   * One token.
   *
   * @param text the decoded value of a string, the spelling of anything else
   * @param column from 1; more than 1 at the start of a statement means that it is indented
   */
  record Token(Kind kind, String text, int line, int column) {
    boolean is(String operator) {
      return kind == Kind.OPERATOR && text.equals(operator);
    }
  }

  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*+");
  private static final Pattern NUMBER = Pattern.compile("[0-9][0-9a-fA-FxXoO_.]*+");
  private static final Set<String> TWO =
      Set.of("+=", "-=", "*=", "|=", "==", "!=", "<=", ">=", "->", ":=", "**", "//", "<<", ">>");

  private final String text;
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;
  private int open;

  private PythonLexer(String text, String source) {
    this.text = text;
    this.source = source;
  }

  /**
   * The tokens of {@code text}; a {@link Kind#NEWLINE} ends each statement.
   *
   * @throws DiracosException if a string does not end, which is an error in Python too
   */
  static List<Token> tokens(String text, String source) {
    return new PythonLexer(text.replace("\r\n", "\n").replace('\r', '\n'), source).run();
  }

  private List<Token> run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        if (open == 0) {
          end();
        }
        at++;
        newLine();
      } else if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
        at += 2;
        newLine();
      } else if (c == ';' && open == 0) {
        end();
        at++;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else {
        token(c);
      }
    }
    end();
    return tokens;
  }

  private void newLine() {
    line++;
    lineStart = at;
  }

  private void end() {
    if (!tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() != Kind.NEWLINE) {
      add(Kind.NEWLINE, "", at);
    }
  }

  private void add(Kind kind, String value, int start) {
    tokens.add(new Token(kind, value, line, start - lineStart + 1));
  }

  private void token(char c) {
    int start = at;
    if (c == '"' || c == '\'') {
      string("", start);
      return;
    }
    Matcher name = NAME.matcher(text).region(at, text.length());
    if (name.lookingAt()) {
      at = name.end();
      boolean prefix =
          name.group().length() <= 2 && at < text.length() && "'\"".indexOf(text.charAt(at)) >= 0;
      if (prefix) {
        string(name.group().toLowerCase(Locale.ROOT), start);
      } else {
        add(Kind.NAME, name.group(), start);
      }
      return;
    }
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (number.lookingAt()) {
      at = number.end();
      add(Kind.NUMBER, number.group(), start);
      return;
    }
    open += "([{".indexOf(c) >= 0 ? 1 : 0;
    open -= ")]}".indexOf(c) >= 0 && open > 0 ? 1 : 0;
    String two = text.substring(at, Math.min(text.length(), at + 2));
    String operator = TWO.contains(two) ? two : String.valueOf(c);
    at += operator.length();
    add(Kind.OPERATOR, operator, start);
  }

  private void string(String prefix, int start) {
    int startLine = line;
    int column = start - lineStart + 1;
    char quote = text.charAt(at);
    String triple = String.valueOf(quote).repeat(3);
    boolean multi = text.startsWith(triple, at);
    String close = multi ? triple : String.valueOf(quote);
    at += close.length();
    StringBuilder value = new StringBuilder();
    while (!text.startsWith(close, at)) {
      if (at >= text.length() || (!multi && text.charAt(at) == '\n')) {
        throw DiracosException.of(
            Problem.of(
                "DOS-CONFIG-12",
                "a string does not end",
                new Place(source, startLine, column, "").toString(),
                "close it with " + close));
      }
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        escape(prefix.contains("r"), value);
      } else {
        value.append(c);
        at++;
        if (c == '\n') {
          newLine();
        }
      }
    }
    at += close.length();
    boolean plain = prefix.isEmpty() || prefix.equals("r") || prefix.equals("u");
    tokens.add(
        new Token(plain ? Kind.STRING : Kind.OTHER_STRING, value.toString(), startLine, column));
  }

  private void escape(boolean raw, StringBuilder value) {
    char next = text.charAt(at + 1);
    at += 2;
    if (next == '\n') {
      newLine();
    }
    if (raw) {
      value.append('\\').append(next);
      return;
    }
    switch (next) {
      case '\n' -> {}
      case 'n' -> value.append('\n');
      case 't' -> value.append('\t');
      case 'r' -> value.append('\r');
      case '0' -> value.append('\0');
      case '\\', '\'', '"' -> value.append(next);
      case 'x' -> hex(2, value);
      case 'u' -> hex(4, value);
      default -> value.append('\\').append(next);
    }
  }

  private void hex(int digits, StringBuilder value) {
    int end = at + digits;
    if (end <= text.length() && text.substring(at, end).matches("[0-9a-fA-F]+")) {
      value.append((char) Integer.parseInt(text.substring(at, end), 16));
      at = end;
    } else {
      value.append(digits == 2 ? "\\x" : "\\u");
    }
  }
}
