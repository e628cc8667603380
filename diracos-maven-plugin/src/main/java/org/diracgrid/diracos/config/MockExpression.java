package org.diracgrid.diracos.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.diracgrid.diracos.config.PythonLexer.Kind;
import org.diracgrid.diracos.config.PythonLexer.Token;

/**
 * Reads the expressions of one statement. An empty result means that the value is not plain from
 * the text.
 *
 * <pre>
 * expression := term (("+" | "==" | "!=") term)*
 * term       := string+ | number | "True" | "False" | "None" | target
 *             | "(" list ")" | "[" list "]" | "{" (string ":" expression),* "}"
 * </pre>
 */
final class MockExpression {

  private static final int DEEPEST = 40;
  private static final int LARGEST = 4 << 20;
  private static final int LONGEST = 10_000;
  private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?");

  private final List<Token> tokens;
  private final String source;
  private final MockOptions options;
  private final Map<String, Json> locals;
  private int at;

  MockExpression(List<Token> tokens, String source, MockOptions options, Map<String, Json> locals) {
    this.tokens = tokens;
    this.source = source;
    this.options = options;
    this.locals = locals;
  }

  boolean atEnd() {
    return at >= tokens.size();
  }

  boolean operator(String operator) {
    boolean yes = !atEnd() && tokens.get(at).is(operator);
    at += yes ? 1 : 0;
    return yes;
  }

  boolean name(String name) {
    boolean yes =
        !atEnd() && tokens.get(at).kind() == Kind.NAME && tokens.get(at).text().equals(name);
    at += yes ? 1 : 0;
    return yes;
  }

  Optional<String> anyName() {
    return !atEnd() && tokens.get(at).kind() == Kind.NAME
        ? Optional.of(tokens.get(at++).text())
        : Optional.empty();
  }

  /** {@code config_opts['a']['b']}; nothing is consumed if it is not there. */
  Optional<List<String>> target() {
    int start = at;
    List<String> path = new ArrayList<>();
    if (name(MockReader.OPTIONS)) {
      while (at + 2 < tokens.size()
          && tokens.get(at).is("[")
          && tokens.get(at + 1).kind() == Kind.STRING
          && tokens.get(at + 2).is("]")) {
        path.add(tokens.get(at + 1).text());
        at += 3;
      }
    }
    if (path.isEmpty() || path.size() > DEEPEST) {
      at = start;
      return Optional.empty();
    }
    return Optional.of(path);
  }

  /** An expression that reaches to the end of the statement. */
  Optional<Json> whole() {
    return expression(0).filter(value -> atEnd());
  }

  Optional<Json> expression(int depth) {
    Optional<Json> value = depth > DEEPEST ? Optional.empty() : term(depth);
    while (value.isPresent() && !atEnd()) {
      Json left = value.get();
      if (operator("+")) {
        value = term(depth).flatMap(right -> sum(left, right));
      } else if (operator("==")) {
        value = term(depth).map(right -> same(left, right, true));
      } else if (operator("!=")) {
        value = term(depth).map(right -> same(left, right, false));
      } else {
        break;
      }
    }
    return value;
  }

  /** What may be referred to by name: nested values could grow without bound by repetition. */
  private static boolean isFlat(Json value) {
    return value instanceof Json.Arr list
        ? list.items().stream().noneMatch(i -> i instanceof Json.Arr || i instanceof Json.Obj)
        : !(value instanceof Json.Obj);
  }

  private static Json same(Json left, Json right, boolean wanted) {
    return new Json.Bool(left.text().equals(right.text()) == wanted, left.place());
  }

  /** Python's {@code +} for two strings or two lists, within the bounds of a configuration. */
  static Optional<Json> sum(Json left, Json right) {
    if (left instanceof Json.Text a
        && right instanceof Json.Text b
        && a.value().length() + b.value().length() <= LARGEST) {
      return Optional.of(new Json.Text(a.value() + b.value(), a.place()));
    }
    if (left instanceof Json.Arr a
        && right instanceof Json.Arr b
        && a.items().size() + b.items().size() <= LONGEST) {
      List<Json> items = new ArrayList<>(a.items());
      items.addAll(b.items());
      return Optional.of(new Json.Arr(items, a.place()));
    }
    return Optional.empty();
  }

  private Optional<Json> term(int depth) {
    if (atEnd()) {
      return Optional.empty();
    }
    Optional<List<String>> target = target();
    if (target.isPresent()) {
      return options.get(target.get()).filter(MockExpression::isFlat);
    }
    Token token = tokens.get(at++);
    Place place = new Place(source, token.line(), token.column(), "");
    return switch (token.kind()) {
      case STRING -> Optional.of(strings(token, place));
      case NUMBER ->
          DECIMAL.matcher(token.text()).matches()
              ? Optional.of(new Json.Num(token.text(), place))
              : Optional.empty();
      case NAME ->
          switch (token.text()) {
            case "True" -> Optional.of(new Json.Bool(true, place));
            case "False" -> Optional.of(new Json.Bool(false, place));
            case "None" -> Optional.of(new Json.Null(place));
            default -> Optional.ofNullable(locals.get(token.text())).filter(MockExpression::isFlat);
          };
      case OPERATOR ->
          switch (token.text()) {
            case "[" -> list("]", place, depth);
            case "(" -> list(")", place, depth);
            case "{" -> dictionary(place, depth);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  /** Strings side by side are one. */
  private Json strings(Token first, Place place) {
    StringBuilder text = new StringBuilder(first.text());
    while (!atEnd() && tokens.get(at).kind() == Kind.STRING) {
      text.append(tokens.get(at++).text());
    }
    return new Json.Text(text.toString(), place);
  }

  private Optional<Json> list(String close, Place place, int depth) {
    List<Json> items = new ArrayList<>();
    boolean comma = false;
    while (!operator(close)) {
      Optional<Json> item = expression(depth + 1);
      if (item.isEmpty()) {
        return Optional.empty();
      }
      items.add(item.get());
      if (operator(",")) {
        comma = true;
      } else if (!operator(close)) {
        return Optional.empty();
      } else {
        break;
      }
    }
    boolean group = close.equals(")") && items.size() == 1 && !comma;
    return Optional.of(group ? items.get(0) : new Json.Arr(items, place));
  }

  private Optional<Json> dictionary(Place place, int depth) {
    Map<String, Json.Member> members = new LinkedHashMap<>();
    while (!operator("}")) {
      Optional<Json> key = expression(depth + 1);
      if (!(key.orElse(null) instanceof Json.Text name) || !operator(":")) {
        return Optional.empty();
      }
      Optional<Json> value = expression(depth + 1);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      members.put(name.value(), new Json.Member(name.place(), value.get()));
      if (!operator(",")) {
        return operator("}") ? Optional.of(new Json.Obj(members, place)) : Optional.empty();
      }
    }
    return Optional.of(new Json.Obj(members, place));
  }
}
