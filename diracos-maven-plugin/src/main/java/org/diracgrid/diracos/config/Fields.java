package org.diracgrid.diracos.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.diracgrid.diracos.problem.Problem;

/**
 * Typed reading of one object. Values that do not fit their shape were reported by {@link Checker}
 * and read as absent here; absent values read as the defaults of {@link Keys}.
 */
final class Fields {

  private final Json.Obj object;
  private final Shape.Group group;
  private final Path base;
  private final List<Problem> problems;

  Fields(Json.Obj object, Shape.Group group, Path base, List<Problem> problems) {
    this.object = object;
    this.group = group;
    this.base = base;
    this.problems = problems;
  }

  Json.Obj object() {
    return object;
  }

  /** What was written, or the default; empty if there is neither, or {@code null} was written. */
  Optional<Json> value(String name) {
    Optional<Json> written = object.get(name);
    if (written.isPresent()) {
      return written.filter(value -> !(value instanceof Json.Null));
    }
    String fallback = key(name).fallback();
    return fallback.isEmpty()
        ? Optional.empty()
        : JsonReader.read(fallback, "default", new ArrayList<>())
            .filter(value -> !(value instanceof Json.Null));
  }

  Optional<String> text(String name) {
    return value(name).map(value -> value instanceof Json.Text t ? t.value() : "");
  }

  boolean flag(String name) {
    return value(name).orElse(null) instanceof Json.Bool bool && bool.value();
  }

  OptionalInt whole(String name) {
    return value(name).orElse(null) instanceof Json.Num number
            && key(name).shape() instanceof Shape.Whole bounds
            && Checker.isWhole(number)
            && Checker.within(number, bounds)
        ? OptionalInt.of(new BigDecimal(number.literal()).intValueExact())
        : OptionalInt.empty();
  }

  List<Json.Text> items(String name) {
    if (!(key(name).shape() instanceof Shape.Many many)) {
      throw new IllegalArgumentException(name + " is no list of strings");
    }
    Json value = value(name).orElse(null);
    List<Json> written =
        value instanceof Json.Arr list ? list.items() : value == null ? List.of() : List.of(value);
    List<Json.Text> items = new ArrayList<>();
    for (Json item : written) {
      if (item instanceof Json.Text text && fits(text, many.item())) {
        items.add(text);
      }
    }
    return items;
  }

  private static boolean fits(Json.Text text, Shape shape) {
    return shape instanceof Shape.Text wanted && wanted.pattern().matcher(text.value()).matches();
  }

  List<String> texts(String name) {
    return items(name).stream().map(Json.Text::value).toList();
  }

  /** An object within; empty if there is none. */
  Fields inner(String name, Shape.Group shape) {
    Json.Obj inner =
        value(name).orElse(null) instanceof Json.Obj o ? o : new Json.Obj(Map.of(), object.place());
    return new Fields(inner, shape, base, problems);
  }

  /** The objects of a list. */
  List<Fields> inners(String name, Shape.Group shape) {
    List<Fields> inners = new ArrayList<>();
    if (value(name).orElse(null) instanceof Json.Arr list) {
      for (Json item : list.items()) {
        if (item instanceof Json.Obj o) {
          inners.add(new Fields(o, shape, base, problems));
        }
      }
    }
    return inners;
  }

  Optional<Location> location(String name, Variables variables) {
    return value(name).orElse(null) instanceof Json.Text text && fits(text, key(name).shape())
        ? location(text, variables)
        : Optional.empty();
  }

  List<Location> locations(String name, Variables variables) {
    return items(name).stream().flatMap(text -> location(text, variables).stream()).toList();
  }

  private Optional<Location> location(Json.Text text, Variables variables) {
    return attempt(
        text,
        () -> Location.parse(text.value(), variables, base),
        "write a path, or a file:, http: or https: address");
  }

  Optional<Path> path(String name) {
    return value(name).orElse(null) instanceof Json.Text text && fits(text, key(name).shape())
        ? path(text)
        : Optional.empty();
  }

  List<Path> paths(String name) {
    return items(name).stream().flatMap(text -> path(text).stream()).toList();
  }

  private Optional<Path> path(Json.Text text) {
    return attempt(text, () -> base.resolve(text.value()).normalize(), "write a path");
  }

  /** What {@code reading} gives; its complaint becomes a problem at {@code text}. */
  <T> Optional<T> attempt(Json.Text text, Supplier<T> reading, String fix) {
    try {
      return Optional.of(reading.get());
    } catch (IllegalArgumentException e) {
      problems.add(
          new Problem(
              "DOS-CONFIG-07",
              text.text() + " cannot be used",
              text.place().toString(),
              String.valueOf(e.getMessage()),
              fix));
      return Optional.empty();
    }
  }

  /** Where {@code name} was written, or else the object. */
  String where(String name) {
    return object.get(name).map(Json::place).orElse(object.place()).toString();
  }

  private Key key(String name) {
    return Keys.find(group, name)
        .orElseThrow(() -> new IllegalArgumentException(name + " is no key of the grammar"));
  }
}
