package org.diracgrid.diracos.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.problem.Problem;

/** Compares a document with the grammar and reports every difference. */
final class Checker {

  /** What can be computed with without thought for its size. */
  private static final Pattern EXACT =
      Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?");

  private final List<Problem> problems;
  private final List<String> warnings;

  Checker(List<Problem> problems, List<String> warnings) {
    this.problems = problems;
    this.warnings = warnings;
  }

  /** Reports what in {@code value} does not fit {@code shape}; {@code name} is for messages. */
  void check(Json value, Shape shape, String name) {
    if (shape instanceof Shape.Group group) {
      if (value instanceof Json.Obj object) {
        members(object, group);
      } else {
        type(value, name, "an object", "write \"" + name + "\": { … }");
      }
    } else if (shape instanceof Shape.Groups groups) {
      groups(value, groups, name);
    } else if (shape instanceof Shape.Many many) {
      many(value, many, name);
    } else if (shape instanceof Shape.Text text) {
      text(value, text, name);
    } else if (shape instanceof Shape.Choice choice) {
      choice(value, choice, name);
    } else if (shape instanceof Shape.Whole whole) {
      whole(value, whole, name);
    } else if (shape instanceof Shape.Flag && !(value instanceof Json.Bool)) {
      type(value, name, "true or false", "write true or false, without quotes");
    }
  }

  private void members(Json.Obj object, Shape.Group group) {
    object
        .members()
        .forEach(
            (name, member) -> {
              Optional<Key> key = Keys.find(group, name);
              if (key.isEmpty()) {
                unknown(name, member.key(), group);
              } else if (!(key.get().nullable() && member.value() instanceof Json.Null)) {
                check(member.value(), key.get().shape(), name);
              }
            });
    for (Key key : group.keys()) {
      if (key.required() && object.get(key.name()).isEmpty()) {
        problems.add(
            Problem.of(
                "DOS-CONFIG-08",
                "key \"" + key.name() + "\" is missing",
                object.place().toString(),
                "add \"" + key.name() + "\": " + key.example()));
      }
    }
  }

  private void unknown(String name, Place place, Shape.Group group) {
    List<String> known = group.keys().stream().map(Key::name).toList();
    List<String> meant =
        new ArrayList<>(
            group.keys().stream()
                .filter(key -> key.alsoCalled().contains(name))
                .map(Key::name)
                .toList());
    if (meant.isEmpty()) {
      meant.addAll(Nearest.to(name, known, 2));
    }
    if (group.open()) {
      // Routines may be told anything; only a slip of one or two letters is worth a word.
      Nearest.to(name, known, 1).stream()
          .filter(near -> Math.abs(near.length() - name.length()) <= 1)
          .forEach(
              near ->
                  warnings.add(
                      place
                          + ": key \""
                          + name
                          + "\" is kept for routines; \""
                          + near
                          + "\" was meant?"));
      return;
    }
    String fix;
    if (!meant.isEmpty()) {
      fix = "did you mean " + quoted(meant, " or ") + "?";
    } else {
      fix = elsewhere(name).orElse("remove it; known here: " + String.join(", ", known));
    }
    problems.add(
        Problem.of("DOS-CONFIG-05", "unknown key \"" + name + "\"", place.toString(), fix));
  }

  /** Says where {@code name} is known, if the user took the wrong level. */
  private static Optional<String> elsewhere(String name) {
    if (Keys.find(Keys.ROOT, name).isPresent()) {
      return Optional.of("it belongs in the outermost object");
    }
    for (Key key : Keys.ROOT.keys()) {
      boolean inside =
          key.shape() instanceof Shape.Group group
              ? Keys.find(group, name).isPresent()
              : key.shape() instanceof Shape.Groups groups
                  && Keys.find(groups.item(), name).isPresent();
      if (inside) {
        return Optional.of("it belongs inside \"" + key.name() + "\"");
      }
    }
    return Optional.empty();
  }

