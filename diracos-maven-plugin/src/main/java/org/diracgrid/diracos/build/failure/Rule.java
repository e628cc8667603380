package org.diracgrid.diracos.build.failure;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line of a log tells.
 *
 * @param kind the cause that it hints at
 * @param anchor a part of each such line, looked for before the pattern is tried
 * @param pattern found somewhere in the line; its group {@code what}, if it has one, is what the
 *     line is about, and {@code owner} the package that wants it
 * @param want what kind of thing {@code what} is, if it is missing
 * @param weight how sure it is
 */
record Rule(
    CauseKind kind, String anchor, Pattern pattern, Optional<WantKind> want, Weight weight) {

  /** How sure a hint is. */
  enum Weight {
    /** rpmbuild, or who ran it, says so: it holds wherever it stands. */
    SAID,
    /** A program of the failing part says so and cannot go on. */
    FATAL,
    /** A program says so and may have gone on: it counts if the build soon ended. */
    CLOSE
  }

  static Rule said(CauseKind kind, String anchor, String pattern) {
    return new Rule(kind, anchor, Pattern.compile(pattern), Optional.empty(), Weight.SAID);
  }

  static Rule fatal(CauseKind kind, String anchor, String pattern) {
    return new Rule(kind, anchor, Pattern.compile(pattern), Optional.empty(), Weight.FATAL);
  }

  static Rule close(CauseKind kind, String anchor, String pattern) {
    return new Rule(kind, anchor, Pattern.compile(pattern), Optional.empty(), Weight.CLOSE);
  }

  /** The same, about something that is missing. */
  Rule wanting(WantKind missing) {
    return new Rule(kind, anchor, pattern, Optional.of(missing), weight);
  }

  /** What the line tells by this rule. */
  Optional<Hint> read(LogLine line) {
    if (!line.text().contains(anchor)) {
      return Optional.empty();
    }
    Matcher matcher = pattern.matcher(line.text());
    return matcher.find()
        ? Optional.of(new Hint(this, line, group(matcher, "what"), group(matcher, "owner")))
        : Optional.empty();
  }

  private static String group(Matcher matcher, String name) {
    if (!matcher.pattern().pattern().contains("(?<" + name + ">")) {
      return "";
    }
    String text = matcher.group(name);
    return text == null ? "" : text.strip();
  }
}
