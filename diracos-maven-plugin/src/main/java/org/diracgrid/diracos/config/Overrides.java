package org.diracgrid.diracos.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.problem.Problem;

/**
 * Puts {@code -Ddiracos.*} values into a document, before it is checked, so that one set of rules
 * and messages serves both.
 *
 * <ul>
 *   <li>a key's property is {@code diracos.} and its path: {@code diracos.bundle.level};
 *   <li>a key of a repository is named with the repository's id: {@code
 *       diracos.repositories.base.url};
 *   <li>a list is comma separated, or a JSON list (for items with commas);
 *   <li>an object, or a list of objects, is JSON text and replaces the whole.
 * </ul>
 */
final class Overrides {

  private static final Pattern JSON_LIST = Pattern.compile("\\s*\\[\\s*[\"\\]][\\s\\S]*");
  private static final String REPOSITORIES = "repositories";

  private final Set<String> goalProperties;
  private final List<Problem> problems;

  Overrides(Set<String> goalProperties, List<Problem> problems) {
    this.goalProperties = goalProperties;
    this.problems = problems;
  }

  /** Every property that gives a key, with that key, {@code <id>} standing for a repository. */
  static Map<String, Key> properties() {
    Map<String, Key> all = new LinkedHashMap<>();
    for (Key key : Keys.ROOT.keys()) {
      String name = Keys.PREFIX + key.name();
      all.put(name, key);
      if (key.shape() instanceof Shape.Group group) {
        inner(name, group, all);
      } else if (key.name().equals(REPOSITORIES) && key.shape() instanceof Shape.Groups groups) {
        groups.item().keys().forEach(k -> all.put(name + ".<id>." + k.name(), k));
      }
    }
    return all;
  }

  private static void inner(String name, Shape.Group group, Map<String, Key> all) {
    for (Key inner : group.keys()) {
      String full = name + "." + inner.name();
      all.put(full, inner);
      if (!inner.property().isEmpty()) {
        all.put(inner.property(), inner);
      }
      if (inner.shape() instanceof Shape.Group deeper) {
        inner(full, deeper, all);
      }
    }
  }

  /** {@code document} with the values of {@code given} in their places. */
  Json.Obj apply(Json.Obj document, Map<String, String> given) {
    Json.Obj result = document;
    // In the order of names, so that an object comes before its members.
    for (Map.Entry<String, String> entry : new TreeMap<>(given).entrySet()) {
      if (!goalProperties.contains(entry.getKey())) {
        result = apply(result, entry.getKey(), entry.getValue());
      }
    }
    return result;
  }

  private Json.Obj apply(Json.Obj document, String property, String text) {
    Place place = Place.of("-D" + property);
    Map<String, Key> known = properties();
    Key key = known.get(property);
    if (key == null) {
      return repository(document, property, text, place);
    }
    Optional<Json> value = value(key, text, place);
    if (value.isEmpty()) {
      return document;
    }
    return put(document, path(property, key), value.get());
  }

  /** The names from the outermost object down. */
  private static List<String> path(String property, Key key) {
    if (property.equals(key.property())) {
      for (Key outer : Keys.ROOT.keys()) {
        if (outer.shape() instanceof Shape.Group group && group.keys().contains(key)) {
          return List.of(outer.name(), key.name());
        }
      }
    }
    return Arrays.asList(property.substring(Keys.PREFIX.length()).split("\\.", -1));
  }

  private static Json.Obj put(Json.Obj document, List<String> path, Json value) {
    String first = path.get(0);
    if (path.size() == 1) {
      return document.with(first, value);
    }
    Json inner = document.get(first).orElse(new Json.Obj(Map.of(), value.place()));
    // What is no object is reported by the checker.
    return inner instanceof Json.Obj object
        ? document.with(first, put(object, path.subList(1, path.size()), value))
        : document;
  }

