package org.diracgrid.diracos.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.config.JinjaTags.Tag;

/**
 * Renders the part of Jinja that mock's own configurations use in repository texts: {@code {{ name
 * }}}, {@code {{ name|int }}}, {@code {% if … %}} with {@code elif}, {@code else}, {@code endif},
 * and comments. Other tags are dropped with a warning, {@code for} and {@code macro} with what they
 * enclose.
 */
final class JinjaText {

  /**
   * Rendered text that knows where its lines come from.
   *
   * @param lines for each line of {@code text} its line in the source
   */
  record Rendered(String text, List<Integer> lines) {}

  private static final Pattern REFERENCE =
      Pattern.compile("\\s*(?:config_opts\\[['\"](\\w+)['\"]\\]|(\\w+))\\s*(?:\\|\\s*\\w+\\s*)?");
  private static final Pattern OR = Pattern.compile("\\bor\\b");
  private static final Pattern AND = Pattern.compile("\\band\\b");
  private static final int LARGEST = 4 << 20;
  private static final int DEEPEST = 8;

  /** Whether the text at hand is rendered, in an {@code if} around it. */
  private record Branch(boolean outer, boolean taken, boolean active) {}

  private final Json.Obj options;
  private final String source;
  private final List<String> warnings;
  private final Set<String> warned = new HashSet<>();

  private final StringBuilder out = new StringBuilder();
  private final List<Integer> lines = new ArrayList<>();
  private int skipped;

  JinjaText(Json.Obj options, String source, List<String> warnings) {
    this.options = options;
    this.source = source;
    this.warnings = warnings;
  }

  /** Renders {@code text}, whose first line is line {@code line} of the source. */
  Rendered render(String text, int line) {
    out.setLength(0);
    lines.clear();
    Deque<Branch> branches = new ArrayDeque<>();
    JinjaTags tags = new JinjaTags(text);
    int at = 0;
    int current = line;
    for (Optional<Tag> next = tags.next(0); next.isPresent(); next = tags.next(at)) {
      Tag tag = next.get();
      boolean active = active(branches);
      current = copy(text.substring(at, tag.start()), current, active);
      if (tag.kind() == '{' && active) {
        copy(value(tag.content(), 0, current), current, true);
      } else if (tag.kind() == '%') {
        statement(tag.content().strip(), branches, current);
      }
      current +=
          (int) text.substring(tag.start(), tag.end()).chars().filter(c -> c == '\n').count();
      at = tag.end();
    }
    copy(text.substring(at), current, active(branches));
    return new Rendered(out.toString(), List.copyOf(lines));
  }

  private boolean active(Deque<Branch> branches) {
    return skipped == 0 && (branches.isEmpty() || branches.peek().active());
  }

