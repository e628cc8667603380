package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.diracgrid.diracos.path.BundlePath;

/**
 * The text of a {@code DT_RPATH}, {@code DT_RUNPATH} or {@code DT_NEEDED}, and its tokens.
 *
 * <p>As glibc's {@code elf/dl-load.c} has it ({@code is_dst}, {@code _dl_dst_substitute}, {@code
 * fillin_rpath}): a token is {@code $NAME} up to a character that no identifier has, or {@code
 * ${NAME}}; other dollars are themselves; an element with a token whose value is unknown is left
 * out; an empty element is the current directory.
 */
final class SearchPath {

  static final String ORIGIN = "ORIGIN";
  static final String LIB = "LIB";
  static final String PLATFORM = "PLATFORM";

  private static final List<String> TOKENS = List.of(ORIGIN, PLATFORM, LIB);

  private SearchPath() {}

  /** The elements of a search path that is not empty; an empty one has none. */
  static List<String> elements(String path) {
    return path.isEmpty() ? List.of() : List.of(path.split(":", -1));
  }

  /** The tokens in a text. */
  static Set<String> tokens(String text) {
    Set<String> tokens = new TreeSet<>();
    expand(
        text,
        token -> {
          tokens.add(token);
          return Optional.of("");
        });
    return tokens;
  }

  /** The text with the values of its tokens; empty if one has none. */
  static Optional<String> expand(String text, Function<String, Optional<String>> values) {
    if (text.indexOf('$') < 0) {
      return Optional.of(text);
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      Optional<String> token = c == '$' ? tokenAt(text, at) : Optional.empty();
      if (token.isEmpty()) {
        out.append(c);
        continue;
      }
      Optional<String> value = values.apply(token.get());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      out.append(value.get());
      at += token.get().length() + (text.charAt(at) == '{' ? 2 : 0);
    }
    return Optional.of(out.toString());
  }

  private static Optional<String> tokenAt(String text, int at) {
    boolean curly = text.startsWith("{", at);
    int start = curly ? at + 1 : at;
    for (String token : TOKENS) {
      int end = start + token.length();
      if (text.startsWith(token, start)
          && (curly ? text.startsWith("}", end) : !continues(text, end))) {
        return Optional.of(token);
      }
    }
    return Optional.empty();
  }

  private static boolean continues(String text, int at) {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  /** The elements of a path that lead out of the bundle wherever it lies, with the reason each. */
  static List<Stray> strays(BundlePath origin, String path) {
    List<Stray> strays = new ArrayList<>();
    for (String element : elements(path)) {
      if (element.isEmpty()) {
        strays.add(new Stray(element, "is the current directory"));
      } else if (element.startsWith("/")) {
        strays.add(new Stray(element, "is absolute"));
      } else if (!element.startsWith("$") || tokenAt(element, 1).filter(ORIGIN::equals).isEmpty()) {
        strays.add(new Stray(element, "starts in the current directory"));
      } else if (climbs(origin, element)) {
        strays.add(new Stray(element, "climbs above the root"));
      }
    }
    return strays;
  }

  private static boolean climbs(BundlePath origin, String element) {
    String text =
        expand(element, token -> Optional.of(token.equals(ORIGIN) ? "" : token)).orElse("");
    try {
      origin.resolve(text.replaceFirst("^/+", ""));
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /** An element that leads out, and what is said of it. */
  record Stray(String element, String reason) implements Comparable<Stray> {
    @Override
    public int compareTo(Stray other) {
      return Comparator.comparing(Stray::element).thenComparing(Stray::reason).compare(this, other);
    }
  }
}
