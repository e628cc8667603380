package org.diracgrid.diracos.resolve;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A set of names and globs ({@code *}, {@code ?}, {@code [a-z]}) to match names with. */
public final class Globs {

  private final Set<String> exact = new HashSet<>();
  private final List<Pattern> patterns;

  /** Of names and globs, in any order. */
  public Globs(Collection<String> globs) {
    patterns =
        globs.stream()
            .filter(
                glob -> {
                  if (!isGlob(glob)) {
                    exact.add(glob);
                  }
                  return isGlob(glob);
                })
            .map(Globs::compile)
            .toList();
  }

  /** Whether any of them matches all of {@code name}. */
  public boolean matches(String name) {
    return exact.contains(name) || patterns.stream().anyMatch(p -> p.matcher(name).matches());
  }

  /** Whether the text holds a character that makes it a glob. */
  public static boolean isGlob(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  /** The glob as a regular expression; a bracket that is never closed stands for itself. */
  public static Pattern compile(String glob) {
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < glob.length()) {
      char c = glob.charAt(i++);
      int close = c == '[' ? glob.indexOf(']', i + 1) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (close > 0) {
        String set = glob.substring(i, close).replace("\\", "\\\\").replace("[", "\\[");
        set = set.replace("&&", "&\\&");
        regex.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
        i = close + 1;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
