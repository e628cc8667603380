package org.diracgrid.diracos.config;

import java.util.List;
import java.util.regex.Pattern;

/** What values a key takes. */
sealed interface Shape {

  /**
   * A string.
   *
   * @param pattern what the whole string must match, in the part of regular expressions that Java
   *     and ECMA-262 share
   * @param says the same in words, for messages: {@code a version such as "1.2.0"}
   */
  record Text(Pattern pattern, String says) implements Shape {}

  /** One of a few words. */
  record Choice(List<String> words) implements Shape {}

  /** A whole number within bounds. */
  record Whole(int least, int most) implements Shape {}

  /** {@code true} or {@code false}. */
  record Flag() implements Shape {}

  /**
   * A list of strings.
   *
   * @param orOne a lone string stands for a list of one
   * @param least how many items it must have
   */
  record Many(Text item, boolean orOne, int least) implements Shape {}

  /**
   * An object.
   *
   * @param keys its members
   * @param open whether others are allowed
   * @param rules JSON Schema keywords for what holds between members; {@link SpecBuilder} checks
   *     the same in words
   */
  record Group(List<Key> keys, boolean open, String rules) implements Shape {}

  /**
   * A list of objects of one kind.
   *
   * @param least how many items it must have
   */
  record Groups(Group item, int least) implements Shape {}

  /** Any value. */
  record Any() implements Shape {}
}
