package org.diracgrid.diracos.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diracgrid.diracos.python.requirements.Requirement;

/**
 * What a distribution says of itself: the head of its {@code METADATA}, as the core metadata
 * specification has it.
 *
 * @param fields values by name in lower case, in the order of the file
 */
record WheelMetadata(Map<String, List<String>> fields) {

  private static final String CLASSIFIER = "License :: ";
  private static final Pattern TEXT =
      Pattern.compile("(?i)(?:copying|licen[cs]e|copyright|notice|authors)(?:[._-].*)?");

  static WheelMetadata read(Path file) throws IOException {
    Map<String, List<String>> fields = new HashMap<>();
    String last = "";
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(':');
      if (line.isEmpty()) {
        break;
      }
      List<String> before = fields.getOrDefault(last, List.of());
      if (Character.isWhitespace(line.charAt(0)) && !before.isEmpty()) {
        before.set(before.size() - 1, before.get(before.size() - 1) + "\n" + line.strip());
      } else if (colon > 0) {
        last = line.substring(0, colon).toLowerCase(Locale.ROOT);
        fields
            .computeIfAbsent(last, name -> new ArrayList<>())
            .add(line.substring(colon + 1).strip());
      }
    }
    return new WheelMetadata(fields);
  }

  private List<String> all(String field) {
    return fields.getOrDefault(field, List.of());
  }

  /** The first value of a field; empty if there is none. */
  private String first(String field) {
    return all(field).stream().findFirst().orElse("");
  }

  /** As indexes have it. */
  String name() {
    return Requirement.canonical(first("name"));
  }

  String version() {
    return first("version");
  }

  /** One line; the name if it says nothing. */
  String summary() {
    return first("summary").lines().findFirst().filter(text -> !text.isBlank()).orElse(name());
  }

  /**
   * The licence: an SPDX expression where there is one, else the name in {@code License} if it is
   * one line, else what the classifiers name; empty if nobody says.
   */
  String licence() {
    String expression = first("license-expression");
    if (!expression.isEmpty()) {
      return expression;
    }
    String text = first("license");
    boolean name = !text.isEmpty() && !text.equalsIgnoreCase("UNKNOWN") && !text.contains("\n");
    String classified =
        all("classifier").stream()
            .filter(one -> one.startsWith(CLASSIFIER))
            .map(one -> one.substring(one.lastIndexOf(" :: ") + 4))
            .filter(one -> !one.equals("OSI Approved"))
            .distinct()
            .collect(Collectors.joining(", "));
    if (name || classified.isEmpty()) {
      return text.equalsIgnoreCase("UNKNOWN") ? "" : text.lines().findFirst().orElse("");
    }
    return classified;
  }

  /**
   * Whether a file is the text of a licence: one that the metadata names, else one whose name says
   * so.
   *
   * @param path relative to the directory of the metadata
   */
  boolean isLicence(String path) {
    List<String> named = all("license-file");
    return named.isEmpty()
        ? TEXT.matcher(path).matches() || path.startsWith("licenses/")
        : named.contains(path)
            || (path.startsWith("licenses/") && named.contains(path.substring(9)));
  }
}
