package org.diracgrid.diracos.relocate;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Names or paths with wildcards: {@code *} stands for anything but a slash, {@code **} for
 * anything, {@code ?} for one character but a slash. Brackets and backslashes are themselves, since
 * paths hold them; for names of packages see {@link org.diracgrid.diracos.nevra.Glob}.
 */
public record Glob(Pattern pattern) {

  /** Reads one; any text is a glob. */
  public static Glob parse(String text) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '*' && i + 1 < text.length() && text.charAt(i + 1) == '*') {
        regex.append(".*");
        i++;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return new Glob(Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  /** Whether the whole of {@code text} matches. */
  public boolean matches(String text) {
    return pattern.matcher(text).matches();
  }

  /** Reads several. */
  public static List<Glob> parseAll(List<String> texts) {
    return texts.stream().map(Glob::parse).toList();
  }

  /** Whether any of them matches the whole of {@code text}. */
  public static boolean any(List<Glob> globs, String text) {
    return globs.stream().anyMatch(glob -> glob.matches(text));
  }
}
