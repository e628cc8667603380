package org.diracgrid.diracos.publish;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A section of a CFG, or the whole.
 *
 * @param name empty for the whole
 * @param nameLine index of the line with the name; -1 for the whole
 * @param openLine index of the line with the brace; -1 for the whole
 * @param closeLine index of the line with the closing brace; the number of lines for the whole
 * @param options in their order
 * @param sections in their order, each with a name of its own
 */
record CfgSection(
    String name,
    int nameLine,
    int openLine,
    int closeLine,
    List<CfgOption> options,
    List<CfgSection> sections) {

  CfgSection {
    options = List.copyOf(options);
    sections = List.copyOf(sections);
  }

  /** A section directly within. */
  Optional<CfgSection> section(String name) {
    return sections.stream().filter(one -> one.name.equals(name)).findFirst();
  }

  /** The lines that give {@code key}. */
  List<CfgOption> options(String key) {
    return options.stream().filter(option -> option.key().equals(key)).toList();
  }

  /** What a client reads for {@code key}: the last {@code =} counts, and what is appended to it. */
  Optional<String> value(String key) {
    return Optional.ofNullable(values().get(key));
  }

  /** What a client reads, in the order in which keys come first. */
  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    for (CfgOption option : options) {
      if (option.append()) {
        values.merge(option.key(), option.value(), (old, more) -> old + ", " + more);
      } else {
        values.put(option.key(), option.value());
      }
    }
    return values;
  }
}
