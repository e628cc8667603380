package org.diracgrid.diracos.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.config.JinjaText.Rendered;

/**
 * The INI format of dnf.conf: sections, {@code key = value}, lines that start with white space
 * continue a value, {@code #} and {@code ;} start comments at the start of a line.
 */
final class IniText {

  /** A value and the line it starts at. */
  record Value(String text, int line) {}

  /**
   * A section; one that comes twice is merged, the later value wins.
   *
   * @param line where its head is
   */
  record Section(String name, int line, Map<String, Value> values) {
    /** A value, stripped; empty if it is not there or blank. */
    Optional<Value> get(String key) {
      return Optional.ofNullable(values.get(key)).filter(value -> !value.text().isBlank());
    }
  }

  private static final Pattern HEAD = Pattern.compile("\\[([^\\]]+)\\]\\s*(?:[#;].*)?");
  private static final Pattern ENTRY = Pattern.compile("([^=:\\s\\[][^=:]*?)\\s*[=:]\\s*(.*)");

  private IniText() {}

  /**
   * Reads the sections in their order.
   *
   * @param source names the file in warnings
   * @param warnings receives the lines that are neither head, entry nor comment
   */
  static List<Section> sections(Rendered text, String source, List<String> warnings) {
    Map<String, Section> sections = new LinkedHashMap<>();
    Section current = null;
    String key = null;
    String[] lines = text.text().split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      boolean comment = line.startsWith("#") || line.startsWith(";");
      if (comment || line.isBlank()) {
        continue;
      }
      int number = text.lines().get(i);
      if (Character.isWhitespace(line.charAt(0)) && current != null && key != null) {
        Value old = current.values().get(key);
        current
            .values()
            .put(key, new Value((old == null ? "" : old.text() + "\n") + line.strip(), number));
        continue;
      }
      Matcher head = HEAD.matcher(line.strip());
      Matcher entry = ENTRY.matcher(line.strip());
      if (head.matches()) {
        String name = head.group(1).strip();
        current =
            sections.computeIfAbsent(name, n -> new Section(n, number, new LinkedHashMap<>()));
        key = null;
      } else if (entry.matches() && current != null) {
        key = entry.group(1);
        current.values().put(key, new Value(entry.group(2).strip(), number));
      } else {
        key = null;
        warnings.add(source + ":" + number + ": not understood, skipped: " + line.strip());
      }
    }
    return new ArrayList<>(sections.values());
  }
}
