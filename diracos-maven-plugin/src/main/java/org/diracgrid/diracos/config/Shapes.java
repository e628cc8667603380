package org.diracgrid.diracos.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The shapes that several keys share, and short names for making shapes. */
final class Shapes {

  private Shapes() {}

  static final String WORD = "[^\\x00-\\x20](?:[^\\x00-\\x1f]*[^\\x00-\\x20])?";

  static final Shape.Text PROSE = new Shape.Text(Pattern.compile("[\\s\\S]*"), "any text");

  static final Shape.Text PACKAGE =
      text(WORD, "a package name or glob, such as \"python3*\", without blanks around it");
  static final Shape.Text GLOB =
      text(WORD, "a glob, such as \"lib*.so.1\", without blanks around it");
  static final Shape.Text FILE = text(WORD, "a path, relative to this file or absolute");
  static final Shape.Text ADDRESS =
      text(WORD, "a path, relative to this file or absolute, or a file:, http: or https: address");
  static final Shape.Text ANY_WORD = text(WORD, "a text that is not blank");
  static final Shape.Text RELEASE =
      text(
          "[A-Za-z0-9][A-Za-z0-9._+~-]*",
          "a version such as \"1.2.0\": letters, digits and . _ + ~ -, because it names files and"
              + " addresses");
  static final Shape.Flag FLAG = new Shape.Flag();

  static Shape.Text text(String pattern, String says) {
    return new Shape.Text(Pattern.compile(pattern), says);
  }

  static Shape.Many many(Shape.Text item) {
    return new Shape.Many(item, false, 0);
  }

  static Shape.Group closed(String rules, Key... keys) {
    return new Shape.Group(List.of(keys), false, rules);
  }

  static Shape.Group open(List<Key> keys) {
    return new Shape.Group(keys, true, "");
  }

  static List<Key> join(Key first, List<Key> rest) {
    List<Key> all = new ArrayList<>(rest.size() + 1);
    all.add(first);
    all.addAll(rest);
    return List.copyOf(all);
  }
}