  private void groups(Json value, Shape.Groups groups, String name) {
    if (!(value instanceof Json.Arr list)) {
      type(value, name, "a list of objects", "write \"" + name + "\": [ { … } ]");
      return;
    }
    least(list, groups.least(), name);
    for (Json item : list.items()) {
      if (item instanceof Json.Obj object) {
        members(object, groups.item());
      } else {
        type(item, "an item of " + name, "an object", "write { … } for each");
      }
    }
  }

  private void many(Json value, Shape.Many many, String name) {
    if (many.orOne() && value instanceof Json.Text) {
      text(value, many.item(), name);
      return;
    }
    if (!(value instanceof Json.Arr list)) {
      String fix =
          value instanceof Json.Text text
              ? "write " + new Json.Arr(List.of(text), text.place()).text()
              : "write a list such as [\"a\", \"b\"]";
      type(value, name, many.orOne() ? "a string or a list of strings" : "a list of strings", fix);
      return;
    }
    least(list, many.least(), name);
    for (Json item : list.items()) {
      text(item, many.item(), "an item of " + name);
    }
  }

  private void least(Json.Arr list, int least, String name) {
    if (list.items().size() < least) {
      problems.add(
          Problem.of(
              "DOS-CONFIG-07",
              "list \"" + name + "\" is empty",
              list.place().toString(),
              "name at least one, or leave the key out"));
    }
  }

  private void text(Json value, Shape.Text text, String name) {
    if (!(value instanceof Json.Text given)) {
      String fix =
          value instanceof Json.Num number
              ? "write it in quotes: \"" + number.literal() + "\""
              : "write " + text.says();
      type(value, name, "a string", fix);
    } else if (!text.pattern().matcher(given.value()).matches()) {
      problems.add(
          Problem.of(
              "DOS-CONFIG-07",
              subject(name) + " cannot be " + abridged(given),
              given.place().toString(),
              "write " + text.says()));
    }
  }

  private void choice(Json value, Shape.Choice choice, String name) {
    if (!(value instanceof Json.Text given)) {
      type(value, name, "a string", "write one of " + quoted(choice.words(), ", "));
    } else if (!choice.words().contains(given.value())) {
      String rpm = PlatformSpec.rpmArch(given.value());
      List<String> near =
          choice.words().contains(rpm)
              ? List.of(rpm)
              : Nearest.to(given.value(), choice.words(), 1);
      String meant = near.isEmpty() ? "" : "did you mean \"" + near.get(0) + "\"? ";
      problems.add(
          Problem.of(
              "DOS-CONFIG-07",
              subject(name) + " cannot be " + abridged(given),
              given.place().toString(),
              meant + "write one of " + quoted(choice.words(), ", ")));
    }
  }

  private void whole(Json value, Shape.Whole whole, String name) {
    if (!(value instanceof Json.Num given) || !isWhole(given)) {
      String example = value instanceof Json.Text ? ", without quotes" : "";
      type(value, name, "a whole number", "write a whole number such as 6" + example);
    } else if (!within(given, whole)) {
      problems.add(
          Problem.of(
              "DOS-CONFIG-07",
              subject(name) + " cannot be " + given.literal(),
              given.place().toString(),
              "write a number from " + whole.least() + " to " + whole.most()));
    }
  }

  static boolean isWhole(Json.Num number) {
    return EXACT.matcher(number.literal()).matches()
        && new BigDecimal(number.literal()).stripTrailingZeros().scale() <= 0;
  }

  static boolean within(Json.Num number, Shape.Whole whole) {
    BigDecimal given = new BigDecimal(number.literal());
    return given.compareTo(BigDecimal.valueOf(whole.least())) >= 0
        && given.compareTo(BigDecimal.valueOf(whole.most())) <= 0;
  }

  private void type(Json value, String name, String wanted, String fix) {
    problems.add(
        Problem.of(
            "DOS-CONFIG-06",
            subject(name) + " must be " + wanted + ", not " + value.kind(),
            value.place().toString(),
            fix));
  }

  private static String subject(String name) {
    return name.contains(" ") ? name : "\"" + name + "\"";
  }

  private static String abridged(Json.Text text) {
    String json = text.text();
    return json.length() <= 60 ? json : json.substring(0, 57) + "…\"";
  }

  static String quoted(List<String> words, String separator) {
    return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(separator));
  }
}
