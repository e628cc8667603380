package org.diracgrid.diracos.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A JSON value that knows where it was written. Immutable; members keep the order of the text. */
public sealed interface Json {

  /** Where the value starts. */
  Place place();

  /** What it is, in words: {@code an object}, {@code a string} … */
  String kind();

  /** The value as compact JSON. */
  default String text() {
    return JsonText.compact(this);
  }

  /**
   * A member of an object.
   *
   * @param key where its name stands
   */
  record Member(Place key, Json value) {}

  /** {@code {…}}. */
  record Obj(Map<String, Member> members, Place place) implements Json {
    /** Copies, keeping the order. */
    public Obj {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** The value of a member. */
    public Optional<Json> get(String name) {
      return Optional.ofNullable(members.get(name)).map(Member::value);
    }

    /** This object with one member replaced, or added at the end. */
    Obj with(String name, Json value) {
      Map<String, Member> copy = new LinkedHashMap<>(members);
      Member old = copy.get(name);
      copy.put(name, new Member(old == null ? value.place() : old.key(), value));
      return new Obj(copy, place);
    }

    /** This object without one member. */
    Obj without(String name) {
      Map<String, Member> copy = new LinkedHashMap<>(members);
      copy.remove(name);
      return new Obj(copy, place);
    }

    /** This object with its members in the order of their names, at every depth of objects. */
    Obj sorted() {
      Map<String, Member> copy = new TreeMap<>(members);
      copy.replaceAll(
          (name, member) ->
              new Member(
                  member.key(), member.value() instanceof Obj o ? o.sorted() : member.value()));
      return new Obj(copy, place);
    }

    @Override
    public String kind() {
      return "an object";
    }
  }

  /** {@code […]}. */
  record Arr(List<Json> items, Place place) implements Json {
    /** Copies. */
    public Arr {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** A string. */
  record Text(String value, Place place) implements Json {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /** A number, as it was spelled. */
  record Num(String literal, Place place) implements Json {
    @Override
    public String kind() {
      return "a number";
    }
  }

  /** {@code true} or {@code false}. */
  record Bool(boolean value, Place place) implements Json {
    @Override
    public String kind() {
      return Boolean.toString(value);
    }
  }

  /** {@code null}. */
  record Null(Place place) implements Json {
    @Override
    public String kind() {
      return "null";
    }
  }
}
