package org.diracgrid.diracos.publish;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A CFG with all that is in it: what a change does not touch, comments, blank lines, order, blanks
 * and line endings, stays byte for byte.
 *
 * <p>Immutable; a change gives a new document. A change also ends the last line if nothing does,
 * since clients do not read a line without an end.
 */
public final class CfgDocument {

  private static final String STEP = "  ";

  private final String source;
  private final List<CfgLine> lines;
  private final CfgSection root;

  private CfgDocument(String source, List<CfgLine> lines) {
    this.source = source;
    this.lines = List.copyOf(lines);
    this.root = CfgReader.read(source, this.lines);
  }

  /**
   * Reads a file.
   *
   * @param source what messages call it
   * @param bytes UTF-8
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-CFG-01 with line and column, if
   *     clients could not read it, or would read something else than it looks like
   */
  public static CfgDocument read(String source, byte[] bytes) {
    return parse(source, CfgReader.text(source, bytes));
  }

  /** As {@link #read}, of a text. */
  static CfgDocument parse(String source, String text) {
    return new CfgDocument(source, CfgLine.split(text));
  }

  /** The file's content. */
  public byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  CfgSection root() {
    return root;
  }

  /** What messages call it. */
  String source() {
    return source;
  }

  /** A section by its path, the outermost first. */
  Optional<CfgSection> section(String... path) {
    Optional<CfgSection> at = Optional.of(root);
    for (String name : path) {
      at = at.flatMap(section -> section.section(name));
    }
    return at;
  }

  /** Where in the file a line is, for messages. */
  String where(int line) {
    return source + ":" + (line + 1);
  }

  /**
   * Gives an option a value. Its line keeps its blanks; further lines for the same key go. A key or
   * section that is not there is added at the end of what holds it.
   *
   * @param path of the section, the outermost first; empty for the whole
   * @throws IllegalArgumentException if key, value or a name cannot be written
   */
  CfgDocument set(List<String> path, String key, String value) {
    path.forEach(name -> checkWord(name, name.isEmpty() || name.startsWith("#")));
    checkWord(key, key.isEmpty() || key.startsWith("#"));
    check(value, text -> text.contains("+="));
    CfgSection at = root;
    int depth = 0;
    while (depth < path.size() && at.section(path.get(depth)).isPresent()) {
      at = at.section(path.get(depth)).orElseThrow();
      depth++;
    }
    List<CfgLine> changed = new ArrayList<>(lines);
    List<CfgOption> present = depth < path.size() ? List.of() : at.options(key);
    if (present.isEmpty()) {
      insert(changed, at, path.subList(depth, path.size()), key + " = " + value);
    } else if (at.value(key).orElseThrow().equals(value)) {
      return this;
    } else {
      replace(changed, present, value);
    }
    int last = changed.size() - 1;
    changed.set(last, new CfgLine(changed.get(last).text(), ended(changed.get(last).ending())));
    return new CfgDocument(source, changed);
  }

  private static void checkWord(String word, boolean bad) {
    check(word, text -> bad || text.matches("(?s).*[={}].*"));
  }

  private static void check(String text, Predicate<String> bad) {
    if (bad.test(text) || !text.equals(CfgLine.strip(text)) || text.matches("(?s).*[\r\n].*")) {
      throw new IllegalArgumentException("'" + text + "' cannot stand in a CFG");
    }
  }

  private void replace(List<CfgLine> changed, List<CfgOption> present, String value) {
    CfgOption first = present.get(0);
    CfgLine line = changed.get(first.line());
    int start = line.text().indexOf('=') + 1;
    String rest = line.text().substring(start);
    int blanks = rest.indexOf(first.value());
    String tail = rest.substring(blanks + first.value().length());
    String head = line.text().substring(0, start) + rest.substring(0, blanks);
    if (first.append()) {
      head = line.indent() + first.key() + " = ";
    }
    changed.set(first.line(), new CfgLine(head + value + tail, line.ending()));
    for (int i = present.size() - 1; i > 0; i--) {
      changed.remove(present.get(i).line());
    }
  }

  /** Puts an option, in sections that are not there yet, at the end of {@code at}. */
  private void insert(List<CfgLine> changed, CfgSection at, List<String> missing, String option) {
    List<String> added = new ArrayList<>();
    String indent = indentWithin(at);
    String step = step(at, indent);
    List<String> indents = new ArrayList<>();
    for (String name : missing) {
      added.add(indent + name);
      added.add(indent + "{");
      indents.add(0, indent);
      indent += step;
    }
    added.add(indent + option);
    indents.forEach(outer -> added.add(outer + "}"));
    int place = missing.isEmpty() ? afterOptions(at) : at.closeLine();
    if (place > 0) {
      CfgLine before = changed.get(place - 1);
      changed.set(place - 1, new CfgLine(before.text(), ended(before.ending())));
    }
    changed.addAll(place, added.stream().map(text -> new CfgLine(text, ended(""))).toList());
  }

  /** Below the last option; without one, at the end, where no comment of another is torn off. */
  private static int afterOptions(CfgSection at) {
    List<CfgOption> options = at.options();
    return options.isEmpty() ? at.closeLine() : options.get(options.size() - 1).line() + 1;
  }

  private String indentWithin(CfgSection at) {
    if (!at.options().isEmpty()) {
      return lines.get(at.options().get(0).line()).indent();
    }
    if (!at.sections().isEmpty()) {
      return lines.get(at.sections().get(0).nameLine()).indent();
    }
    return at.nameLine() < 0 ? "" : lines.get(at.nameLine()).indent() + firstStep();
  }

  /** By how much a section within {@code at} is indented more than {@code indent}. */
  private String step(CfgSection at, String indent) {
    String outer = at.nameLine() < 0 ? "" : lines.get(at.nameLine()).indent();
    boolean deeper = indent.length() > outer.length() && indent.startsWith(outer);
    return deeper ? indent.substring(outer.length()) : firstStep();
  }

  /** The first indentation of the document, two blanks if there is none. */
  private String firstStep() {
    for (CfgSection section : root.sections()) {
      String indent =
          section.options().isEmpty()
              ? section.sections().isEmpty()
                  ? ""
                  : lines.get(section.sections().get(0).nameLine()).indent()
              : lines.get(section.options().get(0).line()).indent();
      if (!indent.isEmpty()) {
        return indent;
      }
    }
    return STEP;
  }

  /** An ending as it is, or that of the document's first line. */
  private String ended(String ending) {
    if (!ending.isEmpty()) {
      return ending;
    }
    return lines.isEmpty() || lines.get(0).ending().isEmpty() ? "\n" : lines.get(0).ending();
  }

  /** The text, as it is in the file. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.text()).append(line.ending()));
    return text.toString();
  }
}