  /** Appends, if active, and says which line of the source comes next. */
  private int copy(String text, int line, boolean active) {
    int current = line;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (active && out.length() < LARGEST) {
        if (out.isEmpty() || out.charAt(out.length() - 1) == '\n') {
          lines.add(current);
        }
        out.append(c);
      }
      current += c == '\n' ? 1 : 0;
    }
    return current;
  }

  private void statement(String statement, Deque<Branch> branches, int line) {
    String word = statement.split("\\s+", 2)[0];
    String rest = statement.substring(word.length());
    switch (word) {
      case "for", "macro", "call", "filter" -> {
        skipped++;
        warn(line, "{% " + statement + " %}");
      }
      case "endfor", "endmacro", "endcall", "endfilter" -> skipped = Math.max(0, skipped - 1);
      case "if" -> {
        boolean outer = active(branches);
        boolean yes = outer && condition(rest, line);
        branches.push(new Branch(outer, yes, yes));
      }
      case "elif", "else" -> {
        if (!branches.isEmpty()) {
          Branch old = branches.pop();
          boolean yes =
              old.outer() && !old.taken() && (word.equals("else") || condition(rest, line));
          branches.push(new Branch(old.outer(), old.taken() || yes, yes));
        }
      }
      case "endif" -> branches.poll();
      default -> warn(line, "{% " + statement + " %}");
    }
  }

  private void warn(int line, String what) {
    if (warned.add(what)) {
      warnings.add(source + ":" + line + ": not understood, skipped: " + what.replace('\n', ' '));
    }
  }

  /** The text of a reference; empty if it has no value. */
  private String value(String expression, int depth, int line) {
    Matcher reference = REFERENCE.matcher(expression);
    if (!reference.matches()) {
      warn(line, "{{" + expression + "}}");
      return "";
    }
    Optional<Json> json = find(reference);
    if (json.isEmpty()) {
      warn(line, "{{" + expression + "}}, which has no value");
    }
    String text = json.map(JinjaText::plain).orElse("");
    if (!text.contains("{{") || depth >= DEEPEST) {
      return text;
    }
    StringBuilder inner = new StringBuilder();
    JinjaTags tags = new JinjaTags(text);
    int at = 0;
    Optional<Tag> next = tags.next(0);
    while (next.isPresent() && inner.length() < (LARGEST >> depth)) {
      Tag tag = next.get();
      inner.append(text, at, tag.start());
      inner.append(tag.kind() == '{' ? value(tag.content(), depth + 1, line) : "");
      at = tag.end();
      next = tags.next(at);
    }
    return inner.append(text.substring(at)).toString();
  }

  private Optional<Json> find(Matcher reference) {
    String name = reference.group(1) == null ? reference.group(2) : reference.group(1);
    return options.get(name);
  }

  private static String plain(Json json) {
    if (json instanceof Json.Text text) {
      return text.value();
    }
    return json instanceof Json.Num number ? number.literal() : json.text();
  }

  /** {@code or} binds weaker than {@code and}, that weaker than {@code not}; no parentheses. */
  private boolean condition(String text, int line) {
    for (String any : OR.split(text, -1)) {
      boolean all = true;
      for (String part : AND.split(any, -1)) {
        all &= comparison(part.strip(), line);
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  private static final Pattern COMPARISON =
      Pattern.compile("([^=!<>]+?)\\s*(==|!=|<=|>=|<|>|\\bnot in\\b|\\bin\\b)\\s*([^=!<>]+)");

  private boolean comparison(String text, int line) {
    if (text.startsWith("not ") && !COMPARISON.matcher(text).matches()) {
      return !comparison(text.substring(4).strip(), line);
    }
    Matcher defined = Pattern.compile("(\\w+) is (not )?defined").matcher(text);
    if (defined.matches()) {
      return options.get(defined.group(1)).isPresent() == (defined.group(2) == null);
    }
    Matcher comparison = COMPARISON.matcher(text);
    if (comparison.matches()) {
      return compare(
          comparison.group(1).strip(), comparison.group(2), comparison.group(3).strip(), line);
    }
    if (!REFERENCE.matcher(text).matches()) {
      warn(line, "{% if " + text + " %}");
      return false;
    }
    Matcher reference = REFERENCE.matcher(text);
    Optional<Json> value = reference.matches() ? find(reference) : Optional.empty();
    return value.isPresent()
        && !Set.of("", "false", "null", "[]", "{}", "0").contains(plain(value.get()));
  }

  private boolean compare(String left, String operator, String right, int line) {
    String a = operand(left, line);
    if (operator.endsWith("in")) {
      boolean among =
          (right.startsWith("[") || right.startsWith("("))
              ? List.of(right.replaceAll("[\\[\\]()\\s'\"]", "").split(",")).contains(a)
              : operand(right, line).contains(a);
      return among == operator.equals("in");
    }
    String b = operand(right, line);
    boolean numbers = a.matches("[0-9]{1,9}") && b.matches("[0-9]{1,9}");
    int order =
        numbers ? Integer.compare(Integer.parseInt(a), Integer.parseInt(b)) : a.compareTo(b);
    return switch (operator) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private String operand(String text, int line) {
    boolean literal = text.matches("'[^']*'|\"[^\"]*\"");
    if (literal) {
      return text.substring(1, text.length() - 1);
    }
    return text.matches("[0-9]+") ? text : value(text, 0, line);
  }
}
