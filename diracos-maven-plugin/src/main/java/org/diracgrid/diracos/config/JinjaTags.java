package org.diracgrid.diracos.config;

import java.util.Optional;

/** Finds the tags of a Jinja text, in time linear in its length whatever it holds. */
final class JinjaTags {

  /**
   * A tag.
   *
   * @param kind the second character of what opens it: <code>{</code>, <code>%</code> or <code>#
   *     </code>
   * @param content between the brackets and their white space controls
   * @param end index behind it
   */
  record Tag(char kind, String content, int start, int end) {}

  private static final String KINDS = "{%#";
  private static final String[] CLOSE = {"}}", "%}", "#}"};

  /** Longer ones are text with brackets in it. */
  private static final int LONGEST = 2_000;

  private final String text;

  /** For each kind, the first place of its closing brackets that was not passed yet. */
  private final int[] closing = {-1, -1, -1};

  JinjaTags(String text) {
    this.text = text;
  }

  /** The first tag that starts at {@code from} or later; calls go forward. */
  Optional<Tag> next(int from) {
    for (int at = text.indexOf('{', from);
        at >= 0 && at + 1 < text.length();
        at = text.indexOf('{', at + 1)) {
      int kind = KINDS.indexOf(text.charAt(at + 1));
      int close = kind < 0 ? text.length() : close(kind, at + 2);
      if (close < text.length() && close - at <= LONGEST) {
        String content = text.substring(at + 2, close);
        content = content.startsWith("-") ? content.substring(1) : content;
        content = content.endsWith("-") ? content.substring(0, content.length() - 1) : content;
        return Optional.of(new Tag(KINDS.charAt(kind), content, at, close + 2));
      }
    }
    return Optional.empty();
  }

  /** Where the next closing brackets are; the length of the text if there are none. */
  private int close(int kind, int from) {
    if (closing[kind] < from) {
      int found = text.indexOf(CLOSE[kind], from);
      closing[kind] = found < 0 ? text.length() : found;
    }
    return closing[kind];
  }
}
