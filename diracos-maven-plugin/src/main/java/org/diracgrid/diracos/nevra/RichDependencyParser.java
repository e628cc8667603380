package org.diracgrid.diracos.nevra;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses rich dependencies.
 *
 * <pre>
 * rich   = "(" term ( { "and" term } | { "or" term } | { "with" term }
 *                   | ("if" | "unless") term [ "else" term ] | "without" term ) ")"
 * term   = rich | name [ op evr ]
 * name   = characters up to a blank or an unpaired ")"
 * op     = "&lt;" | "&lt;=" | "=" | "==" | "&gt;=" | "&gt;"
 * </pre>
 */
final class RichDependencyParser {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_LENGTH = 1 << 16;

  /** Each {@code else} states its condition twice, so that nested ones double the rules. */
  private static final int MAX_ELSE = 12;

  private final String text;
  private int at;
  private int elses;

  private RichDependencyParser(String text) {
    this.text = text;
  }

  static Dependency parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a rich dependency of " + text.length() + " characters; at most " + MAX_LENGTH);
    }
    RichDependencyParser parser = new RichDependencyParser(text);
    Dependency result = parser.rich(0);
    parser.blanks();
    if (parser.at < text.length()) {
      throw parser.malformed("unexpected text after the closing parenthesis");
    }
    return result;
  }

  private Dependency rich(int depth) {
    if (depth > MAX_DEPTH) {
      throw malformed("more than " + MAX_DEPTH + " parentheses inside each other");
    }
    at++;
    List<Dependency> parts = new ArrayList<>();
    parts.add(term(depth));
    String operator = word();
    if (operator == null) {
      return parts.get(0);
    }
    String word = operator;
    while (word != null) {
      if (!word.equals(operator)) {
        throw malformed("'" + word + "' mixed with '" + operator + "'; parenthesise one of them");
      }
      parts.add(term(depth));
      boolean single =
          operator.equals("if") || operator.equals("unless") || operator.equals("without");
      word = word();
      if (single) {
        return conditional(operator, parts, word, depth);
      }
    }
    return switch (operator) {
      case "and" -> new Dependency.And(parts);
      case "or" -> new Dependency.Or(parts);
      case "with" -> new Dependency.With(parts);
      default -> throw malformed("unknown operator '" + operator + "'");
    };
  }

  private Dependency conditional(
      String operator, List<Dependency> parts, @Nullable String next, int depth) {
    Dependency otherwise = null;
    if (next != null && next.equals("else") && !operator.equals("without")) {
      if (++elses > MAX_ELSE) {
        throw malformed("more than " + MAX_ELSE + " times 'else'");
      }
      otherwise = term(depth);
      next = word();
    }
    if (next != null) {
      throw malformed("'" + next + "' after '" + operator + "'; parenthesise one of them");
    }
    Dependency first = parts.get(0);
    Dependency second = parts.get(1);
    return switch (operator) {
      case "if" -> new Dependency.If(first, second, otherwise);
      case "unless" -> new Dependency.Unless(first, second, otherwise);
      default -> new Dependency.Without(first, second);
    };
  }

  /** The next operator word, or null at the closing parenthesis, which is consumed. */
  private @Nullable String word() {
    blanks();
    if (at >= text.length()) {
      throw malformed("no closing parenthesis");
    }
    if (text.charAt(at) == ')') {
      at++;
      return null;
    }
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    if (start == at) {
      throw malformed("an operator was expected");
    }
    return text.substring(start, at);
  }

  private Dependency term(int depth) {
    blanks();
    if (at < text.length() && text.charAt(at) == '(') {
      return rich(depth + 1);
    }
    String name = token();
    if (name.isEmpty()) {
      throw malformed("a name was expected");
    }
    blanks();
    Operator operator = operator();
    if (operator == null) {
      return name.startsWith("/")
          ? new Dependency.FilePath(name)
          : new Dependency.Versioned(Capability.of(name));
    }
    blanks();
    String evr = token();
    if (evr.isEmpty()) {
      throw malformed("a version was expected");
    }
    return new Dependency.Versioned(new Capability(name, operator, Evr.parse(evr)));
  }

  private String token() {
    int open = 0;
    int start = at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || (c == ')' && open == 0)) {
        break;
      }
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
      at++;
    }
    return text.substring(start, at);
  }

  private @Nullable Operator operator() {
    int start = at;
    while (at < text.length() && "<>=".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return start == at
        ? null
        : Operator.of(text.substring(start, at)).orElseThrow(() -> malformed("unknown comparison"));
  }

  private void blanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private IllegalArgumentException malformed(String why) {
    String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
    return new IllegalArgumentException(why + " at character " + (at + 1) + " of '" + shown + "'");
  }
}
