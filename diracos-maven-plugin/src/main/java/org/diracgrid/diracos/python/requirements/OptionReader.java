package org.diracgrid.diracos.python.requirements;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.problem.Nearest;
import org.jspecify.annotations.Nullable;

/** Splits what stands behind the requirement as a POSIX shell would, and finds the options. */
final class OptionReader {

  /**
   * An option and its value; the value is empty for those that have none.
   *
   * @param value without its quotes
   */
  record Given(PipOption option, String value) {}

  private OptionReader() {}

  /**
   * Reads the options of a line.
   *
   * @throws IllegalArgumentException if pip knows no such option, or would ignore a word
   */
  static List<Given> read(String text) {
    List<Given> result = new ArrayList<>();
    List<String> words = words(text);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      Named named = named(word);
      String value = named.value;
      if (named.option.isValued()) {
        if (value == null) {
          i++;
          if (i == words.size()) {
            throw new IllegalArgumentException(word + " needs a value");
          }
          value = words.get(i);
        }
      } else if (value != null) {
        throw new IllegalArgumentException(named.option + " takes no value");
      }
      result.add(new Given(named.option, value == null ? "" : value));
    }
    return result;
  }

  private record Named(PipOption option, @Nullable String value) {}

  private static Named named(String word) {
    if (!word.startsWith("-") || word.length() < 2) {
      throw new IllegalArgumentException(
          "'" + word + "' stands behind the options, where pip ignores it");
    }
    boolean isLong = word.startsWith("--");
    int cut = isLong ? word.indexOf('=') : word.length() > 2 ? 2 : -1;
    String name = cut < 0 ? word : word.substring(0, cut);
    Optional<PipOption> option = PipOption.named(name);
    if (option.isEmpty() || (isLong && name.length() < 3)) {
      throw new IllegalArgumentException(
          "pip knows no option '" + name + "' in a requirements file" + near(name));
    }
    return new Named(option.get(), cut < 0 ? null : word.substring(isLong ? cut + 1 : cut));
  }

  private static String near(String name) {
    List<String> known =
        Arrays.stream(PipOption.values()).flatMap(option -> option.names().stream()).toList();
    List<String> near = Nearest.to(name, known, 2);
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  /** Words as a POSIX shell splits them, without expansion. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == '\'' ? c == '\'' : quote == '"' && c == '"') {
        quote = 0;
      } else if (c == '\\' && quote != '\'') {
        i++;
        if (i == text.length()) {
          throw new IllegalArgumentException("a backslash stands at the end");
        }
        char escaped = text.charAt(i);
        if (quote == '"' && escaped != '"' && escaped != '\\') {
          word.append('\\');
        }
        word.append(escaped);
        begun = true;
      } else if (quote != 0) {
        word.append(c);
      } else if (c == '\'' || c == '"') {
        quote = c;
        begun = true;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        if (begun) {
          words.add(word.toString());
          word.setLength(0);
        }
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quotation mark " + quote + " is not closed");
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }
}
