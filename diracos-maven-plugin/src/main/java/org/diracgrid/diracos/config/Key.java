package org.diracgrid.diracos.config;

import java.util.List;

/**
 * One word of the grammar.
 *
 * @param name as it is written
 * @param shape what values it takes
 * @param fallback its default, as JSON; {@code null} if it may be written as null, meaning "not
 *     given"; empty if there is none
 * @param required whether it must be there
 * @param meaning one paragraph for the documentation
 * @param example a value, as JSON
 * @param alsoCalled words that people write instead, for "did you mean"
 * @param property an own property beside the one made of its path; empty if there is none
 */
record Key(
    String name,
    Shape shape,
    String fallback,
    boolean required,
    String meaning,
    String example,
    List<String> alsoCalled,
    String property) {

  static Key of(String name, Shape shape, String meaning) {
    return new Key(name, shape, "", false, meaning, "", List.of(), "");
  }

  Key fallback(String json) {
    return new Key(name, shape, json, required, meaning, example, alsoCalled, property);
  }

  Key needed() {
    return new Key(name, shape, fallback, true, meaning, example, alsoCalled, property);
  }

  Key example(String json) {
    return new Key(name, shape, fallback, required, meaning, json, alsoCalled, property);
  }

  Key alsoCalled(String... words) {
    return new Key(name, shape, fallback, required, meaning, example, List.of(words), property);
  }

  Key property(String name) {
    return new Key(this.name, shape, fallback, required, meaning, example, alsoCalled, name);
  }

  /** Whether {@code null} may be written, meaning "not given". */
  boolean nullable() {
    return fallback.equals("null");
  }
}