  private Json.Obj repository(Json.Obj document, String property, String text, Place place) {
    String start = Keys.PREFIX + REPOSITORIES + ".";
    int dot = property.lastIndexOf('.');
    Optional<Key> key = Keys.find(RepositoryKeys.REPOSITORY, property.substring(dot + 1));
    if (!property.startsWith(start) || dot < start.length() || key.isEmpty()) {
      unknown(property, place);
      return document;
    }
    String id = property.substring(start.length(), dot);
    List<Json> items = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    boolean found = false;
    if (document.get(REPOSITORIES).orElse(null) instanceof Json.Arr list) {
      for (Json item : list.items()) {
        if (item instanceof Json.Obj object
            && object.get("id").orElse(null) instanceof Json.Text t) {
          ids.add(t.value());
          Optional<Json> value =
              t.value().equals(id) ? value(key.get(), text, place) : Optional.empty();
          found |= t.value().equals(id);
          items.add(value.isPresent() ? object.with(key.get().name(), value.get()) : item);
        } else {
          items.add(item);
        }
      }
      if (found) {
        return document.with(REPOSITORIES, new Json.Arr(items, list.place()));
      }
    }
    List<String> near = Nearest.to(id, ids, 1);
    problems.add(
        Problem.of(
            "DOS-CONFIG-09",
            "no repository has the id \"" + id + "\"",
            place.toString(),
            near.isEmpty()
                ? "list it under \"repositories\"; known: " + ids
                : "did you mean " + start + near.get(0) + "." + key.get().name() + "?"));
    return document;
  }

  private void unknown(String property, Place place) {
    List<String> all = new ArrayList<>(properties().keySet());
    all.addAll(goalProperties);
    // The last word is what people remember; where it belongs they do not.
    String last = "." + property.substring(property.lastIndexOf('.') + 1);
    List<String> near =
        all.stream()
            .filter(name -> name.endsWith(last) && !name.contains("<"))
            .sorted()
            .limit(2)
            .toList();
    if (near.isEmpty()) {
      near =
          Nearest.to(
                  withoutPrefix(property), all.stream().map(Overrides::withoutPrefix).toList(), 2)
              .stream()
              .map(name -> Keys.PREFIX + name)
              .toList();
    }
    problems.add(
        Problem.of(
            "DOS-CONFIG-09",
            "unknown property " + property,
            place.toString(),
            near.isEmpty()
                ? "remove it; docs/configuration.md lists the property of each key"
                : "did you mean " + String.join(" or ", near) + "?"));
  }

  private static String withoutPrefix(String property) {
    return property.startsWith(Keys.PREFIX) ? property.substring(Keys.PREFIX.length()) : property;
  }

  private Optional<Json> value(Key key, String text, Place place) {
    if (key.nullable() && (text.isEmpty() || text.equals("null"))) {
      return Optional.of(new Json.Null(place));
    }
    Shape shape = key.shape();
    if (shape instanceof Shape.Whole) {
      return Optional.of(
          text.matches("-?(0|[1-9][0-9]{0,30})")
              ? new Json.Num(text, place)
              : new Json.Text(text, place));
    }
    if (shape instanceof Shape.Flag) {
      return Optional.of(
          text.equals("true") || text.equals("false")
              ? new Json.Bool(text.equals("true"), place)
              : new Json.Text(text, place));
    }
    if (shape instanceof Shape.Group || shape instanceof Shape.Groups) {
      return JsonReader.read(text, place.source(), problems);
    }
    if (shape instanceof Shape.Many) {
      return JSON_LIST.matcher(text).matches()
          ? JsonReader.read(text, place.source(), problems)
          : Optional.of(list(text, place));
    }
    return Optional.of(new Json.Text(text, place));
  }

  private static Json list(String text, Place place) {
    List<Json> items = new ArrayList<>();
    for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
      items.add(new Json.Text(item.strip(), place));
    }
    return new Json.Arr(items, place);
  }
}
